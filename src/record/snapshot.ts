// A snapshot: the state after the first events of a log, so that a fold need not begin with the first. It is no source
// of truth: one that does not fit the log is passed over.
import type { Network } from "../../projections/network.ts";
import { type Rows, restoreRows, rowsOf } from "../../projections/snapshot.ts";
import type { Whowas } from "../../projections/whowas.ts";
import type { LogReader } from "./log.ts";
import { inTotalOrder, type Vector } from "./total-order.ts";

export interface Snapshot {
  /** The last position of the log when it was made: what was admitted after that is not in it. */
  readonly position: number;
  /** The text of the entry there, by which the log is known again. */
  readonly header: string;
  /** Of each origin the last event that is in it. */
  readonly vector: Vector;
  /** The greatest time of these, in microseconds since 1970: all that is not in it must be later. */
  readonly greatest: number;
  readonly network: Rows;
  readonly whowas: Rows;
}

/** Where snapshots are kept. */
export interface Snapshots {
  /** The newest that fits the log. Throws LogError. */
  newest(log: LogReader): Snapshot | undefined;
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
export function restore(snapshot: Snapshot, network: Network, whowas: Whowas | undefined): void {
  restoreRows(network.tables, snapshot.network);
  network.journal.cut(network.journal.mark());
  if (whowas) restoreRows(whowas.tables, snapshot.whowas);
}

/** Whether the log is the one that it was made of, and goes on after it: nothing has come late. Throws LogError. */
export function fits(snapshot: Pick<Snapshot, "position" | "header" | "vector" | "greatest">, log: LogReader): boolean {
  const { position, header, vector, greatest } = snapshot;
  if (log.read(position - 1, 1)[0]?.header !== header) return false;
  const [next] = inTotalOrder(log, undefined, vector);
  return next === undefined || next.header.at > greatest;
}
