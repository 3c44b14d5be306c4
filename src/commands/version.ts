import { ERR_NOSUCHSERVER, RPL_VERSION } from "../protocol/numerics.ts";
import { isThisServer } from "./replies/server.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** VERSION [<server>]   RFC 2812 §3.4.3; Modern IRC, "VERSION message". */
export const version = command({
  verb: "VERSION",
  parameters: [0, 1],
  cost: 2,
  syntax: "VERSION [<server>]",
  help: "Says which program this is and what it supports.",
  decide(view, { parameters: [server] }) {
    if (!isThisServer(view, server)) return refuse(ERR_NOSUCHSERVER, server ?? "*");
    const { software, name, description } = view.node;
    return answer([reply(RPL_VERSION, software, name, description), ...view.fixed.isupport]);
  },
});
