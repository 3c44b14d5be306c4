// The fold of links, and the graph that follows: who can be reached from where. An edge counts once both of its ends
// have said so in epochs that are open and of the same connection: then each has what the other did before it.
import type { Event } from "../events/envelope.ts";
import type { Origin } from "../events/names.ts";
import type { Change } from "./changes.ts";
import type { State } from "./state.ts";

export const linkKey = (origin: Origin, peer: Origin) => `${origin} ${peer}`;

const NOTHING: readonly Change[] = [];

export function link(state: State, event: Event<"LINK">): readonly Change[] {
  const { origin, at, body } = event;
  const { peer, session } = body;
  state.links.put(linkKey(origin, peer), { origin, peer, session, at });
  return NOTHING;
}

export function unlink(state: State, event: Event<"UNLINK">): readonly Change[] {
  state.links.delete(linkKey(event.origin, event.body.peer));
  return NOTHING;
}

/** The epoch has ended, and its links with it. */
export function endLinks(state: State, origin: Origin): void {
  for (const [key, row] of [...state.links.entries()]) if (row.origin === origin) state.links.delete(key);
}

export interface Path {
  /** The neighbour before it on the way; undefined at the start. */
  readonly via: Origin | undefined;
  readonly hops: number;
}

/** The shortest way to each origin that can be reached, the start included; neighbours in the order of their names. */
export function pathsFrom(state: State, start: Origin): ReadonlyMap<Origin, Path> {
  const neighbours = new Map<Origin, Origin[]>();
  for (const { origin, peer, session } of state.links.values()) {
    const isMutual = state.links.get(linkKey(peer, origin))?.session === session;
    if (!isMutual || state.origins.get(origin)?.isClosed !== false) continue;
    const known = neighbours.get(origin);
    if (known) known.push(peer);
    else neighbours.set(origin, [peer]);
  }
  const paths = new Map<Origin, Path>([[start, { via: undefined, hops: 0 }]]);
  const queue: Origin[] = [start];
  for (let at = 0; at < queue.length; at++) {
    const from = queue[at] as Origin;
    const hops = (paths.get(from) as Path).hops + 1;
    for (const next of (neighbours.get(from) ?? []).sort()) {
      if (paths.has(next) || state.origins.get(next)?.isClosed !== false) continue;
      paths.set(next, { via: from, hops });
      queue.push(next);
    }
  }
  return paths;
}
