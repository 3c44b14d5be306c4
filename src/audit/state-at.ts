// The state of the network at a moment of the past: the fold of what was recorded up to then.
import { Network } from "../../projections/network.ts";
import type { LogReader } from "../record/log.ts";
import { entries, forFold } from "../record/replay.ts";
import { isUntil, type Moment } from "./moment.ts";

export interface Past {
  readonly network: Network;
  /** The last position that counts, 0 if there was none. */
  readonly position: number;
  /** When the last event that counts happened, microseconds since 1970; 0 if there was none. */
  readonly at: number;
  /** The moment itself, by which it is judged what had run out: the time asked for, or that of the last event. */
  readonly time: number;
}

const CUT_EVERY = 1000;

/**
 * By a position: what this node had admitted by then. By a time: what had happened by then, in whatever order this node
 * came to know it. Throws LogError.
 */
export function stateAt(reader: LogReader, moment: Moment): Past {
  const network = new Network();
  const until = moment.kind === "position" ? moment.position : undefined;
  let position = 0;
  let at = 0;
  for (const entry of entries(reader, 0, until)) {
    if (entry.origin === null) {
      if (moment.kind === "position") position = entry.position;
      continue;
    }
    const event = forFold(entry);
    if (!isUntil(moment, entry.position, event.at)) continue;
    network.admit(event);
    position = entry.position;
    at = Math.max(at, event.at);
    if (position % CUT_EVERY === 0) network.journal.cut(network.journal.mark());
  }
  return { network, position, at, time: moment.kind === "time" ? moment.last : at };
}
