// The fold over many origins: events come in any order that respects each origin's own, and the state is always the one
// that their total order gives. A late event is applied where it arrives if nothing after its place depends on it; else
// what came after is taken back and applied again.
import { type AnyEvent, comparePlaces } from "../events/envelope.ts";
import { Comparison, type RowDifference } from "./difference.ts";
import { epochsKey, keysOf, nodeKey } from "./keys.ts";
import { type Network, STATELESS } from "./network.ts";

/** How an event got into the state; what it changed is in `network.changes`, or here after a roll-back. */
export type Admission =
  | { readonly how: "in order" | "in place" | "stateless" }
  | { readonly how: "rolled back"; readonly differences: readonly RowDifference[] };

const IN_ORDER: Admission = { how: "in order" };
const IN_PLACE: Admission = { how: "in place" };
const STATELESS_ADMISSION: Admission = { how: "stateless" };

export interface TimelineFigures {
  readonly inOrder: number;
  readonly inPlace: number;
  readonly rolledBack: number;
  /** Events that were applied again because an earlier one came late. */
  readonly redone: number;
}

interface Applied {
  readonly event: AnyEvent;
  /** Where the journal stood before it. */
  readonly mark: number;
}

/** The event's place is settled: what lies there cannot be taken back any more. */
export class BehindTheCut extends Error {}

export class Timeline {
  readonly network: Network;
  /** In the order of application, which is the total order but for those applied in place. */
  #applied: Applied[] = [];
  /** Key → the event with the greatest place that touched it; undone with the journal. */
  readonly #touched = new Map<string, AnyEvent>();
  /** The event with the greatest place of all. */
  #last: AnyEvent | undefined;
  #cut: AnyEvent | undefined;
  readonly #figures = { inOrder: 0, inPlace: 0, rolledBack: 0, redone: 0 };

  constructor(network: Network) {
    this.network = network;
  }

  /** Admits the next event of its origin. Throws BehindTheCut for one whose place is settled. */
  admit(event: AnyEvent): Admission {
    if (STATELESS.has(event.type)) return STATELESS_ADMISSION;
    if (this.#cut !== undefined && comparePlaces(event, this.#cut) < 0) throw new BehindTheCut();
    const isLast = this.#last === undefined || comparePlaces(this.#last, event) < 0;
    const keys = keysOf(this.network.state, event);
    if (isLast) {
      this.#last = event;
      this.#apply(event, keys);
      this.#figures.inOrder++;
      return IN_ORDER;
    }
    if (
      this.#isUntouchedAfter(epochsKey(event.origin), event) &&
      keys.every((key) => this.#isUntouchedAfter(key, event))
    ) {
      this.#apply(event, keys);
      this.#figures.inPlace++;
      return IN_PLACE;
    }
    const differences = this.#refold(event);
    this.#figures.rolledBack++;
    return { how: "rolled back", differences };
  }

  /** Gives up taking back what lies before the event's place. */
  cut(before: AnyEvent): void {
    this.#cut = before;
    const first = this.#applied.findIndex(({ event }) => comparePlaces(event, before) >= 0);
    this.#applied = first < 0 ? [] : this.#applied.slice(first);
    for (const [key, event] of this.#touched) if (comparePlaces(event, before) < 0) this.#touched.delete(key);
    this.network.journal.cut(this.#applied[0]?.mark ?? this.network.journal.mark());
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

  #apply(event: AnyEvent, keys: readonly string[]): void {
    const mark = this.network.journal.mark();
    this.network.admit(event);
    this.#applied.push({ event, mark });
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

  #refold(late: AnyEvent): readonly RowDifference[] {
    const { journal, state } = this.network;
    const from = this.#applied.findIndex(({ event }) => comparePlaces(event, late) > 0);
    const undone = this.#applied.slice(from);
    const { mark } = undone[0] as Applied;
    const comparison = new Comparison(journal, mark);
    journal.rollback(mark);
    this.#applied.length = from;
    const again = [...undone.map(({ event }) => event), late].sort(comparePlaces);
    for (const event of again) {
      const at = journal.mark();
      this.#apply(event, keysOf(state, event));
      comparison.applied(event, at);
    }
    this.#figures.redone += undone.length;
    return comparison.result(late);
  }
}
