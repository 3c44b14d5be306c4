// How events get into the state of a running node, and what comes of it: own events one by one, those of other origins
// batch by batch, and catch-ups all at once. It tells the observers either what an event changed or what a merge did.
import type { AnyEvent, Header, Recorded } from "../events/envelope.ts";
import { isKnown } from "../events/versions.ts";
import type { Change } from "../projections/changes.ts";
import { isPlain } from "../projections/plain.ts";
import type { FoldOptions } from "./node-fold-options.ts";
import { Merge } from "./node-merge.ts";
import { type UntoldFigures, WaitingMessages } from "./node-waiting.ts";
import { type Hole, missingIn } from "./record/hole.ts";

const NONE: readonly Change[] = [];
/** Types that change who can be reached. */
const GRAPH: ReadonlySet<string> = new Set(["OPEN", "CLOSE", "LINK", "UNLINK", "GONE"]);
/** Types whose effect on what all can see is told with who did it. */
const NAMES_ACTOR: ReadonlySet<string> = new Set(["INVITE", "KICK", "MODE", "TOPIC"]);

export interface MergeFigures extends UntoldFigures {
  readonly merges: number;
  /** Events that waited for a merge; `missing`: those of before a peer's snapshot that are still to come. */
  readonly deferred: number;
  readonly differences: number;
  readonly missing: number;
}

export class Fold {
  readonly #options: FoldOptions;
  /** A catch-up is under way, or a merge is: what arrives is folded with it. */
  #isCatchingUp = false;
  #merge: Merge | undefined;
  #hasDeferred = false;
  #deferredSince = Number.POSITIVE_INFINITY;
  readonly #waiting: WaitingMessages;
  /** The event of a newer build that has stopped the fold. */
  #end: { readonly event: Header; readonly isCommitted: boolean } | undefined;
  /** Who can be reached may have changed. */
  isGraphStale = false;
  readonly #figures = { merges: 0, deferred: 0, differences: 0 };
  #settled = 0;
  #cut = 0;
  /** As the log had it after the last turn. */
  #hole: Hole | undefined;
  #isLookedAgain = false;
  /** The first event of this node's that was folded. */
  #first: AnyEvent | undefined;

