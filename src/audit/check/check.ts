// Folds a log from the beginning and holds it against the invariants that a log alone can show to be broken. A log with
// events of several nodes is gone through twice: row by row as it stands, and event by event in the network's order.

import type { Recorded } from "../../../events/envelope.ts";
import { digestOf } from "../../../projections/digest.ts";
import { Network } from "../../../projections/network.ts";
import { type Entry, LogError, type LogReader } from "../../record/log.ts";
import { recordedOf } from "../../record/replay.ts";
import type { Snapshot } from "../../record/snapshot.ts";
import { inNetworkOrder, isOfSeveral } from "../network-order.ts";
import { checkLegal } from "./legal.ts";
import { Places } from "./places.ts";
import { checkedEvent, checkNote } from "./row.ts";
import type { SealCheck, Sealed } from "./seals.ts";
import { SnapshotCheck } from "./snapshots.ts";
import { soundEntries } from "./sound-entries.ts";
import { checkStructure, sizeOf } from "./structure.ts";
import { checkTouched } from "./touched.ts";
import { type RuleId, Violation } from "./violation.ts";

export interface Finding {
  readonly id: RuleId;
  /** Undefined where it is about the file as a whole. */
  readonly position: number | undefined;
  /** The event's id, where there is one. */
  readonly event: string | undefined;
  readonly text: string;
}

export interface Checked {
  readonly positions: number;
  readonly events: number;
  readonly notes: number;
  readonly origins: number;
  /** Of the state at the end, or where the first finding stopped the fold. */
  readonly users: number;
  readonly channels: number;
  readonly digest: string;
  /** Heads that were held against the log, and the events that they cover. */
  readonly sealed: Sealed;
  /** Snapshots that were held against the log. */
  readonly snapshots: number;
  /** The first, if any. */
  readonly finding: Finding | undefined;
}

/** What is kept beside the log and follows from it. */
export interface Beside {
  readonly seals?: SealCheck;
  /** Such as fit the log. */
  readonly snapshots?: Iterable<Snapshot>;
}

/** The whole state is checked after as many events as it has rows, and no more often than this. */
const STRUCTURE_EVERY = 5000;

/** Checks what the log holds at this moment, also while a node writes to it. Throws LogError but for LOG_CORRUPT. */
export function check(reader: LogReader, { seals, snapshots = [] }: Beside = {}): Checked {
  const last = lastOf(reader);
  const checking = new Checking(last.isOfSeveral);
  let finding = last.finding;
  let current: Entry | undefined;
  try {
    checking.expect(snapshots, last.position);
    for (const entry of soundEntries(reader, last.position)) {
      current = entry;
      checking.row(entry);
    }
    if (last.isOfSeveral) {
      for (const entry of inNetworkOrder(reader, last.position)) {
        current = entry;
        checking.fold(recordedOf(entry));
      }
    }
    current = undefined;
    checking.end();
    if (finding === undefined && seals) checking.sealed = seals.run();
  } catch (error) {
    finding = findingOf(error, current ?? seals?.current);
  }
  return checking.result(finding);
}

class Checking {
  sealed: Sealed = { seals: 0, events: 0 };
  readonly #network = new Network();
  readonly #isOfSeveral: boolean;
  readonly #places: Places;
  #snapshots = new SnapshotCheck([], 0);
  #events = 0;
  #notes = 0;
  #sinceStructure = 0;

  constructor(isOfSeveral: boolean) {
    this.#isOfSeveral = isOfSeveral;
    this.#places = new Places(!isOfSeveral);
  }

  expect(snapshots: Iterable<Snapshot>, until: number): void {
    this.#snapshots = new SnapshotCheck(snapshots, until);
  }

  /** A row as it stands; of one node's log it is also its place in the network. */
  row(entry: Entry): void {
    if (entry.origin === null) {
      checkNote(entry);
      this.#notes++;
      return;
    }
    const event = checkedEvent(entry);
    this.#places.take(event);
    this.#events++;
    if (!this.#isOfSeveral) this.fold(event);
  }

  /** The next event in the order of the network. */
  fold(event: Recorded): void {
    const { state, journal } = this.#network;
    this.#snapshots.before(event.at, state);
    checkLegal(state, event, !this.#isOfSeveral);
    checkTouched(state, event, this.#network.admit(event));
    if (++this.#sinceStructure < Math.max(STRUCTURE_EVERY, sizeOf(state))) return;
    this.#sinceStructure = 0;
    checkStructure(state);
    journal.cut(journal.mark());
  }

  /** After the last one. */
  end(): void {
    const { state } = this.#network;
    this.#snapshots.before(undefined, state);
    checkStructure(state);
  }

  result(finding: Finding | undefined): Checked {
    const { state } = this.#network;
    return {
      positions: this.#events + this.#notes,
      events: this.#events,
      notes: this.#notes,
      origins: this.#places.origins,
      users: state.users.size,
      channels: state.channels.size,
      digest: digestOf(state),
      sealed: this.sealed,
      snapshots: this.#snapshots.count,
      finding,
    };
  }
}

interface Last {
  readonly position: number;
  readonly isOfSeveral: boolean;
  readonly finding: Finding | undefined;
}

function lastOf(reader: LogReader): Last {
  try {
    return { position: reader.lastPosition(), isOfSeveral: isOfSeveral(reader), finding: undefined };
  } catch (error) {
    return { position: 0, isOfSeveral: false, finding: findingOf(error, undefined) };
  }
}

/** A violation at the entry that was looked at, or damage just after the last sound one. Throws any other error. */
function findingOf(error: unknown, current: Entry | undefined): Finding {
  if (error instanceof Violation) {
    const { id, message } = error;
    const event = current?.origin ? `${current.origin}-${current.seq}` : undefined;
    return { id, position: current?.position, event, text: message };
  }
  if (!(error instanceof LogError) || error.code !== "LOG_CORRUPT") throw error;
  const position = error.position === undefined ? undefined : error.position + 1;
  return { id: "LOG_CORRUPT", position, event: undefined, text: error.message };
}
