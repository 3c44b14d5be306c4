// A hole of the log: positions kept free for events that came before a snapshot which a peer gave. The state after them
// is known at once and stands beside the log until all of them are there; they are fetched while the node serves.
import type { Rows } from "../../projections/snapshot.ts";
import type { Vector } from "./vector.ts";

/** Where a fold can begin instead of at the first event. */
export interface Base {
  /** Of each origin the last event that is in it. */
  readonly vector: Vector;
  /** The greatest time of these, in microseconds since 1970: all that is not in it must be later. */
  readonly greatest: number;
  readonly network: Rows;
  readonly whowas?: Rows;
}

/** Where the Merkle tree of an origin grows on from. */
export interface BaseHead {
  readonly origin: string;
  readonly count: number;
  /** Of the last event, microseconds since 1970. */
  readonly at: number;
  /** The roots of the tree's full subtrees, largest first, in base64. */
  readonly peaks: readonly string[];
}

export interface NewHole {
  /** Positions. */
  readonly first: number;
  readonly last: number;
  /** Of each origin that is concerned, the last event that was held before. */
  readonly held: Vector;
  readonly base: Base;
  readonly heads: readonly BaseHead[];
}

export interface Hole extends NewHole {
  /** The position that is filled next. */
  readonly next: number;
}

/** How many events are missing. */
export function missingIn(hole: Hole | undefined): number {
  return hole === undefined ? 0 : hole.last - hole.next + 1;
}
