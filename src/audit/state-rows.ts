// A past state as rows: channels with their members, and users, in an order that does not depend on the fold's.
import { type Casefolded, type ChannelId, casefold, type UserId, uidOf } from "../../events/names.ts";
import type { BanRow, ChannelRow, State, UserRow } from "../../projections/state.ts";
import { nickOf } from "../../projections/users.ts";
import { isoOf } from "./moment.ts";

export interface Scope {
  readonly channel?: ChannelId;
  readonly nick?: Casefolded;
}

export interface MemberShown {
  readonly user: UserId;
  readonly nick: string;
  /** Letters: "", "o", "v", "ov". */
  readonly status: string;
}

export interface ChannelShown {
  readonly kind: "channel";
  readonly id: ChannelId;
  readonly name: string;
  readonly createdAt: number;
  readonly created: string;
  readonly topic: ChannelRow["topic"] | null;
  readonly flags: string;
  readonly settings: ChannelRow["settings"];
  readonly lists: ChannelRow["lists"];
  readonly members: readonly MemberShown[];
}

export interface UserShown {
  readonly kind: "user";
  readonly user: UserId;
  readonly uid: string;
  readonly nick: string;
  readonly username: string;
  readonly host: string;
  readonly realname: string;
  readonly modes: string;
  readonly away: string | null;
  /** Of an IRC operator: the name in the configuration and the privileges. */
  readonly operator: NonNullable<UserRow["operator"]> | null;
  readonly connectedAt: number;
  readonly connected: string;
  readonly channels: readonly ChannelId[];
}

export interface BanShown {
  readonly kind: "ban";
  readonly type: BanRow["kind"];
  readonly mask: string;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  readonly set: string;
  /** Microseconds since 1970; null for good. */
  readonly until: number | null;
  readonly ends: string | null;
}

/** The bans of the network that were in force at a time (microseconds since 1970), by kind and mask. */
export function bansOf(state: State, time: number): readonly BanShown[] {
  return [...state.bans.values()]
    .filter(({ until }) => until === 0 || until > time)
    .map(({ kind, mask, reason, by, at, until }) => {
      const end = until === 0 ? null : until;
      const ends = end === null ? null : isoOf(end);
      return { kind: "ban" as const, type: kind, mask, reason, by, at, set: isoOf(at), until: end, ends };
    })
    .sort((a, b) => compare(a.type, b.type) || compare(a.mask, b.mask));
}

/** Channels by name; with a nick, those that its bearer was in. */
export function channelsOf(state: State, { channel, nick }: Scope): readonly ChannelShown[] {
  return [...state.channels.values()]
    .filter((row) => channel === undefined || row.id === channel)
    .map((row) => shownChannel(state, row))
    .filter((row) => nick === undefined || row.members.some((member) => casefold(member.nick) === nick))
    .sort((a, b) => compare(a.id, b.id));
}

/** Users by nick; with a channel, its members. */
export function usersOf(state: State, { channel, nick }: Scope): readonly UserShown[] {
  return [...state.users.values()]
    .filter((row) => channel === undefined || state.members.get(channel, row.id) !== undefined)
    .map((row) => shownUser(state, row))
    .filter((row) => nick === undefined || casefold(row.nick) === nick)
    .sort(byNick);
}

function shownChannel(state: State, row: ChannelRow): ChannelShown {
  const members = [...state.members.inChannel(row.id).values()].map(({ user, status }) => {
    const bearer = state.users.get(user);
    return { user, nick: bearer ? nickOf(state, bearer) : user, status };
  });
  return {
    kind: "channel",
    id: row.id,
    name: row.name,
    createdAt: row.createdAt,
    created: isoOf(row.createdAt),
    topic: row.topic ?? null,
    flags: row.flags,
    settings: row.settings,
    lists: row.lists,
    members: members.sort(byNick),
  };
}

function shownUser(state: State, row: UserRow): UserShown {
  return {
    kind: "user",
    user: row.id,
    uid: uidOf(row.id),
    nick: nickOf(state, row),
    username: row.username,
    host: row.host,
    realname: row.realname,
    modes: row.modes,
    away: row.away ?? null,
    operator: row.operator ?? null,
    connectedAt: row.connectedAt,
    connected: isoOf(row.connectedAt),
    channels: [...state.members.ofUser(row.id).keys()].sort(),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
const byNick = (a: { nick: string; user: string }, b: { nick: string; user: string }) =>
  compare(casefold(a.nick), casefold(b.nick)) || compare(a.user, b.user);
