// NAMES: the members of a channel that the asker may see, each with the prefix of the highest status or, with
// multi-prefix, of all; as nick or, with userhost-in-names, as nick!user@host.
import type { UserId } from "../../../events/names.ts";
import { seenMembers } from "../../../projections/sight.ts";
import type { ChannelRow, State, UserRow } from "../../../projections/state.ts";
import { nickOf, prefixOf } from "../../../projections/users.ts";
import { type Capabilities, has, MULTI_PREFIX, USERHOST_IN_NAMES } from "../../protocol/capabilities.ts";
import { prefixesOfStatus, prefixOfStatus } from "../../protocol/modes.ts";
import { RPL_ENDOFNAMES, RPL_NAMREPLY } from "../../protocol/numerics.ts";
import { packWords } from "../../protocol/pack.ts";
import { byteLength } from "../../protocol/text.ts";
import { type Reply, reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";

/** 353 as often as needed, then 366. `capabilities`: the asker's. */
export function namesReplies(
  view: View,
  channel: ChannelRow,
  asker: UserRow,
  capabilities: Capabilities,
): readonly Reply[] {
  const symbol = channel.flags.includes("s") ? "@" : "=";
  const overhead = byteLength(`:${view.node.name} 353 ${nickOf(view.state, asker)} ${symbol} ${channel.name} :`);
  const prefix = has(capabilities, MULTI_PREFIX) ? prefixesOfStatus : prefixOfStatus;
  const name = has(capabilities, USERHOST_IN_NAMES) ? prefixOf : nickOf;
  const words: string[] = [];
  for (const { status, user } of shownMembers(view.state, channel, asker.id)) {
    words.push(prefix(status) + name(view.state, user));
  }
  const texts = packWords(words, overhead);
  return [...texts.map((text) => reply(RPL_NAMREPLY, symbol, channel.name, text)), reply(RPL_ENDOFNAMES, channel.name)];
}

interface Shown {
  readonly status: string;
  readonly user: UserRow;
}

/** A secret channel shows nobody to those outside; an invisible user is shown to fellow members only. */
function* shownMembers(state: State, channel: ChannelRow, asker: UserId): Iterable<Shown> {
  const isInside = state.members.get(channel.id, asker) !== undefined;
  if (channel.flags.includes("s") && !isInside) return;
  for (const member of seenMembers(state, channel.id)) {
    const user = state.users.get(member.user);
    if (user === undefined || (!isInside && user.modes.includes("i"))) continue;
    yield { status: member.status, user };
  }
}
