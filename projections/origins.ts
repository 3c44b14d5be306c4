// The fold of epochs: opening one ends the users of the node's earlier ones at that place; closing ends its own.
import type { Event } from "../events/envelope.ts";
import type { Origin } from "../events/names.ts";
import type { Change } from "./changes.ts";
import { endLinks } from "./links.ts";
import { hasPrivilege } from "./operators.ts";
import type { OriginRow, State } from "./state.ts";
import { endUser } from "./users.ts";

export function open(state: State, event: Event<"OPEN">): readonly Change[] {
  if (state.origins.has(event.origin)) return [];
  const { node, name, software, firstUser, key, understands } = event.body;
  const earlier = [...state.origins.values()].filter((row) => row.node === node && !row.isClosed);
  const changes = earlier.flatMap((row) => end(state, row.origin));
  state.origins.put(event.origin, {
    origin: event.origin,
    node,
    name,
    software,
    openedAt: event.at,
    isClosed: false,
    ...(key === undefined ? {} : { key }),
    ...(understands === undefined ? {} : { understands }),
    nextUser: firstUser,
  });
  return changes;
}

export function close(state: State, event: Event<"CLOSE">): readonly Change[] {
  return end(state, event.origin);
}

/** An operator gives nodes up for good: their epochs end here, and what they did later is history without effect. */
export function gone(state: State, event: Event<"GONE">): readonly Change[] {
  if (!hasPrivilege(event.actor && state.users.get(event.actor), "links")) return [];
  return goneOrigins(event).flatMap((origin) => end(state, origin));
}

/** The origins that the event names, sorted. */
export function goneOrigins(event: Event<"GONE">): readonly Origin[] {
  const words = event.body.origins.split(" ").filter((word) => word !== "");
  return words.map((word) => word.slice(0, word.lastIndexOf(":")) as Origin).sort();
}

/** The public key of a node, from any of its epochs. */
export function keyOf(state: State, node: OriginRow["node"]): string | undefined {
  for (const row of state.origins.values()) if (row.node === node && row.key !== undefined) return row.key;
  return undefined;
}

/** Where the numbers of a node's next users begin. */
export function nextUserOf(state: State, node: OriginRow["node"]): number {
  let next = 0;
  for (const row of state.origins.values()) if (row.node === node) next = Math.max(next, row.nextUser);
  return next;
}

function end(state: State, origin: Origin): readonly Change[] {
  if (state.origins.get(origin)?.isClosed !== false) return [];
  state.origins.update(origin, (draft) => {
    draft.isClosed = true;
  });
  endLinks(state, origin);
  const users = [...state.users.values()].filter((user) => user.origin === origin);
  return users.sort((a, b) => (a.id < b.id ? -1 : 1)).map((user) => endUser(state, user));
}
