import { decideUnban } from "./replies/operators-ban.ts";
import { readUserMask } from "./replies/operators-bans.ts";
import { command } from "./runner/command.ts";

/** UNKLINE <user@host>   as on most networks. */
export const unkline = command({
  verb: "UNKLINE",
  parameters: [1, 1],
  cost: 2,
  privilege: "ban",
  syntax: "UNKLINE <user@host>",
  help: "Lifts a KLINE; STATS k lists them. For operators.",
  decide(view, { actor, parameters: [mask = ""] }) {
    return decideUnban(view, actor, "KLINE", readUserMask(mask, view.limits.maskBytes) ?? mask);
  },
});
