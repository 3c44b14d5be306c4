// The fold over many origins: events come in any order that respects each origin's own, and the state is always the one
// that their total order gives. A late event is applied where it arrives if nothing after its place depends on it; else
// what came after is taken back and applied again.
import { type AnyEvent, comparePlaces } from "../events/envelope.ts";
import type { Change } from "./changes.ts";
import { Comparison, type RowDifference } from "./difference.ts";
import { epochsKey, keysOf, nodeKey } from "./keys.ts";
import { type Network, STATELESS } from "./network.ts";
import type { Undo, Undoable } from "./table.ts";

/** How an event would get into the state, or did. */
export type Admission = "in order" | "in place" | "late" | "behind the cut" | "stateless";

export interface TimelineFigures {
  readonly inOrder: number;
  readonly inPlace: number;
  /** Late events that were applied by taking others back, and how often that was done. */
  readonly late: number;
  readonly refolds: number;
  /** Events that were applied again because an earlier one came late. */
  readonly redone: number;
}

interface Applied {
  readonly event: AnyEvent;
  /** Where the journal stood before it. */
  readonly mark: number;
  readonly keys: readonly string[];
  /** Of it and all that were applied before it, the event with the greatest place. */
  readonly greatest: AnyEvent;
}

/** A turn: what it began with, and what it has brought. */
interface Turn {
  readonly mark: number;
  readonly length: number;
  readonly last: AnyEvent | undefined;
  readonly events: Set<AnyEvent>;
  /** The first of the events from before the turn that were taken back and applied again in it. */
  redone: number;
}

export class Timeline implements Undoable {
  readonly network: Network;
  /** In the order of application, which is the total order but for those applied in place. */
  #applied: Applied[] = [];
  /** Key → the event with the greatest place that touched it; undone with the journal. */
  #touched = new Map<string, AnyEvent>();
  /** The event with the greatest place of all. */
  #last: AnyEvent | undefined;
  /** What comes before this event's place is settled; with no marks kept, all that was applied is. */
  #cut: AnyEvent | undefined;
  #turn: Turn | undefined;
  readonly #keepsMarks: boolean;
  #figures = { inOrder: 0, inPlace: 0, late: 0, refolds: 0, redone: 0 };

  /** `keepsMarks`: false for a node that hears of no other; then nothing can be taken back but a turn. */
  constructor(network: Network, keepsMarks = true) {
    this.network = network;
    this.#keepsMarks = keepsMarks;
  }

