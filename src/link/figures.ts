// What STATS and metrics say of a link.
import type { NodeId } from "../../events/names.ts";

export interface LinkFigures {
  /** By its name in the configuration. */
  readonly peer: string;
  readonly node: NodeId;
  readonly remote: string;
  /** Microseconds since 1970. */
  readonly since: number;
  /** How far the peer's clock is ahead, and the round-trip time; smoothed, and undefined before the first answer. */
  readonly offsetMicros: number | undefined;
  readonly rttMs: number | undefined;
  readonly sentEvents: number;
  readonly receivedEvents: number;
  readonly duplicates: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** Entries of the log that are still to be sent or passed over. */
  readonly backlog: number;
  /** Bytes that may still be sent. */
  readonly credit: number;
}

/** What came of calling a peer, since the start of the node. */
export interface CallFigures {
  /** Connections that came about, and how many of these took up an earlier TLS session. */
  readonly made: number;
  readonly resumed: number;
  readonly failed: number;
  /** How long is waited before the next call; undefined while none is due. */
  readonly backOffMs: number | undefined;
}

/** A peer of the configuration, and how it stands with it. */
export interface PeerFigures {
  readonly name: string;
  readonly address: string | undefined;
  /** An operator of this node has ended the link, and it is not to come back by itself. */
  readonly isParted: boolean;
  readonly calls: CallFigures;
  readonly link: LinkFigures | undefined;
}
