// The bounds and times of links, each with its reason. All of them can be given other values.

export interface LinkLimits {
  /** What a peer may send before it is granted more: enough for a fast link over a long way. */
  readonly windowBytes: number;
  /** What this node sends at most ahead of what is granted again, however much was granted. */
  readonly creditBytes: number;
  /** What a peer may send that no head covers yet, before the link closes. */
  readonly unsealedBytes: number;
  /** Of one EVENTS frame. */
  readonly chunkEvents: number;
  readonly chunkBytes: number;
  /** The last committed entries that are kept in memory, so that live links do not read the log. */
  readonly recentEntries: number;
  /** Events that a peer is behind at HAVE before its replay counts as a catch-up. */
  readonly catchUpEvents: number;
  /** A peer that lacks more events than this, and would take a snapshot, is sent one instead of a replay. */
  readonly replayLimit: number;
  /** So long a peer waits for a snapshot that is new enough; then for what there is, or a replay. */
  readonly snapshotWaitMs: number;
  /** What may be on its way over a second connection: little, so that the links' own events need not wait for it. */
  readonly bulkWindowBytes: number;
  readonly bulkChunkBytes: number;
  /** What came over a second connection may be sent again after so long. */
  readonly bulkPaceMs: number;
  /** Between two calls for a second connection that a peer asks for: less than it waits before it asks again. */
  readonly callMs: number;
  /** Before a second connection is tried again. */
  readonly bulkRetryMs: number;
  /** A second connection over which nothing comes, or nothing is wanted, for so long is ended: another may do. */
  readonly bulkIdleMs: number;
  /** A catch-up in which nothing comes for so long is over, whatever was claimed. */
  readonly catchUpIdleMs: number;
  readonly pingMs: number;
  /** Nothing heard, or a PING unanswered, for so long: the link is lost. */
  readonly silentMs: number;
  /** Of refused strangers, how many are told of in a minute. */
  readonly strangersPerMinute: number;
  /** From the connection to the proof. */
  readonly handshakeMs: number;
  /** Connections that have not proved a key, at once. */
  readonly unproved: number;
  /** Between two ACKs. */
  readonly ackMs: number;
  /** Before a peer is called again: the first time, and at most. */
  readonly retryMs: number;
  readonly retryMostMs: number;
  /** A link that lasted so long was a good one: its loss is news, and met with a quick call. */
  readonly steadyMs: number;
  /** Between own promises. */
  readonly promiseMs: number;
  /** How far an event may be ahead of this node's wall before it waits. */
  readonly aheadMicros: number;
  /** An origin that is out of touch for longer holds up the stable cut no more. */
  readonly forgetMs: number;
  /** Bodies of private messages that the log does not keep: how many, their bytes, and for how long. */
  readonly bodies: number;
  readonly bodiesBytes: number;
  readonly bodyKeepMs: number;
  /** How long later private messages of an origin wait for a body that is asked for. */
  readonly bodyWaitMs: number;
}

const MIB = 1024 * 1024;

export const LINK_LIMITS: LinkLimits = {
  windowBytes: MIB,
  creditBytes: 16 * MIB,
  unsealedBytes: 16 * MIB,
  chunkEvents: 1000,
  chunkBytes: MIB / 16,
  recentEntries: 4096,
  catchUpEvents: 500,
  replayLimit: 100_000,
  snapshotWaitMs: 30_000,
  bulkWindowBytes: MIB / 4,
  bulkChunkBytes: MIB / 32,
  bulkPaceMs: 8,
  callMs: 1000,
  bulkRetryMs: 5000,
  bulkIdleMs: 30_000,
  catchUpIdleMs: 30_000,
  pingMs: 5000,
  silentMs: 20_000,
  strangersPerMinute: 20,
  handshakeMs: 10_000,
  unproved: 32,
  ackMs: 50,
  retryMs: 250,
  retryMostMs: 30_000,
  steadyMs: 10_000,
  promiseMs: 1000,
  aheadMicros: 120_000_000,
  forgetMs: 3_600_000,
  bodies: 10_000,
  bodiesBytes: 8 * MIB,
  bodyKeepMs: 60_000,
  bodyWaitMs: 5000,
};
