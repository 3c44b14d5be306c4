// The lists of a channel: bans for everybody, exceptions for operators.
import type { ChannelRow } from "../../../projections/state.ts";
import {
  ERR_CHANOPRIVSNEEDED,
  type Numeric,
  RPL_BANLIST,
  RPL_ENDOFBANLIST,
  RPL_ENDOFEXCEPTLIST,
  RPL_ENDOFINVEXLIST,
  RPL_EXCEPTLIST,
  RPL_INVEXLIST,
} from "../../protocol/numerics.ts";
import { unixSeconds } from "../replies/times.ts";
import { type Reply, reply } from "../runner/reply.ts";

const numerics: Readonly<Record<string, readonly [row: Numeric, end: Numeric]>> = {
  b: [RPL_BANLIST, RPL_ENDOFBANLIST],
  e: [RPL_EXCEPTLIST, RPL_ENDOFEXCEPTLIST],
  I: [RPL_INVEXLIST, RPL_ENDOFINVEXLIST],
};

export function listReplies(channel: ChannelRow, letter: string, isOp: boolean): readonly Reply[] {
  const [row, end] = numerics[letter] ?? [];
  if (row === undefined || end === undefined) return [];
  if (letter !== "b" && !isOp) return [reply(ERR_CHANOPRIVSNEEDED, channel.name)];
  const entries = channel.lists[letter] ?? [];
  return [
    ...entries.map((entry) => reply(row, channel.name, entry.mask, entry.by, unixSeconds(entry.at))),
    reply(end, channel.name),
  ];
}
