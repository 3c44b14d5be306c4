import { ERR_NOSUCHSERVER } from "../protocol/numerics.ts";
import { isThisServer } from "./replies/servers.ts";
import { answer, command, refuse } from "./runner/command.ts";

/** MOTD [<server>]   RFC 2812 §3.4.1. */
export const motd = command({
  verb: "MOTD",
  parameters: [0, 1],
  cost: 2,
  syntax: "MOTD [<server>]",
  help: "Shows the message of the day.",
  decide(view, { parameters: [server] }) {
    if (!isThisServer(view, server)) return refuse(ERR_NOSUCHSERVER, server ?? "*");
    return answer(view.fixed.motd);
  },
});
