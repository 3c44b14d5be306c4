// What metrics are made of, as whoever runs the node hands it over. Nothing that a user said or gave is among it.

export interface CacheFigures {
  readonly name: string;
  readonly size: number;
  readonly max: number;
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
}

export interface PeerFigures {
  readonly name: string;
  readonly calls: { readonly made: number; readonly resumed: number; readonly failed: number };
  readonly link:
    | {
        readonly rttMs: number | undefined;
        readonly offsetMicros: number | undefined;
        readonly sentEvents: number;
        readonly receivedEvents: number;
        readonly duplicates: number;
        readonly sentBytes: number;
        readonly receivedBytes: number;
        readonly backlog: number;
      }
    | undefined;
}

export interface MergeFigures {
  readonly merges: number;
  readonly deferred: number;
  readonly unseen: number;
  readonly passedOver: number;
}

export interface RecordFigures {
  readonly isReady: boolean;
  /** The last one that is committed. */
  readonly position: number;
  readonly turns: number;
  readonly rolledBack: number;
  readonly walBytes: number;
  readonly pauses: number;
  readonly pausedMs: number;
}

/** Each is asked when somebody reads the metrics, and counts from the start of the node. */
export interface Source {
  readonly software: string;
  readonly clients: () => { readonly registered: number; readonly unknown: number };
  readonly network: () => { readonly users: number; readonly channels: number; readonly memberships: number };
  /** Verb → how often it was sent. */
  readonly commands: () => Iterable<readonly [string, number]>;
  /** Numeric → how often a command was refused with it. */
  readonly refusals: () => Iterable<readonly [string, number]>;
  /** Type → how many of them were committed. */
  readonly events: () => Iterable<readonly [string, number]>;
  readonly record: () => RecordFigures;
  readonly output: () => { readonly lines: number; readonly writes: number };
  readonly caches: () => readonly CacheFigures[];
  readonly peers: () => readonly PeerFigures[];
  /** Undefined for a node without links. */
  readonly merges: () => MergeFigures | undefined;
}
