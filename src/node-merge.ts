// A merge: the log folded anew in total order beside the running state, in slices, and then put in its place. So a
// catch-up costs one fold however late its events are, and nobody waits for it.
import type { AnyEvent } from "../events/envelope.ts";
import type { RowDifference } from "../projections/difference.ts";
import { Network } from "../projections/network.ts";
import type { State } from "../projections/state.ts";
import { RowCauses, tableDifferences } from "../projections/table-differences.ts";
import { Timeline } from "../projections/timeline.ts";
import type { Base } from "./record/hole.ts";
import type { LogReader } from "./record/log.ts";
import { entries, forFold, replaying } from "./record/replay.ts";
import { restore } from "./record/snapshot.ts";

/** Pages of a replay in one slice: together some 5 ms. */
const SLICE = 3;
/** So many entries that came in the meantime can be folded at once. */
const REST = 300;

export interface MergeOptions {
  readonly log: LogReader;
  /** The last position that is committed. */
  readonly committed: number;
  /** Where to begin instead of at the first event; all that is merged comes after it. */
  readonly base: Base | undefined;
  /** Stands for the cause of a row where none is known: that of a base. */
  readonly first: AnyEvent | undefined;
  /** What is placed from then on can be taken back afterwards; microseconds since 1970, as the next. */
  readonly marksSince: number;
  /** The first event that the running state lacks: from there on it is remembered who wrote a row. */
  readonly causesSince: number;
}

export class Merge {
  readonly timeline: Timeline;
  readonly #log: LogReader;
  readonly #causes = new RowCauses();
  readonly #replaying: Iterator<void, unknown>;
  readonly #times: Pick<MergeOptions, "marksSince" | "causesSince">;
  #isReplayed = false;
  #isBehind = false;
  /** The last position that was folded. */
  #position: number;
  #last: AnyEvent | undefined;

  constructor({ log, committed, base, first, ...times }: MergeOptions) {
    this.#log = log;
    this.#times = times;
    this.#position = committed;
    this.#last = first;
    const network = new Network();
    this.timeline = new Timeline(network);
    if (base !== undefined) {
      restore(base, network);
      this.timeline.cut(base.greatest + 1);
    }
    const fold = (event: ReturnType<typeof forFold>) => {
      if (event.body !== null) this.#place(event);
      return [];
    };
    this.#replaying = replaying(log, network, { until: committed, after: base, fold });
  }

  /** True once no more is left than can be folded at once. */
  step(committed: number): boolean {
    for (let at = 0; at < SLICE && !this.#isReplayed; at++) this.#isReplayed = this.#replaying.next().done === true;
    if (!this.#isReplayed) return false;
    if (committed - this.#position <= REST) return true;
    this.#take(this.#position + REST);
    return committed - this.#position <= REST;
  }

  /** Folds what is left; false if some of that comes too late for this merge, so that another one is needed. */
  complete(committed: number): boolean {
    this.#take(committed);
    return !this.#isBehind;
  }

  /** What is not as it is in the other state. */
  differencesFrom(state: State): readonly RowDifference[] {
    const last = this.#last;
    return last === undefined ? [] : tableDifferences(state, this.timeline.network.state, this.#causes, last);
  }

  #place(event: AnyEvent): void {
    const { timeline } = this;
    const { journal } = timeline.network;
    const { marksSince, causesSince } = this.#times;
    const note = (written: Parameters<RowCauses["note"]>[1]) => {
      if (this.#isReplayed || event.at >= causesSince) this.#causes.note(event, written);
    };
    this.#last = event;
    if (event.at < marksSince && !this.#isReplayed) {
      timeline.settle(event, note);
      return;
    }
    const mark = journal.mark();
    const admission = timeline.admit(event);
    if (admission === "late") this.#causes.take(timeline.refold([event]));
    else if (admission === "behind the cut") this.#isBehind = true;
    else note(journal.since(mark));
  }

  /** By position: what came while the log was read in total order. */
  #take(until: number): void {
    for (const entry of entries(this.#log, this.#position, until)) {
      this.#position = entry.position;
      if (entry.origin === null) continue;
      const event = forFold(entry);
      if (event.body !== null) this.#place(event);
    }
  }
}
