// The envelope of an event: the header that is never erased, and the body and salt that are erased together.
import type { Bodies, EventType } from "./catalogue.ts";
import type { Micros, NodeId, Origin, UserId } from "./names.ts";

/** The part that is hashed, sealed, replicated and kept for good (the commitment is computed: `commitment.ts`). */
export interface Header<T extends EventType = EventType> {
  readonly origin: Origin;
  /** 1, 2, 3 … per origin, no gaps. */
  readonly seq: number;
  readonly at: Micros;
  readonly type: T;
  /** Of the type: how it reads and how it is judged. */
  readonly version: number;
  /** Who did it. Absent for a node's own events and for private messages. */
  readonly actor?: UserId;
  /** Private messages only: the node ids that need the body. */
  readonly to?: readonly NodeId[];
}

export interface Event<T extends EventType = EventType> extends Header<T> {
  readonly body: Bodies[T];
}

/** A header whose body was dropped by policy or erased. */
export interface Erased<T extends EventType = EventType> extends Header<T> {
  readonly body: null;
}

/** An event of any type, discriminated by `type`. */
export type AnyEvent = { [T in EventType]: Event<T> }[EventType];
/** What a log can hold: an event, or what is left of one. */
export type Recorded = AnyEvent | Erased;

/** What `decide` yields: an event that the record has not yet given a place. */
export interface Draft<T extends EventType = EventType> {
  readonly type: T;
  readonly actor?: UserId;
  readonly to?: readonly NodeId[];
  readonly body: Bodies[T];
}
export type AnyDraft = { [T in EventType]: Draft<T> }[EventType];

/** The event of a header and its body, or of what is left when that is gone. */
export function eventWith(header: Header, body: Recorded["body"]): Recorded {
  const { origin, seq, at, type, version, actor, to } = header;
  // Literals: of all ways to put an object together a spread is the slowest, and this is done for each event.
  if (to !== undefined) return { ...header, body } as Recorded;
  if (actor === undefined) return { origin, seq, at, type, version, body } as Recorded;
  return { origin, seq, at, type, version, actor, body } as Recorded;
}

/** The event's public name, also its msgid: "1HS.k3f9q2-42". */
export function idOf(header: { readonly origin: Origin; readonly seq: number }): string {
  return `${header.origin}-${header.seq}`;
}

/** The total order of the network: time, then origin, then number. */
export function comparePlaces(a: Header, b: Header): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.origin !== b.origin) return a.origin < b.origin ? -1 : 1;
  return a.seq - b.seq;
}
