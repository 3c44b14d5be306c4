// A snapshot: the state after the first events of a log, so that a fold need not begin with the first. It is no source
// of truth: one that does not fit the log is passed over.
import type { Network } from "../../projections/network.ts";
import { type Rows, restoreRows, rowsOf } from "../../projections/snapshot.ts";
import type { OriginRow } from "../../projections/state.ts";
import type { Whowas } from "../../projections/whowas.ts";
import type { Base } from "./hole.ts";
import type { LogReader } from "./log.ts";
import { inTotalOrder } from "./total-order.ts";
import type { Vector } from "./vector.ts";

export interface Snapshot extends Base {
  /** The last position of the log when it was made: what was admitted after that is not in it. */
  readonly position: number;
  /** The text of the entry there, by which the log is known again. */
  readonly header: string;
  readonly whowas: Rows;
}

/** The newest snapshot on its way to a peer. */
export interface ToSend {
  readonly vector: Vector;
  /** Undefined where it cannot be read. */
  readonly bytes: () => Buffer | undefined;
}

/** Where snapshots are kept. */
export interface Snapshots {
  /** The newest that fits the log. Throws LogError. */
  newest(log: LogReader): Snapshot | undefined;
  /** The same for a peer, without unpacking it. Throws LogError. */
  toSend(log: LogReader): ToSend | undefined;
  /** Asks for one of all that stands before a time (microseconds since 1970), at once, later or never. */
  request(before: number): void;
  close(): void;
}

export function snapshotOf(
  { position, header, vector, greatest }: Omit<Snapshot, "network" | "whowas">,
  network: Network,
  whowas: Whowas,
): Snapshot {
  return { position, header, vector, greatest, network: rowsOf(network.tables), whowas: rowsOf(whowas.tables) };
}

/** Into a fold that has not begun. */
export function restore(base: Base, network: Network, whowas?: Whowas): void {
  restoreRows(network.tables, base.network);
  network.journal.cut(network.journal.mark());
  if (whowas && base.whowas) restoreRows(whowas.tables, base.whowas);
}

/** What tells whether a snapshot fits. */
export type Fitting = Pick<Snapshot, "position" | "header" | "vector" | "greatest">;

/** Whether the log is the one that it was made of, and goes on after it. Throws LogError. */
export function fits(snapshot: Fitting, log: LogReader): boolean {
  return log.read(snapshot.position - 1, 1)[0]?.header === snapshot.header && isAfter(log, snapshot);
}

/** Whether all that the log holds and the base does not is later: nothing has come late. Throws LogError. */
export function isAfter(log: LogReader, { vector, greatest }: Pick<Base, "vector" | "greatest">): boolean {
  const [next] = inTotalOrder(log, undefined, vector);
  return next === undefined || next.header.at > greatest;
}

/** The origins that a base knows. */
export function originsIn({ network }: Base): readonly OriginRow[] {
  return (network.origins ?? []).map(([, row]) => row as OriginRow);
}
