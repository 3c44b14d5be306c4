// The fold of memberships and invitations. The JOIN that finds no member creates the channel; the last one out ends it.
import type { Event } from "../events/envelope.ts";
import type { ChannelId, UserId } from "../events/names.ts";
import type { Change } from "./changes.ts";
import type { ChannelRow, MemberRow, State, UserRow } from "./state.ts";

export function isOperator(state: State, channel: ChannelId, user: UserId): boolean {
  return state.members.get(channel, user)?.status.includes("o") === true;
}

export function join(state: State, event: Event<"JOIN">): readonly Change[] {
  const user = event.actor && state.users.get(event.actor);
  const id = event.body.channel;
  if (!user || state.members.get(id, user.id)) return [];
  const existing = state.channels.get(id);
  const fresh: ChannelRow = {
    id,
    name: event.body.name,
    createdAt: event.at,
    flags: "",
    settings: {},
    lists: {},
  };
  const channel = existing ?? state.channels.put(id, fresh);
  const row: MemberRow = { channel: id, user: user.id, status: existing ? "" : "o", joinedAt: event.at };
  const member = state.members.put(row);
  state.invites.delete(id, user.id);
  return [{ kind: "joined", channel, member, user }];
}

export function part(state: State, event: Event<"PART">): readonly Change[] {
  return event.actor ? leave(state, event.body.channel, event.actor) : [];
}

/** The right is not asked again: the target has been told. */
export function kick(state: State, event: Event<"KICK">): readonly Change[] {
  return leave(state, event.body.channel, event.body.target);
}

export function invite(state: State, event: Event<"INVITE">): readonly Change[] {
  const { channel: id, target } = event.body;
  const channel = state.channels.get(id);
  const user = state.users.get(target);
  const inviter = event.actor && state.members.get(id, event.actor);
  if (!channel || !user || !inviter || state.members.get(id, target)) return [];
  if (channel.flags.includes("i") && !inviter.status.includes("o")) return [];
  state.invites.put({ channel: id, user: target, at: event.at });
  return [{ kind: "invited", channel, user }];
}

/** Ends all memberships and invitations of a user; gives the channels that they were in, sorted. */
export function leaveAll(state: State, user: UserId): readonly ChannelId[] {
  const channels = [...state.members.ofUser(user).keys()].sort();
  for (const channel of channels) remove(state, channel, user);
  for (const channel of [...state.invites.ofUser(user).keys()]) state.invites.delete(channel, user);
  return channels;
}

function leave(state: State, id: ChannelId, userId: UserId): readonly Change[] {
  const channel = state.channels.get(id);
  const user: UserRow | undefined = state.users.get(userId);
  if (!channel || !user || !state.members.get(id, userId)) return [];
  remove(state, id, userId);
  return [{ kind: "left", channel, user }];
}

function remove(state: State, channel: ChannelId, user: UserId): void {
  state.members.delete(channel, user);
  if (state.members.inChannel(channel).size > 0) return;
  state.channels.delete(channel);
  for (const invited of [...state.invites.inChannel(channel).keys()]) state.invites.delete(channel, invited);
}
