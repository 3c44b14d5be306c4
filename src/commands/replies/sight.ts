// Who may see whom and what: the rules that WHO, WHOIS, NAMES, LIST and LUSERS share. Users of nodes out of reach are
// for none of them.
import type { ChannelId } from "../../../events/names.ts";
import { seenMembers } from "../../../projections/sight.ts";
import type { ChannelRow, State, UserRow } from "../../../projections/state.ts";

/** A secret channel is shown to its members only. */
export function isShownTo(state: State, channel: ChannelRow, asker: UserRow): boolean {
  return !channel.flags.includes("s") || state.members.get(channel.id, asker.id) !== undefined;
}

export function sharesChannel(state: State, a: UserRow, b: UserRow): boolean {
  for (const channel of state.members.ofUser(a.id).keys()) if (state.members.get(channel, b.id)) return true;
  return false;
}

/** Whether some node is out of reach whose users would still be here. */
export function isAnybodyHidden({ sight, origins }: State): boolean {
  if (sight.isWhole) return false;
  for (const { origin, isClosed } of origins.values()) if (!isClosed && !sight.isShown(origin)) return true;
  return false;
}

/** Gives the number of a channel's members who are here; made for one question, in which nobody comes or goes. */
export function memberCounter(state: State): (channel: ChannelId) => number {
  if (!isAnybodyHidden(state)) return (channel) => state.members.inChannel(channel).size;
  return (channel) => {
    let count = 0;
    for (const _member of seenMembers(state, channel)) count++;
    return count;
  };
}

export interface Headcount {
  readonly users: number;
  readonly invisible: number;
  readonly operators: number;
}

/** The users who are here. */
export function headcount(state: State): Headcount {
  if (!isAnybodyHidden(state)) return { users: state.users.size, ...state.census };
  const count = { users: 0, invisible: 0, operators: 0 };
  for (const { origin, modes } of state.users.values()) {
    if (!state.sight.isShown(origin)) continue;
    count.users++;
    if (modes.includes("i")) count.invisible++;
    if (modes.includes("o")) count.operators++;
  }
  return count;
}
