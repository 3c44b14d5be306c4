// The network as a running node sees it: the fold of all origins, who of them is shown, and what follows from events
// for the node itself. It knows no client and no line: what is to be told, it hands on.
import type { AnyEvent, Header } from "../events/envelope.ts";
import { type NodeId, nodeOf, type Origin, type UserId } from "../events/names.ts";
import type { Change } from "../projections/changes.ts";
import type { RowDifference } from "../projections/difference.ts";
import { Network } from "../projections/network.ts";
import { ObserverSight } from "../projections/sight.ts";
import { Journal, type Undoable, undoableOf } from "../projections/table.ts";
import { Timeline } from "../projections/timeline.ts";
import type { Whowas } from "../projections/whowas.ts";
import { Dues } from "./node-dues.ts";
import { Fold } from "./node-fold.ts";
import { Reach } from "./node-sight.ts";
import type { PassedOver } from "./node-waiting.ts";
import type { Base } from "./record/hole.ts";
import type { Log, LogReader } from "./record/log.ts";
import type { Ports } from "./record/ports.ts";
import type { Record } from "./record/record.ts";
import { type Replayed, replay } from "./record/replay.ts";
import { restore, type Snapshots } from "./record/snapshot.ts";

/** After a start, events of others may come so late and still be put in their place without a merge. */
const MARKED_MICROS = 120_000_000;
/** Events of the fold that can be taken back: each costs some hundred bytes. */
const MARKS = 200_000;

export interface NodeNetworkOptions {
  readonly id: NodeId;
  readonly origin: Origin;
  readonly ports: Ports;
  readonly graceMs: () => number;
  /** Undefined for a node without links. */
  readonly marks: number | undefined;
  /** So many bytes of messages can wait for a merge. */
  readonly waitingBytes: number | undefined;
  readonly snapshots: Snapshots | undefined;
  readonly isLinked: boolean;
  /** An event took its place and changed this. */
  readonly onEvent: (event: AnyEvent, changes: readonly Change[]) => void;
  /** The view is not as it was told: rows, and origins that are hidden or shown. */
  readonly onShift: (rows: readonly RowDifference[], hidden: readonly Origin[], shown: readonly Origin[]) => void;
  /** Rows were written behind the back of the caches. */
  readonly onRows: () => void;
  readonly hasSession: (user: UserId) => boolean;
  /** Others have ended this node's epoch; gives false if that cannot be dealt with yet. */
  readonly onEpochEnded: () => boolean;
  /** An event of a newer build is on record; as above. */
  readonly onOutdated: (event: Header) => boolean;
  /** A merge is told, but for messages that are in the record only. */
  readonly onPassedOver: (passedOver: PassedOver) => void;
  /** What came of itself, and not by a command, is observed: connections that are to end can be ended. */
  readonly onObserved: () => void;
}

/** The record and its log, once they are open. */
interface Recording {
  readonly record: Record;
  readonly log: Log;
}

export class NodeNetwork {
  /** Of what belongs to this node alone: sessions, outboxes, what was told. */
  readonly journal = new Journal();
  readonly network: Network;
  readonly sight: ObserverSight;
  readonly timeline: Timeline;
  readonly fold: Fold;
  readonly #options: NodeNetworkOptions;
  readonly #reach: Reach;
  readonly #dues: Dues;
  #recording: Recording | undefined;
  #isStopped = false;
  #isFollowing = false;

  constructor(options: NodeNetworkOptions) {
    this.#options = options;
    this.sight = new ObserverSight(this.journal, options.origin);
    this.network = new Network(new Journal(), this.sight);
    this.timeline = new Timeline(this.network, options.isLinked);
    const { journal, sight, network } = this;
    this.#dues = new Dues({ journal, sight, state: network.state, hasSession: options.hasSession });
    this.fold = this.#makeFold();
    this.#reach = this.#makeReach();
  }

  /** Folds what was recorded so far. Throws LogError. */
  replay(source: LogReader, whowas: Whowas, after: Base | undefined): Replayed {
    const { timeline } = this;
    if (after) {
      restore(after, this.network, whowas);
      timeline.cut(after.greatest + 1);
    }
    const { isLinked, ports, id } = this.#options;
    const since = isLinked ? ports.wall() - MARKED_MICROS : Number.POSITIVE_INFINITY;
    const replayed = replay(source, this.network, {
      ...{ whowas, after },
      fold: (event) => {
        if (event.body === null || !timeline.isState(event)) return [];
        if (event.at < since) return timeline.settle(event);
        timeline.admit(event);
        return this.network.changes;
      },
    });
    this.journal.cut(this.journal.mark());
    const isAlone = [...replayed.have.keys()].every((origin) => nodeOf(origin as Origin) === id);
    if (isLinked || !isAlone) this.sight.notAlone();
    return replayed;
  }

