// The log port: where the record is kept. Adapters hold entries in the order of their position and know nothing of IRC.
import type { Hole, NewHole } from "./hole.ts";

/** One row of the log: an event (origin and sequence) or a note (neither). */
export interface Entry {
  /** 1, 2, 3 … in the order in which this node admitted them; without a gap but for a hole. */
  readonly position: number;
  readonly origin: string | null;
  readonly seq: number | null;
  /** Canonical text of the event's header, or of the whole note. */
  readonly header: string;
  readonly salt: Uint8Array | null;
  /** Canonical text of the body; null where it is gone or never was. */
  readonly body: string | null;
  /** Kept only where the body is gone; elsewhere it follows from salt and body. */
  readonly commitment: Uint8Array | null;
}

/** An origin's word for its first `count` headers (RFC 6962), as it was stored with the events that it covers. */
export interface Seal {
  readonly origin: string;
  readonly count: number;
  /** Of the Merkle tree, in hex. */
  readonly root: string;
  /** By the origin's key, base64url. */
  readonly signature: string;
  /** The roots of the tree's full subtrees, largest first: where it grows on from. */
  readonly peaks: Uint8Array;
}

export type LogErrorCode =
  | "LOG_FULL"
  | "LOG_IO"
  | "LOG_CORRUPT"
  | "LOG_INCOMPLETE"
  | "LOG_NEWER"
  | "LOG_IN_USE"
  | "LOG_MISSING"
  | "LOG_FOREIGN";

/** What went wrong with the log, for the operator. `position`: the last entry known to be good, where that is known. */
export class LogError extends Error {
  readonly code: LogErrorCode;
  readonly position: number | undefined;

  constructor(code: LogErrorCode, message: string, options: { position?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.position = options.position;
  }
}

/** Reading, open to anyone. No transaction stays open between two calls. */
export interface LogReader {
  /** 0 for an empty log. Throws LogError. */
  lastPosition(): number;
  /**
   * Up to `limit` entries after the position, in order; what is missing in a hole is passed over. Throws LogError
   * LOG_CORRUPT at the first unsound one.
   */
  read(after: number, limit: number): readonly Entry[];
  /** Up to `limit` events of one origin after a sequence, in its order, up to a hole. Throws LogError. */
  readOrigin(origin: string, after: number, limit: number): readonly Entry[];
  /** Each origin of which there are events, with the last sequence. Throws LogError. */
  lastSequences(): ReadonlyMap<string, number>;
  /** Undefined where nothing is missing. Throws LogError. */
  hole(): Hole | undefined;
  close(): void;
}

/** The heads that are stored with a log, open to anyone. */
export interface SealReader {
  /** Up to `limit` of them after an origin and count, in the order of origins, then counts. Throws LogError. */
  seals(after: Pick<Seal, "origin" | "count">, limit: number): readonly Seal[];
}

/** Writing, by one record only. */
export interface Log extends LogReader {
  /**
   * All of the entries and seals or none, in one transaction. After a throw `reopen` and `lastPosition` tell which.
   * `hole`: between what was there and the entries. There is one at a time.
   */
  append(entries: readonly Entry[], seals?: readonly Seal[], hole?: NewHole): void;
  /** As `append`, for what was missing in the hole, from its `next` position on. The last one closes it. */
  fill(entries: readonly Entry[], seals: readonly Seal[]): void;
  /** The origin's seal with the least count that is at least this; without one the last. Throws LogError. */
  seal(origin: string, count?: number): Seal | undefined;
  /** The origin's seal with the greatest count that is at most this. Throws LogError. */
  sealBefore(origin: string, count: number): Seal | undefined;
  /** Where an event stands. Throws LogError. */
  positionOf(origin: string, seq: number): number | undefined;
  /** Between turns: keeps the log's side files within their bounds. Throws LogError when it cannot. */
  maintain(): void;
  /** Drops the connection, whatever state it is in, and opens it anew. Throws LogError. */
  reopen(): void;
  figures(): LogFigures;
}

export interface LogFigures {
  readonly walBytes: number;
  readonly walBytesMax: number;
  /** Turns that waited for a checkpoint at the bound, and for how long in all and at most. */
  readonly pauses: number;
  readonly pausedMs: number;
  readonly longestPauseMs: number;
}
