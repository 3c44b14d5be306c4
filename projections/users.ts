// The fold of users and nicks, and the views over them. A nick is a queue of claims in total order.
import type { Event } from "../events/envelope.ts";
import {
  type Casefolded,
  type ChannelId,
  casefold,
  type Micros,
  numberOf,
  numberOfUid,
  originOf,
  type UserId,
  uidOf,
  userId,
} from "../events/names.ts";
import type { Change } from "./changes.ts";
import { withLetter, withoutLetter } from "./letters.ts";
import { leaveAll } from "./members.ts";
import { bearerIn, isSeen } from "./sight.ts";
import type { State, UserRow } from "./state.ts";

/** Who bears the nick: the first claimant whom the observer can reach. Who bears none goes by their UID. */
export function userByNick(state: State, nick: string): UserRow | undefined {
  if (nick.charCodeAt(0) <= DIGIT_NINE) return userByUid(state, nick);
  const bearer = bearerIn(state.sight, state.nicks.get(casefold(nick)));
  return bearer && state.users.get(bearer);
}

/** A nick does not begin with a digit, and a UID does. */
const DIGIT_NINE = 57;

function userByUid(state: State, uid: string): UserRow | undefined {
  const number = numberOfUid(uid);
  if (number === undefined) return undefined;
  for (const { origin, node, isClosed } of state.origins.values()) {
    if (isClosed || node !== uid.slice(0, node.length).toUpperCase()) continue;
    const user = state.users.get(userId(origin, number));
    if (user && isSeen(state, user.id)) return user;
  }
  return undefined;
}

/** What the user is shown under: the nick where they bear it, else their UID. */
export function nickOf(state: State, user: UserRow): string {
  return bearerIn(state.sight, state.nicks.get(user.folded)) === user.id ? user.nick : uidOf(user.id);
}

/** nick!user@host, as others see the user. */
export function prefixOf(state: State, user: UserRow): string {
  return `${nickOf(state, user)}!${user.username}@${user.host}`;
}

/** The same of who acts: one who is not there for this observer goes by their claim, unless somebody there bears it. */
export function actorPrefixOf(state: State, user: UserRow): string {
  const isBorne = bearerIn(state.sight, state.nicks.get(user.folded)) !== undefined;
  return isBorne || isSeen(state, user.id) ? prefixOf(state, user) : `${user.nick}!${user.username}@${user.host}`;
}

export function connect(state: State, event: Event<"CONNECT">): readonly Change[] {
  const id = event.actor;
  if (id === undefined || state.users.has(id) || state.origins.get(originOf(id))?.isClosed !== false) return [];
  const { nick, username, host, realname } = event.body;
  const folded = casefold(nick);
  const row: UserRow = {
    id,
    origin: event.origin,
    nick,
    folded,
    username,
    host,
    realname,
    connectedAt: event.at,
    modes: "",
  };
  const user = state.users.put(id, row);
  claim(state, folded, id, event.at);
  const origin = state.origins.get(event.origin);
  if (origin) state.origins.put(origin.origin, { ...origin, nextUser: Math.max(origin.nextUser, numberOf(id) + 1) });
  return [{ kind: "connected", user }];
}

export function rename(state: State, event: Event<"NICK">): readonly Change[] {
  const before = event.actor && state.users.get(event.actor);
  if (!before || before.nick === event.body.nick) return [];
  const from = nickOf(state, before);
  const folded = casefold(event.body.nick);
  const user = state.users.update(before.id, (draft) => {
    draft.nick = event.body.nick;
    draft.folded = folded;
  }) as UserRow;
  if (folded !== before.folded) {
    release(state, before.folded, before.id);
    // A user may take their own UID to be rid of a nick: that claims nothing, for no nick begins with a digit.
    if (event.body.nick !== uidOf(before.id)) claim(state, folded, before.id, event.at);
  }
  const to = nickOf(state, user);
  return from === to ? [] : [{ kind: "renamed", user, from, to }];
}

export function setAway(state: State, event: Event<"AWAY">): readonly Change[] {
  const before = event.actor && state.users.get(event.actor);
  if (!before || before.away === event.body.text) return [];
  const user = state.users.update(before.id, (draft) => {
    if (event.body.text === undefined) delete draft.away;
    else draft.away = event.body.text;
  }) as UserRow;
  return [{ kind: "away", user }];
}

export function setRealname(state: State, event: Event<"SETNAME">): readonly Change[] {
  const before = event.actor && state.users.get(event.actor);
  if (!before || before.realname === event.body.realname) return [];
  const user = state.users.put(before.id, { ...before, realname: event.body.realname });
  return [{ kind: "realname", user }];
}

export function setUserModes(state: State, event: Event<"UMODE">): readonly Change[] {
  const before = event.actor && state.users.get(event.actor);
  if (!before) return [];
  const added = [...event.body.add].filter((letter) => !before.modes.includes(letter)).join("");
  const removed = [...event.body.remove].filter((letter) => before.modes.includes(letter)).join("");
  if (added === "" && removed === "") return [];
  const user = state.users.update(before.id, (draft) => {
    draft.modes = [...removed].reduce(withoutLetter, [...added].reduce(withLetter, before.modes));
    if (removed.includes("o")) delete draft.operator;
  }) as UserRow;
  return [{ kind: "user-modes", user, added, removed }];
}

export function quit(state: State, event: Event<"QUIT">): readonly Change[] {
  const user = event.actor && state.users.get(event.actor);
  return user ? [endUser(state, user)] : [];
}

/** Ends the user, their memberships and their claim. */
export function endUser(state: State, user: UserRow): Change {
  const nick = nickOf(state, user);
  const channels: readonly ChannelId[] = leaveAll(state, user.id);
  release(state, user.folded, user.id);
  state.users.delete(user.id);
  return { kind: "ended", user, nick, channels };
}

function claim(state: State, folded: Casefolded, user: UserId, at: Micros): void {
  const claims = state.nicks.get(folded)?.claims ?? [];
  state.nicks.put(folded, { claims: [...claims, { user, at }] });
}

function release(state: State, folded: Casefolded, user: UserId): void {
  const claims = state.nicks.get(folded)?.claims.filter((each) => each.user !== user);
  if (!claims || claims.length === 0) state.nicks.delete(folded);
  else state.nicks.put(folded, { claims });
}