  /** What a turn of the record changes and can take back. */
  undoable(): Undoable {
    const own = undoableOf(this.journal);
    const { timeline, fold } = this;
    return {
      begin: () => {
        own.begin();
        timeline.begin();
      },
      commit: () => {
        own.commit();
        timeline.commit();
        fold.committed();
      },
      rollBack: () => {
        own.rollBack();
        timeline.rollBack();
        fold.rolledBack();
      },
    };
  }

  /** From now on events come. */
  attach(recording: Recording): void {
    this.#recording = recording;
    this.fold.begun();
    const { record } = recording;
    record.events$.subscribe(record.guarded("own event", (event) => this.fold.own(event)));
    record.arrivals$.subscribe(record.guarded("arrivals", (events) => this.fold.arrivals(events)));
    record.rolledBack$.subscribe(() => this.#reach.rolledBack());
    record.phases$.subscribe((phase) => {
      if (phase === "ready") this.observed();
    });
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Telling is the decision: the claim is lost here from now on, and the user withdraws it before anything else. */
  lose(user: UserId): void {
    const { users, nicks } = this.network.state;
    const row = users.get(user);
    const claim = row && nicks.get(row.folded)?.claims.find((each) => each.user === user);
    if (claim) this.sight.lose(user, claim.at);
    this.#dues.withdraw(user);
  }

  /** As `follow`, where no command is being carried out. */
  observed(): void {
    this.follow();
    this.#options.onObserved();
  }

  /** What follows from events that were just observed: nothing may be recorded from an observer. */
  follow(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    while (this.#updateReach() || this.#dues.settle(this.#recorded.record)) {
      // What was recorded may have consequences of its own.
    }
    this.#isFollowing = false;
  }

  /** True if something was recorded. */
  #updateReach(): boolean {
    if (!this.fold.isGraphStale || this.#isStopped) return false;
    const { record } = this.#recorded;
    record.touch();
    this.#reach.update();
    this.fold.isGraphStale = false;
    const isEnded = this.network.state.origins.get(record.origin)?.isClosed === true;
    if (!isEnded) return false;
    const isDone = record.phase === "ready" && this.#options.onEpochEnded();
    if (!isDone) this.fold.isGraphStale = true;
    return isDone;
  }

  get #recorded(): Recording {
    if (this.#recording === undefined) throw new Error("node: the record is not open yet");
    return this.#recording;
  }

  #makeFold(): Fold {
    const { ports, marks, waitingBytes, snapshots, onEvent, onShift, onRows, onPassedOver } = this.#options;
    return new Fold({
      timeline: this.timeline,
      sight: this.sight,
      scheduler: ports.scheduler,
      observe: onEvent,
      differ: (rows) => {
        this.#dues.observe(rows);
        onShift(rows, [], []);
      },
      settle: (rows) => {
        this.#dues.observe(rows);
        this.#reach.update(rows);
      },
      ...{ onRows, onPassedOver, waitingBytes },
      apart: (task) => this.#apart(task),
      log: () => this.#recorded.log,
      base: () => snapshots?.newest(this.#recorded.log),
      committed: () => this.#recorded.record.committed,
      marks: marks ?? MARKS,
      onStopped: (event) => void this.#options.onOutdated(event),
    });
  }

  /** With no turn open before it, and none after it: what it tells does not wait for a commit. */
  #apart(task: () => void): boolean {
    const { record } = this.#recorded;
    if (record.phase === "ready") record.settle();
    if (record.phase !== "ready") return false;
    record.touch();
    task();
    record.settle();
    this.observed();
    return record.phase === "ready";
  }

  #makeReach(): Reach {
    const { ports, graceMs, onShift } = this.#options;
    return new Reach({
      state: this.network.state,
      sight: this.sight,
      scheduler: ports.scheduler,
      graceMs,
      onBack: () => this.fold.dropUnseen(),
      onShift: (rows, hidden, shown) => {
        const { record } = this.#recorded;
        onShift(rows, hidden, shown);
        const isNoted = hidden.length + shown.length > 0 && record.phase === "ready";
        if (isNoted) record.note("SIGHT", { hidden, shown });
      },
      inTurn: (task) => {
        if (this.#isStopped) return;
        this.#recorded.record.touch();
        task();
        this.observed();
      },
    });
  }
}
