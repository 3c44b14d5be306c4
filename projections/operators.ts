// The fold of what operators of the network do: becoming one, bans, kills, modes and hosts by right of office.
import type { Event } from "../events/envelope.ts";
import { casefold } from "../events/names.ts";
import type { Change } from "./changes.ts";
import { applyModes } from "./channels.ts";
import { withLetter } from "./letters.ts";
import type { BanRow, State, UserRow } from "./state.ts";
import { endUser } from "./users.ts";

/** The privileges that there are; a class of operators in the configuration is a list of these. */
export const privileges = {
  addresses: "Sees the addresses of users.",
  ban: "KLINE, DLINE and what lifts them.",
  chghost: "CHGHOST: changes the host that a user is shown with.",
  kill: "KILL: ends a user's session.",
  links: "CONNECT, SQUIT and GONE, STATS l, and how links do in MAP and LINKS.",
  notices: "Receives the server's notices (user mode s).",
  rehash: "REHASH: reads the configuration again.",
  samode: "SAMODE: changes the modes of any channel.",
  wallops: "WALLOPS: writes to all who have user mode w.",
} as const;
export type Privilege = keyof typeof privileges;

export function hasPrivilege(user: UserRow | undefined, privilege: Privilege): boolean {
  return user?.operator?.privileges.includes(privilege) === true;
}

export const banKey = (kind: BanRow["kind"], mask: string) => `${kind} ${casefold(mask)}`;

export function becomeOperator(state: State, event: Event<"OPER">): readonly Change[] {
  const before = event.actor && state.users.get(event.actor);
  if (!before) return [];
  const privileges = event.body.privileges.split(" ").filter((name) => name !== "");
  const operator = { name: event.body.name, privileges };
  const user = state.users.put(before.id, { ...before, modes: withLetter(before.modes, "o"), operator });
  return before.modes.includes("o") ? [] : [{ kind: "user-modes", user, added: "o", removed: "" }];
}

/** The right is not asked again: the target has been told. */
export function kill(state: State, event: Event<"KILL">): readonly Change[] {
  const user = state.users.get(event.body.target);
  return user ? [endUser(state, user)] : [];
}

export function ban(state: State, event: Event<"KLINE" | "DLINE">): readonly Change[] {
  if (!actorMay(state, event, "ban")) return [];
  const { mask, reason, until, by } = event.body;
  const row = state.bans.put(banKey(event.type, mask), { kind: event.type, mask, reason, by, at: event.at, until });
  return [{ kind: "banned", ban: row }];
}

export function unban(state: State, event: Event<"UNKLINE" | "UNDLINE">): readonly Change[] {
  const key = banKey(event.type === "UNKLINE" ? "KLINE" : "DLINE", event.body.mask);
  const row = state.bans.get(key);
  if (!row || !(actorMay(state, event, "ban") || isExpired(row, event))) return [];
  state.bans.delete(key);
  return [{ kind: "unbanned", ban: row }];
}

export function setModesByRight(state: State, event: Event<"SAMODE">): readonly Change[] {
  const { channel, changes, by } = event.body;
  if (!state.channels.has(channel) || !actorMay(state, event, "samode")) return [];
  return applyModes(state, channel, changes, { by, at: event.at });
}

export function changeHost(state: State, event: Event<"CHGHOST">): readonly Change[] {
  const { target, username, host } = event.body;
  const before = state.users.get(target);
  if (!before || !actorMay(state, event, "chghost")) return [];
  if (before.username === username && before.host === host) return [];
  const user = state.users.put(target, { ...before, username, host });
  return [{ kind: "host", user, before }];
}

/** A node lifts what has run out, and nobody's right is asked; the time is the event's. */
export function isExpired({ until }: BanRow, { at, actor }: Pick<Event, "at" | "actor">): boolean {
  return actor === undefined && until !== 0 && until <= at;
}

function actorMay(state: State, event: { readonly actor?: UserRow["id"] }, privilege: Privilege): boolean {
  return event.actor !== undefined && hasPrivilege(state.users.get(event.actor), privilege);
}
