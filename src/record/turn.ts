// What the record is made of and what it says of its turns.
import type { Recorded } from "../../events/envelope.ts";
import type { Undoable } from "../../projections/table.ts";
import type { EntryMakerOptions } from "./entry-maker.ts";
import type { NewHole } from "./hole.ts";
import type { Entry, Log, Seal } from "./log.ts";

/**
 * ready: events are taken. undecided: a commit failed and the log cannot be re-opened to see whether it took effect;
 * the turn stays held. refusing: the turn was dropped and the log does not work yet. closed: after `close`.
 */
export type Phase = "ready" | "undecided" | "refusing" | "closed";

export interface RolledBack {
  readonly code: "RECORD_UNAVAILABLE" | "INTERNAL_ERROR";
  readonly error: unknown;
  readonly events: number;
}

/** The event was not admitted; all of its turn was rolled back. The senders are told through `rolledBack$`. */
export class TurnFailed extends Error {}

export interface RecordOptions extends EntryMakerOptions {
  /** What follows from events: taken back with a turn. */
  readonly undoable: Undoable;
  readonly log: Log;
  /** Of each origin the last sequence in the log. */
  readonly have: ReadonlyMap<string, number>;
  /** The last position of the log. */
  readonly position: number;
  /** A private message of which the log keeps only the commitment: salt and body, for the nodes that need them. */
  readonly onReduced?: (entry: Omit<Entry, "position">) => void;
}

/** An event of another origin, checked and covered by its origin's word, as it came over a link. */
export interface Arrival {
  readonly event: Recorded;
  /** The bytes that its origin wrote. */
  readonly entry: Omit<Entry, "position">;
}

/** What is admitted and not yet committed. */
export interface Turn {
  entries: Entry[];
  seals: Seal[];
  /** Before its entries. */
  hole?: NewHole;
  position: number;
  /** What was had of each origin that this turn has events of. */
  had: Map<string, number>;
  openedAt: number;
  seen: number;
}

export function eventsIn(turn: Turn | undefined): number {
  return turn?.entries.reduce((count, entry) => (entry.origin === null ? count : count + 1), 0) ?? 0;
}

/** The event is had from now on; what was had before the turn is remembered. */
export function counted(
  { had }: Turn,
  have: Map<string, number>,
  { origin, seq }: { readonly origin: string; readonly seq: number },
): void {
  if (!had.has(origin)) had.set(origin, seq - 1);
  have.set(origin, seq);
}

/** Whether the log ends with this very entry; a position alone could be another entry's. Throws LogError. */
export function isLast(log: Log, entry: Entry | undefined): boolean {
  if (entry === undefined || log.lastPosition() !== entry.position) return false;
  return log.read(entry.position - 1, 1)[0]?.header === entry.header;
}
