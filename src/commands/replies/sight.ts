// Who may see whom and what: the rules that WHO, WHOIS, NAMES and LIST share.
import type { ChannelRow, State, UserRow } from "../../../projections/state.ts";

/** A secret channel is seen by its members only. */
export function isSeen(state: State, channel: ChannelRow, asker: UserRow): boolean {
  return !channel.flags.includes("s") || state.members.get(channel.id, asker.id) !== undefined;
}

export function sharesChannel(state: State, a: UserRow, b: UserRow): boolean {
  for (const channel of state.members.ofUser(a.id).keys()) if (state.members.get(channel, b.id)) return true;
  return false;
}
