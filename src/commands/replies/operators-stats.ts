// STATS k and d: the bans in force, for operators.
import type { BanRow } from "../../../projections/state.ts";
import { RPL_STATSDLINE, RPL_STATSKLINE } from "../../protocol/numerics.ts";
import { type Reply, reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";
import { untilShown } from "./operators-ban.ts";
import { isInForce } from "./operators-bans.ts";

export function banReplies(view: View, kind: BanRow["kind"]): readonly Reply[] {
  const numeric = kind === "KLINE" ? RPL_STATSKLINE : RPL_STATSDLINE;
  return [...view.state.bans.values()]
    .filter((ban) => ban.kind === kind && isInForce(ban, view.now))
    .sort((a, b) => a.at - b.at)
    .map(({ mask, by, until, reason }) => reply(numeric, kind[0] ?? "", mask, by, `${reason} (${untilShown(until)})`));
}
