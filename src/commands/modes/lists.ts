// The lists of a channel: bans and quiets for everybody, exceptions for operators.
import type { ChannelRow } from "../../../projections/state.ts";
import {
  ERR_CHANOPRIVSNEEDED,
  type Numeric,
  RPL_BANLIST,
  RPL_ENDOFBANLIST,
  RPL_ENDOFEXCEPTLIST,
  RPL_ENDOFINVEXLIST,
  RPL_ENDOFQUIETLIST,
  RPL_EXCEPTLIST,
  RPL_INVEXLIST,
  RPL_QUIETLIST,
} from "../../protocol/numerics.ts";
import { unixSeconds } from "../replies/times.ts";
import { type Reply, reply } from "../runner/reply.ts";

interface List {
  readonly row: Numeric;
  readonly end: Numeric;
  readonly isOpen: boolean;
  /** 728 and 729 are shared by lists, and name theirs after the channel. */
  readonly isNamed?: boolean;
}

const lists: Readonly<Record<string, List>> = {
  b: { row: RPL_BANLIST, end: RPL_ENDOFBANLIST, isOpen: true },
  e: { row: RPL_EXCEPTLIST, end: RPL_ENDOFEXCEPTLIST, isOpen: false },
  I: { row: RPL_INVEXLIST, end: RPL_ENDOFINVEXLIST, isOpen: false },
  q: { row: RPL_QUIETLIST, end: RPL_ENDOFQUIETLIST, isOpen: true, isNamed: true },
};

export function listReplies(channel: ChannelRow, letter: string, isOp: boolean): readonly Reply[] {
  const list = lists[letter];
  if (list === undefined) return [];
  if (!list.isOpen && !isOp) return [reply(ERR_CHANOPRIVSNEEDED, channel.name)];
  const place = list.isNamed ? [channel.name, letter] : [channel.name];
  const entries = channel.lists[letter] ?? [];
  return [
    ...entries.map((entry) => reply(list.row, ...place, entry.mask, entry.by, unixSeconds(entry.at))),
    reply(list.end, ...place),
  ];
}
