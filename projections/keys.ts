// What an event reads or writes of the state, as keys: a late event whose keys no later event has touched changes
// nothing that came after it, and can be applied where it stands in the queue of arrivals.
import type { AnyEvent } from "../events/envelope.ts";
import { casefold, nodeOf, type Origin, type UserId } from "../events/names.ts";
import { banKey } from "./operators.ts";
import { goneOrigins } from "./origins.ts";
import type { State } from "./state.ts";

/** Keys of an event of any type, as the state stands before it. Types that change no state have none. */
export function keysOf(state: State, event: AnyEvent): readonly string[] {
  const actor = event.actor === undefined ? [] : [userKey(event.actor)];
  switch (event.type) {
    case "PRIVMSG":
    case "NOTICE":
    case "TAGMSG":
    case "WALLOPS":
    case "KNOCK":
    case "ADDRESS":
      return [];
    case "OPEN":
      return endOfEpochs(state, event.body.node);
    case "CLOSE":
      return endOfEpochs(state, nodeOf(event.origin));
    case "GONE":
      return [...actor, ...goneOrigins(event).flatMap((origin) => endOfEpochs(state, nodeOf(origin)))];
    case "LINK":
    case "UNLINK":
      return [`links ${event.origin}`];
    case "CONNECT":
      return [...actor, nickKey(event.body.nick)];
    case "NICK":
      return [...actor, ...nickOfUser(state, event.actor), nickKey(event.body.nick)];
    case "QUIT":
      return endOfUser(state, event.actor);
    case "KILL":
      return endOfUser(state, event.body.target);
    case "AWAY":
    case "UMODE":
    case "SETNAME":
    case "OPER":
      return actor;
    case "CHGHOST":
      return [...actor, userKey(event.body.target)];
    case "KLINE":
    case "DLINE":
      return [...actor, `ban ${banKey(event.type, event.body.mask)}`];
    case "UNKLINE":
    case "UNDLINE":
      return [...actor, `ban ${banKey(event.type === "UNKLINE" ? "KLINE" : "DLINE", event.body.mask)}`];
    case "JOIN":
    case "PART":
    case "MODE":
    case "SAMODE":
    case "TOPIC":
      return [...actor, channelKey(event.body.channel)];
    case "KICK":
    case "INVITE":
      return [...actor, userKey(event.body.target), channelKey(event.body.channel)];
  }
}

const userKey = (user: UserId) => `user ${user}`;
const nickKey = (nick: string) => `nick ${casefold(nick)}`;
const channelKey = (channel: string) => `channel ${channel}`;

/** Every event needs its epoch to be open: it reads what the node's openings and closings write. */
export const epochsKey = (origin: Origin) => `epochs ${nodeOf(origin)}`;
/** Openings and closings come between the events of the node: they read that each of these happened. */
export const nodeKey = (origin: Origin) => `node ${nodeOf(origin)}`;

function nickOfUser(state: State, user: UserId | undefined): readonly string[] {
  const row = user === undefined ? undefined : state.users.get(user);
  return row === undefined ? [] : [nickKey(row.nick)];
}

function endOfUser(state: State, user: UserId | undefined): readonly string[] {
  if (user === undefined) return [];
  const channels = [...state.members.ofUser(user).keys(), ...state.invites.ofUser(user).keys()];
  return [userKey(user), ...nickOfUser(state, user), ...channels.map(channelKey)];
}

function endOfEpochs(state: State, node: string): readonly string[] {
  const open = new Set(
    [...state.origins.values()].filter((row) => row.node === node && !row.isClosed).map((row) => row.origin),
  );
  const keys = [`node ${node}`, `epochs ${node}`];
  if (open.size === 0) return keys;
  for (const user of state.users.values()) if (open.has(user.origin)) keys.push(...endOfUser(state, user.id));
  return keys;
}
