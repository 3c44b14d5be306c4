import { decideUnban } from "./replies/operators-ban.ts";
import { readAddressMask } from "./replies/operators-bans.ts";
import { command } from "./runner/command.ts";

/** UNDLINE <address or network>   as on most networks. */
export const undline = command({
  verb: "UNDLINE",
  parameters: [1, 1],
  cost: 2,
  privilege: "ban",
  syntax: "UNDLINE <address or network>",
  help: "Lifts a DLINE; STATS d lists them. For operators.",
  decide(view, { actor, parameters: [mask = ""] }) {
    return decideUnban(view, actor, "DLINE", readAddressMask(mask) ?? mask);
  },
});
