import { ERR_NOSUCHSERVER, RPL_TIME } from "../protocol/numerics.ts";
import { isThisServer } from "./replies/servers.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** TIME [<server>]   RFC 2812 §3.4.6. */
export const time = command({
  verb: "TIME",
  parameters: [0, 1],
  cost: 2,
  syntax: "TIME [<server>]",
  help: "Says what time it is here.",
  decide(view, { parameters: [server] }) {
    if (!isThisServer(view, server)) return refuse(ERR_NOSUCHSERVER, server ?? "*");
    return answer([reply(RPL_TIME, view.node.name, new Date(view.now / 1000).toISOString())]);
  },
});
