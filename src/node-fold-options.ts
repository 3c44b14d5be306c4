// What the fold of a running node is given, and whom it tells.
import type { AnyEvent, Header } from "../events/envelope.ts";
import type { Change } from "../projections/changes.ts";
import type { RowDifference } from "../projections/difference.ts";
import type { ObserverSight } from "../projections/sight.ts";
import type { Timeline } from "../projections/timeline.ts";
import type { WaitingOptions } from "./node-waiting.ts";
import type { Base } from "./record/hole.ts";
import type { Log } from "./record/log.ts";
import type { Scheduler } from "./record/ports.ts";

export interface FoldOptions {
  readonly timeline: Timeline;
  readonly sight: ObserverSight;
  readonly scheduler: Scheduler;
  /** An event took its place and changed this. */
  readonly observe: (event: AnyEvent, changes: readonly Change[]) => void;
  /** Rows are not as they were told. */
  readonly differ: (rows: readonly RowDifference[]) => void;
  /** The same at the end of a batch or a merge: with who is shown by it, so that nobody acts before they come. */
  readonly settle: (rows: readonly RowDifference[]) => void;
  /** Rows were written of which the caches know nothing. */
  readonly onRows: (rows: readonly RowDifference[]) => void;
  /** Runs a task in a turn of its own, with nothing open before it; false if the record does not work. */
  readonly apart: (task: () => void) => boolean;
  readonly log: () => Log;
  readonly committed: () => number;
  /** A state of the past after which all comes that is to be merged. */
  readonly base: () => Base | undefined;
  /** How many events can be taken back. */
  readonly marks: number;
  /** An event of a newer build is committed, and nothing after it is folded; within a turn of its own. */
  readonly onStopped: (event: Header) => void;
  /** So many bytes of messages can wait for a merge. */
  readonly waitingBytes: number | undefined;
  readonly onPassedOver: WaitingOptions["onPassedOver"];
}
