// When snapshots are asked for: after so many entries, and not one right after the other.
import type { Ports } from "./record/ports.ts";
import type { Record } from "./record/record.ts";
import type { Snapshots } from "./record/snapshot.ts";

const REST_MICROS = 10_000_000;
/** After a start others come first. */
const FIRST_MS = 2000;

export interface SnapshotsOptions {
  readonly record: Record;
  readonly snapshots: Snapshots;
  readonly ports: Ports;
  /** Entries between two of them. */
  readonly each: number;
  /** Entries that the last one does not hold. */
  readonly behind: number;
  /** What stands before this time (microseconds since 1970) cannot change any more. */
  readonly before: () => number;
}

export function keepSnapshots({ record, snapshots, ports, each, behind, before }: SnapshotsOptions): void {
  let count = behind;
  let asked = Number.NEGATIVE_INFINITY;
  const ask = () => {
    if (count < each || ports.wall() - asked < REST_MICROS) return;
    asked = ports.wall();
    count = 0;
    snapshots.request(before());
  };
  record.committed$.subscribe((entries) => {
    count += entries.length;
    if (count >= each) ask();
  });
  ports.scheduler.after(FIRST_MS, ask);
}
