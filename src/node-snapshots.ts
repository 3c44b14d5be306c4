// When snapshots are asked for: after so many entries, and when a peer wants one; not one right after the other.
import type { Log } from "./record/log.ts";
import type { Ports } from "./record/ports.ts";
import type { Record } from "./record/record.ts";
import type { Snapshots, ToSend } from "./record/snapshot.ts";

const REST_MICROS = 10_000_000;
/** While a peer waits for one. */
const SHORT_REST_MICROS = 2_000_000;
/** After a start others come first. */
const FIRST_MS = 2000;

export interface KeptSnapshotsOptions {
  readonly record: Record;
  readonly log: Log;
  readonly snapshots: Snapshots;
  readonly ports: Ports;
  /** Entries between two of them. */
  readonly each: number;
  /** Entries that the last one does not hold. */
  readonly behind: number;
  /** What stands before this time (microseconds since 1970) cannot change any more. */
  readonly before: () => number;
}

export class KeptSnapshots {
  readonly #options: KeptSnapshotsOptions;
  #count: number;
  #asked = Number.NEGATIVE_INFINITY;

  constructor(options: KeptSnapshotsOptions) {
    this.#options = options;
    this.#count = options.behind;
    const { record, ports, each } = options;
    const askIfDue = () => {
      if (this.#count >= each) this.#ask(REST_MICROS);
    };
    record.committed$.subscribe((entries) => {
      this.#count += entries.length;
      askIfDue();
    });
    ports.scheduler.after(FIRST_MS, askIfDue);
  }

  /** The newest, for a peer. Throws LogError. */
  toSend(): ToSend | undefined {
    return this.#options.snapshots.toSend(this.#options.log);
  }

  /** For a peer: what cannot change any more may be more than it was. */
  ask(): void {
    this.#ask(SHORT_REST_MICROS);
  }

  /** Asks for one of all that cannot change any more. While something is missing none can be made. */
  #ask(rest: number): void {
    const { ports, log, snapshots, before } = this.#options;
    if (ports.wall() - this.#asked < rest || log.hole() !== undefined) return;
    this.#asked = ports.wall();
    this.#count = 0;
    snapshots.request(before());
  }
}
