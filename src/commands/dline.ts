import { decideBan } from "./replies/operators-ban.ts";
import { readAddressMask } from "./replies/operators-bans.ts";
import { command } from "./runner/command.ts";

/** DLINE [<duration>] [!]<address or network> [:<reason>]   as on most networks: refused before registration. */
export const dline = command({
  verb: "DLINE",
  parameters: [1, 3],
  cost: 2,
  privilege: "ban",
  syntax: "DLINE [<minutes> | <1d2h30m>] [!]<address or network> [:<reason>]",
  help: "Refuses connections from an address or a network (192.0.2.0/24); for operators.",
  decide(view, { actor, parameters }) {
    return decideBan(view, actor, ["DLINE", readAddressMask], parameters);
  },
});