  /** Applies the next event of its origin unless it is late or its place is settled: then nothing has happened. */
  admit(event: AnyEvent): Admission {
    if (STATELESS.has(event.type)) return "stateless";
    if (this.isBehind(event)) return "behind the cut";
    const isLast = this.#last === undefined || comparePlaces(this.#last, event) < 0;
    if (!this.#keepsMarks) return this.#applyWithoutMark(event, isLast);
    const keys = keysOf(this.network.state, event);
    if (isLast) {
      this.#apply(event, keys);
      this.#figures.inOrder++;
      return "in order";
    }
    const isFree = (key: string) => this.#isUntouchedAfter(key, event);
    if (!isFree(epochsKey(event.origin)) || !keys.every(isFree)) return "late";
    this.#apply(event, keys);
    this.#figures.inPlace++;
    return "in place";
  }

  /** Whether the event's place is settled: it cannot be applied here any more. */
  isBehind(event: AnyEvent): boolean {
    return this.#cut !== undefined && comparePlaces(event, this.#cut) < 0;
  }

  /** Whether the event is of a type that changes the state. */
  isState(event: AnyEvent): boolean {
    return !STATELESS.has(event.type);
  }

  /** What the event admitted last has changed, row by row. */
  lastDifferences(): readonly RowDifference[] {
    const last = this.#applied.at(-1);
    if (last === undefined) return [];
    const comparison = new Comparison(this.network.journal);
    comparison.applied(last.event, last.mark);
    return comparison.result(last.event);
  }

  /** Takes back what came after the first of these, and applies all in their order. None may be behind the cut. */
  refold(late: readonly AnyEvent[]): readonly RowDifference[] {
    const { journal, state } = this.network;
    const first = late.reduce((least, event) => (comparePlaces(event, least) < 0 ? event : least));
    const from = firstAfter(this.#applied, first);
    const undone = this.#applied.slice(from);
    const ofTurn = new Set(this.#turn ? late : []);
    const comparison = new Comparison(journal);
    const mark = undone[0]?.mark ?? journal.mark();
    comparison.takenBack(mark);
    journal.rollback(mark);
    this.#applied.length = from;
    if (this.#turn) this.#turn.redone = Math.min(this.#turn.redone, from);
    for (const event of [...undone.map(({ event }) => event), ...late].sort(comparePlaces)) {
      const at = journal.mark();
      this.#apply(event, keysOf(state, event), ofTurn.has(event));
      comparison.applied(event, at);
    }
    this.#figures.late += late.length;
    this.#figures.refolds++;
    this.#figures.redone += undone.length;
    return comparison.result(late.at(-1) as AnyEvent);
  }

  /** Applies an event that is the last so far and will not be taken back. `onWritten`: what it wrote. */
  settle(event: AnyEvent, onWritten?: (written: readonly Undo[]) => void): readonly Change[] {
    this.#last = event;
    this.#cut = event;
    const { journal } = this.network;
    const mark = journal.mark();
    const changes = this.network.admit(event);
    onWritten?.(journal.since(mark));
    journal.cut(journal.mark());
    return changes;
  }

  /** Gives up taking back what stands before a time (microseconds since 1970). Between turns only. */
  cut(at: number): void {
    const before = { at, origin: "", seq: 0 } as unknown as AnyEvent;
    if (this.#cut !== undefined && comparePlaces(before, this.#cut) <= 0) return;
    this.#cut = before;
    const first = firstAfter(this.#applied, before);
    if (first === 0) return;
    for (const applied of this.#applied.slice(0, first)) this.#forget(applied);
    this.#applied = this.#applied.slice(first);
    this.network.journal.cut(this.#applied[0]?.mark ?? this.network.journal.mark());
  }

  /** The time at which a cut leaves at most so many that can be taken back; undefined if there are no more. */
  cutFor(most: number): number | undefined {
    return this.#applied.length > most ? this.#applied[this.#applied.length - most]?.event.at : undefined;
  }

  begin(): void {
    const { journal } = this.network;
    const [mark, length, last] = [journal.mark(), this.#applied.length, this.#last];
    this.#turn = { mark, length, last, events: new Set(), redone: length };
  }

  commit(): void {
    this.#turn = undefined;
    if (!this.#keepsMarks) this.network.journal.cut(this.network.journal.mark());
  }

  rollBack(): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    this.#turn = undefined;
    this.#last = turn.last;
    const { journal, state } = this.network;
    const from = this.#applied[turn.redone];
    // What stood before the turn and was applied again in it stays; it comes after what was never taken back.
    const again = this.#applied.slice(turn.redone).filter(({ event }) => !turn.events.has(event));
    journal.rollback(turn.redone < turn.length && from !== undefined ? from.mark : turn.mark);
    this.#applied.length = Math.min(this.#applied.length, turn.redone);
    for (const { event } of again) this.#apply(event, keysOf(state, event));
  }

  /** Takes over what another timeline has come to. Between turns only. */
  adopt(other: Timeline): void {
    this.network.adopt(other.network);
    this.#applied = other.#applied;
    this.#touched = other.#touched;
    this.#last = other.#last;
    this.#cut = other.#cut;
  }

  figures(): TimelineFigures {
    return { ...this.#figures };
  }

  /** How many events can still be taken back. */
  get length(): number {
    return this.#applied.length;
  }

  #isUntouchedAfter(key: string, event: AnyEvent): boolean {
    const last = this.#touched.get(key);
    return last === undefined || comparePlaces(last, event) < 0;
  }

  #applyWithoutMark(event: AnyEvent, isLast: boolean): Admission {
    if (!isLast) return "behind the cut";
    this.#last = event;
    this.network.admit(event);
    return "in order";
  }

  #apply(event: AnyEvent, keys: readonly string[], isOfTurn = this.#turn !== undefined): void {
    const mark = this.network.journal.mark();
    this.network.admit(event);
    const before = this.#applied.at(-1)?.greatest;
    const greatest = before !== undefined && comparePlaces(before, event) > 0 ? before : event;
    this.#applied.push({ event, mark, keys, greatest });
    if (isOfTurn) this.#turn?.events.add(event);
    if (this.#last === undefined || comparePlaces(this.#last, event) < 0) this.#last = event;
    for (const key of keys) this.#touch(key, event);
    this.#touch(nodeKey(event.origin), event);
  }

  #touch(key: string, event: AnyEvent): void {
    const before = this.#touched.get(key);
    if (before !== undefined && comparePlaces(before, event) > 0) return;
    this.#touched.set(key, event);
    this.network.journal.push({
      undo: () => {
        if (before === undefined) this.#touched.delete(key);
        else this.#touched.set(key, before);
      },
    });
  }

  /** The event is settled: that it was the last to touch a key says nothing any more. */
  #forget({ event, keys }: Applied): void {
    for (const key of [...keys, nodeKey(event.origin)]) if (this.#touched.get(key) === event) this.#touched.delete(key);
  }
}

/** Where the first event stands whose place is after this one's, or at it. */
function firstAfter(applied: readonly Applied[], event: AnyEvent): number {
  let low = 0;
  let high = applied.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparePlaces((applied[middle] as Applied).greatest, event) >= 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
