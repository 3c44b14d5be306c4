// NAMES: the members of a channel that the asker may see, each with the prefix of the highest status.
import type { UserId } from "../../../events/names.ts";
import type { ChannelRow, State, UserRow } from "../../../projections/state.ts";
import { nickOf } from "../../../projections/users.ts";
import { prefixOfStatus } from "../../protocol/modes.ts";
import { RPL_ENDOFNAMES, RPL_NAMREPLY } from "../../protocol/numerics.ts";
import { packWords } from "../../protocol/pack.ts";
import { byteLength } from "../../protocol/text.ts";
import { type Reply, reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";

/** 353 as often as needed, then 366. `asker` is the user's id. */
export function namesReplies(view: View, channel: ChannelRow, asker: UserRow): readonly Reply[] {
  const symbol = channel.flags.includes("s") ? "@" : "=";
  const overhead = byteLength(`:${view.node.name} 353 ${nickOf(view.state, asker)} ${symbol} ${channel.name} :`);
  const texts = packWords(shownNames(view.state, channel, asker.id), overhead);
  return [...texts.map((text) => reply(RPL_NAMREPLY, symbol, channel.name, text)), reply(RPL_ENDOFNAMES, channel.name)];
}

/** A secret channel shows nobody to those outside; an invisible user is shown to fellow members only. */
function* shownNames(state: State, channel: ChannelRow, asker: UserId): Iterable<string> {
  const isInside = state.members.get(channel.id, asker) !== undefined;
  if (channel.flags.includes("s") && !isInside) return;
  for (const member of state.members.inChannel(channel.id).values()) {
    const user = state.users.get(member.user);
    if (user === undefined || (!isInside && user.modes.includes("i"))) continue;
    yield prefixOfStatus(member.status) + nickOf(state, user);
  }
}
