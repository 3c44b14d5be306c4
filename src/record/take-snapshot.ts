// Makes a snapshot: folds what the log holds, from the snapshot before it on where there is one.
import { Network } from "../../projections/network.ts";
import { Journal } from "../../projections/table.ts";
import { Whowas } from "../../projections/whowas.ts";
import type { LogReader } from "./log.ts";
import { forFold } from "./replay.ts";
import { restore, type Snapshot, snapshotOf } from "./snapshot.ts";
import { inTotalOrder } from "./total-order.ts";

/**
 * Of all events before a time (microseconds since 1970). `base` must fit the log. Undefined where it would hold no more
 * than the base. Throws LogError.
 */
export function takeSnapshot(log: LogReader, base: Snapshot | undefined, before: number): Snapshot | undefined {
  const position = log.lastPosition();
  const network = new Network();
  const journal = new Journal();
  const whowas = new Whowas(journal);
  if (base) restore(base, network, whowas);
  const vector: Record<string, number> = { ...base?.vector };
  let greatest = base?.greatest ?? 0;
  let count = 0;
  for (const { entry, header } of inTotalOrder(log, position, base?.vector)) {
    if (header.at >= before) break;
    const event = forFold(entry);
    whowas.observe(event, network.admit(event));
    network.journal.cut(network.journal.mark());
    journal.cut(journal.mark());
    vector[event.origin] = event.seq;
    greatest = event.at;
    count++;
  }
  const header = log.read(position - 1, 1)[0]?.header;
  if (count === 0 || header === undefined) return undefined;
  return snapshotOf({ position, header, vector, greatest }, network, whowas);
}
