// How a record goes on from a state that a peer vouches for: what made it, and is not held, gets positions at once.
import type { Base, BaseHead, NewHole } from "./hole.ts";
import type { Turn } from "./turn.ts";

export interface Rebase {
  readonly base: Base;
  readonly heads: readonly BaseHead[];
  /** The peer's name, for the record. */
  readonly peer: string;
}

/** The hole after a position; `have` (origin → last sequence held) and the turn are as if all of it were held. */
export function beginHole({ base, heads }: Rebase, have: Map<string, number>, turn: Turn): NewHole {
  const held: { [origin: string]: number } = {};
  let last = turn.position;
  for (const [origin, seq] of Object.entries(base.vector)) {
    const had = have.get(origin) ?? 0;
    if (seq <= had) continue;
    held[origin] = had;
    turn.had.set(origin, had);
    have.set(origin, seq);
    last += seq - had;
  }
  turn.hole = { first: turn.position + 1, last, held, base, heads };
  return turn.hole;
}