  constructor(options: FoldOptions) {
    this.#options = options;
    const { timeline, sight, scheduler, apart, onPassedOver } = options;
    this.#waiting = new WaitingMessages({
      ...{ sight, scheduler, apart, onPassedOver, state: timeline.network.state, mostBytes: options.waitingBytes },
      tell: (event) => options.observe(event, NONE),
      isMerging: () => this.#hasDeferred,
    });
  }

  /** The log is open, and was folded as it is. */
  begun(): void {
    this.#hole = this.#options.log().hole();
  }

  figures(): MergeFigures {
    return { ...this.#figures, ...this.#waiting.figures(), missing: missingIn(this.#options.log().hole()) };
  }

  get isMerging(): boolean {
    return this.#hasDeferred;
  }

  /** This build cannot tell any more what follows from the record. */
  get isStopped(): boolean {
    return this.#end !== undefined;
  }

  /** An event of this node: it comes after all that was seen. */
  own(event: AnyEvent): void {
    this.#first ??= event;
    this.#admit(event);
  }

  arrivals(events: readonly Recorded[]): void {
    const { timeline, differ, settle } = this.#options;
    let late: AnyEvent[] = [];
    for (const event of events) {
      if (this.isStopped) break;
      if (!isKnown(event)) this.#stop(event);
      if (event.body === null) continue;
      if (GRAPH.has(event.type)) this.isGraphStale = true;
      if (this.#isCatchingUp || this.#hasDeferred) {
        this.#defer(event);
        continue;
      }
      const isState = timeline.isState(event);
      if (!this.#waiting.isEmpty && !isState) {
        this.#waiting.add(event);
        continue;
      }
      const isOfHidden = this.#isOfHidden(event);
      const isGathered = late.length > 0 || (isOfHidden && NAMES_ACTOR.has(event.type));
      if (isState && isGathered) {
        if (timeline.isBehind(event)) this.#defer(event);
        else late.push(event);
        continue;
      }
      // What nobody is told needs nothing told before it.
      if (!isState && !isOfHidden) late = this.#refold(late, differ);
      const admission = this.#admit(event);
      if (admission === "late") late.push(event);
      if (admission === "behind the cut") this.#defer(event);
    }
    this.#refold(late, settle);
  }

  /** While a link brings what was missed, nothing of it is folded by itself. */
  catchingUp(isCatchingUp: boolean): void {
    this.#isCatchingUp = isCatchingUp;
    this.#begin();
  }

  /** What stands before it is settled: microseconds since 1970. */
  get settledAt(): number {
    return this.#settled;
  }

  /** Some are about to be shown. */
  dropUnseen(): void {
    this.#waiting.dropUnseen();
  }

  /** Nothing at or before the time will come any more. */
  settled(at: number): void {
    this.#settled = Math.max(this.#settled, at);
  }

  /** A turn has ended: gives up marks that are not needed. */
  committed(): void {
    const { timeline, marks } = this.#options;
    this.#waiting.committed();
    this.#lookForHole();
    if (this.#settled > this.#cut) timeline.cut(this.#settled + 1);
    this.#cut = this.#settled;
    if (this.#end?.isCommitted === false) {
      this.#end = { ...this.#end, isCommitted: true };
      this.#options.scheduler.soon(this.#tellStopped);
    }
    if (timeline.length > 1.1 * marks) timeline.cut(timeline.cutFor(marks) ?? 0);
    this.#begin();
  }

  /** The turn was taken back. What is merged is read from the log, which does not have it. */
  rolledBack(): void {
    this.#waiting.rolledBack();
    if (this.#end?.isCommitted === false) this.#end = undefined;
  }

  /** A snapshot was taken: the state is not that of the record any more until it is folded anew from there. */
  #lookForHole(): void {
    const hole = this.#options.log().hole();
    if (hole !== undefined && hole.first !== this.#hole?.first) {
      this.#merge = undefined;
      this.#hasDeferred = true;
      this.#deferredSince = Number.POSITIVE_INFINITY;
    }
    this.#hole = hole;
  }

  /** From here on the state is not what the record says: a merge could not be read to its end either. */
  #stop(event: Header): void {
    this.#end = { event, isCommitted: false };
    this.#merge = undefined;
  }

  readonly #tellStopped = (): void => {
    const { apart, onStopped, scheduler } = this.#options;
    const event = this.#end?.event;
    if (event === undefined || apart(() => onStopped(event))) return;
    scheduler.after(RETRY_MS, this.#tellStopped);
  };

  #admit(event: AnyEvent) {
    const { timeline, observe, sight, onRows, differ } = this.#options;
    if (GRAPH.has(event.type)) this.isGraphStale = true;
    const admission = timeline.admit(event);
    if (admission === "late" || admission === "behind the cut") return admission;
    if (admission === "stateless") {
      if (this.#isOfHidden(event)) this.#waiting.unseen(event);
      observe(event, NONE);
      return admission;
    }
    const { network } = timeline;
    const { changes } = network;
    if (sight.isWhole || isPlain(network.state, changes)) {
      observe(event, changes);
    } else {
      const rows = timeline.lastDifferences();
      onRows(rows);
      differ(rows);
    }
    return admission;
  }

  #isOfHidden({ origin }: AnyEvent): boolean {
    const { sight } = this.#options;
    return !sight.isWhole && !sight.isShown(origin);
  }

  #refold(late: readonly AnyEvent[], tell: FoldOptions["differ"]): AnyEvent[] {
    if (late.length === 0) return [];
    const rows = this.#options.timeline.refold(late);
    this.#figures.differences += rows.length;
    if (late.length + rows.length > 0) this.isGraphStale = true;
    this.#options.onRows(rows);
    tell(rows);
    return [];
  }

  #defer(event: AnyEvent): void {
    this.#hasDeferred = true;
    this.#deferredSince = Math.min(this.#deferredSince, event.at);
    this.#figures.deferred++;
    this.#waiting.deferred();
    if (!this.#options.timeline.isState(event)) this.#waiting.add(event);
  }

  /** What is to be merged must be in the log: a merge begins at the end of a turn. */
  #begin(): void {
    if (this.#merge || !this.#hasDeferred || this.#isCatchingUp || this.isStopped) return;
    const { timeline, marks, log, committed } = this.#options;
    const since = this.#deferredSince;
    const base = this.#hole?.base ?? this.#options.base();
    // What is to be merged comes before a snapshot whose events are not all here: it has to wait for them.
    if (this.#hole !== undefined && since <= this.#hole.base.greatest) return this.#lookAgain();
    const marksSince = Math.max(this.#settled + 1, timeline.cutFor(marks) ?? 0);
    const times = { marksSince, causesSince: this.#hole === undefined ? since : 0 };
    this.#merge = new Merge({ log: log(), committed: committed(), base, first: this.#first, ...times });
    this.#options.scheduler.soon(this.#step);
  }

  /** The last of what is missing may come while nothing is recorded, and no turn ends. */
  #lookAgain(): void {
    if (this.#isLookedAgain) return;
    this.#isLookedAgain = true;
    this.#options.scheduler.after(RETRY_MS, () => {
      this.#isLookedAgain = false;
      this.#lookForHole();
      this.#begin();
    });
  }

  /** One slice; others go on in between. */
  readonly #step = (): void => {
    const merge = this.#merge;
    if (merge === undefined) return;
    if (!merge.step(this.#options.committed())) {
      this.#options.scheduler.soon(this.#step);
      return;
    }
    if (!this.#options.apart(() => this.#finish(merge))) this.#options.scheduler.after(RETRY_MS, this.#step);
  };

  /** Nothing is open: the log and what was folded hold the same events, but for what came since the last slice. */
  #finish(merge: Merge): void {
    const { timeline, settle, onRows } = this.#options;
    this.#merge = undefined;
    if (!merge.complete(this.#options.committed())) return this.#begin();
    const rows = merge.differencesFrom(timeline.network.state);
    timeline.adopt(merge.timeline);
    this.#hasDeferred = false;
    this.#figures.merges++;
    this.#figures.differences += rows.length;
    this.isGraphStale = true;
    onRows(rows);
    settle(rows);
    this.#deferredSince = Number.POSITIVE_INFINITY;
    this.#waiting.merged();
  }
}

const RETRY_MS = 1000;
