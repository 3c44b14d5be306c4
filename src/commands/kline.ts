import { decideBan } from "./replies/operators-ban.ts";
import { readUserMask } from "./replies/operators-bans.ts";
import { command } from "./runner/command.ts";

/** KLINE [<duration>] [!]<user@host> [:<reason>]   as on most networks; "!" forces what would hold too many. */
export const kline = command({
  verb: "KLINE",
  parameters: [1, 3],
  cost: 2,
  privilege: "ban",
  syntax: "KLINE [<minutes> | <1d2h30m>] [!]<user@host> [:<reason>]",
  help: "Bans a mask of users or a network (*@192.0.2.0/24) from this network of servers; for operators.",
  decide(view, { actor, parameters }) {
    return decideBan(view, actor, ["KLINE", (text) => readUserMask(text, view.limits.maskBytes)], parameters);
  },
});
