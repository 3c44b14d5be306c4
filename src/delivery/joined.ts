// What a user finds in a channel that a merge has put them into: topic, members and modes, as if they had joined it.
import type { ChannelId } from "../../events/names.ts";
import { seenMembers } from "../../projections/sight.ts";
import type { State, UserRow } from "../../projections/state.ts";
import { nickOf, prefixOf } from "../../projections/users.ts";
import { type Capabilities, has, MULTI_PREFIX, USERHOST_IN_NAMES } from "../protocol/capabilities.ts";
import { prefixesOfStatus, prefixOfStatus } from "../protocol/modes.ts";
import { numericLine, numericRest } from "../protocol/numeric-line.ts";
import { type Numeric, RPL_CHANNELMODEIS, RPL_ENDOFNAMES, RPL_NAMREPLY, RPL_TOPIC } from "../protocol/numerics.ts";
import { packWords } from "../protocol/pack.ts";

const OVERHEAD_BYTES = 200;

export interface Joined {
  readonly user: UserRow;
  readonly channel: ChannelId;
  readonly capabilities: Capabilities;
}

/** `capabilities`: in which form the user wants lists of names. */
export function joinedText(state: State, server: string, { user, channel: id, capabilities }: Joined): string {
  const channel = state.channels.get(id);
  if (channel === undefined) return "";
  const prefixed = has(capabilities, MULTI_PREFIX) ? prefixesOfStatus : prefixOfStatus;
  const named = has(capabilities, USERHOST_IN_NAMES) ? prefixOf : nickOf;
  const nick = nickOf(state, user);
  const line = (numeric: Numeric, ...words: readonly string[]) =>
    numericLine(server, nick, numeric, numericRest(numeric, words));
  const members = [...seenMembers(state, id)].sort((a, b) => (a.user < b.user ? -1 : 1));
  const names = members.map(({ user: each, status }) => {
    const row = state.users.get(each);
    return row ? prefixed(status) + named(state, row) : "";
  });
  const symbol = channel.flags.includes("s") ? "@" : "=";
  const { settings, flags } = channel;
  const modes = `+${flags}${Object.keys(settings).join("")}`;
  return [
    channel.topic ? line(RPL_TOPIC, channel.name, channel.topic.text) : "",
    ...packWords(names, OVERHEAD_BYTES).map((text) => line(RPL_NAMREPLY, symbol, channel.name, text)),
    line(RPL_ENDOFNAMES, channel.name),
    line(RPL_CHANNELMODEIS, channel.name, modes, ...Object.values(settings)),
  ].join("");
}
