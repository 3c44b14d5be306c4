// The state of the network at a moment of the past: the fold of what was recorded up to then.
import { Network } from "../../projections/network.ts";
import type { LogReader } from "../record/log.ts";
import { forFold } from "../record/replay.ts";
import { isUntil, type Moment } from "./moment.ts";
import { inNetworkOrder } from "./network-order.ts";

export interface Past {
  readonly network: Network;
  /** The last position that counts, 0 if there was none. */
  readonly position: number;
  /** When the last event that counts happened, microseconds since 1970; 0 if there was none. */
  readonly at: number;
  /** The moment itself, by which it is judged what had run out: the time asked for, or that of the last event. */
  readonly time: number;
}

/**
 * By a position: what this node had admitted by then. By a time: what had happened by then, in whatever order this node
 * came to know it. Throws LogError.
 */
export function stateAt(reader: LogReader, moment: Moment): Past {
  const network = new Network();
  const until = moment.kind === "position" ? moment.position : undefined;
  let position = 0;
  let at = 0;
  for (const entry of inNetworkOrder(reader, until)) {
    const event = forFold(entry);
    // From here on all is later: the events come in the order of their times.
    if (!isUntil(moment, entry.position, event.at)) break;
    network.admit(event);
    network.journal.cut(network.journal.mark());
    position = Math.max(position, entry.position);
    at = event.at;
  }
  if (until !== undefined) position = Math.max(position, Math.min(until, reader.lastPosition()));
  return { network, position, at, time: moment.kind === "time" ? moment.last : at };
}
