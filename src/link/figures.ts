// What STATS and metrics say of a link.
import type { NodeId } from "../../events/names.ts";

export interface LinkFigures {
  /** By its name in the configuration. */
  readonly peer: string;
  readonly node: NodeId;
  readonly remote: string;
  /** Microseconds since 1970. */
  readonly since: number;
  /** How far the peer's clock is ahead. */
  readonly offsetMicros: number;
  readonly rttMs: number;
  readonly sentEvents: number;
  readonly receivedEvents: number;
  readonly duplicates: number;
  /** Entries of the log that are still to be sent or passed over. */
  readonly backlog: number;
  /** Bytes that may still be sent. */
  readonly credit: number;
}
