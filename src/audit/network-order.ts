// The events of a log by their place in the network. The epochs of one node follow each other in the log as they do in
// the network, so such a log is read straight through; those of several nodes are merged.
import { nodeOf, type Origin } from "../../events/names.ts";
import type { Entry, LogReader } from "../record/log.ts";
import { entries } from "../record/replay.ts";
import { inTotalOrder } from "../record/total-order.ts";

/** Whether more than one node has spoken. Throws LogError. */
export function isOfSeveral(reader: LogReader): boolean {
  return new Set([...reader.lastSequences().keys()].map((origin) => nodeOf(origin as Origin))).size > 1;
}

/** Events only, up to and with a position of the log. Throws LogError. */
export function* inNetworkOrder(reader: LogReader, until?: number): Iterable<Entry> {
  if (isOfSeveral(reader)) {
    for (const { entry } of inTotalOrder(reader, until)) yield entry;
    return;
  }
  for (const entry of entries(reader, 0, until)) if (entry.origin !== null) yield entry;
}
