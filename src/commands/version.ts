import { ERR_NOSUCHSERVER, RPL_VERSION } from "../protocol/numerics.ts";
import { isThisServer, serverNamed } from "./replies/servers.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** VERSION [<server>]   RFC 2812 §3.4.3; Modern IRC, "VERSION message". Of another server its opening tells it. */
export const version = command({
  verb: "VERSION",
  parameters: [0, 1],
  cost: 2,
  syntax: "VERSION [<server>]",
  help: "Says which program a server is, and of this one what it supports.",
  decide(view, { actor, parameters: [wanted] }) {
    const { software, name, description } = view.node;
    if (isThisServer(view, wanted))
      return answer([reply(RPL_VERSION, software, name, description), ...view.fixed.isupport]);
    const server = serverNamed(view.state, actor.origin, wanted);
    if (!server) return refuse(ERR_NOSUCHSERVER, wanted ?? "*");
    return answer([reply(RPL_VERSION, server.row.software, server.row.name, `node ${server.row.node}`)]);
  },
});
