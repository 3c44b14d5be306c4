// Who is heard in a channel and who is held by its bans and quiets.
import { casefold } from "../../../events/names.ts";
import type { ChannelRow, MemberRow, State, UserRow } from "../../../projections/state.ts";
import { prefixOf } from "../../../projections/users.ts";
import { matches } from "../../protocol/masks.ts";

/** Whether an entry of the channel's list matches the user as they are shown. */
export function isListed(state: State, channel: ChannelRow, letter: string, user: UserRow): boolean {
  const entries = channel.lists[letter];
  if (entries === undefined) return false;
  const shown = casefold(prefixOf(state, user));
  return entries.some((entry) => matches(casefold(entry.mask), shown));
}

/** A ban holds whoever matches it and no exception. */
export function isBanned(state: State, channel: ChannelRow, user: UserRow): boolean {
  return isListed(state, channel, "b", user) && !isListed(state, channel, "e", user);
}

/** A quiet holds speech alone; exceptions hold for it as they do for bans. */
function isQuieted(state: State, channel: ChannelRow, user: UserRow): boolean {
  return isListed(state, channel, "q", user) && !isListed(state, channel, "e", user);
}

/** +n, +m, bans and quiets; operators and voiced members are heard under all of them. */
export function isHeard(state: State, channel: ChannelRow, member: MemberRow | undefined, user: UserRow): boolean {
  if (member === undefined && channel.flags.includes("n")) return false;
  if (member !== undefined && member.status !== "") return true;
  if (channel.flags.includes("m")) return false;
  return !isBanned(state, channel, user) && !isQuieted(state, channel, user);
}
