// A log in memory that refuses to append while it is told to: for what a node says of a failure.
import type { NewHole } from "../../src/record/hole.ts";
import { type Entry, LogError, type Seal } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";

export class FailingLog extends MemoryLog {
  isFailing = false;

  override append(entries: readonly Entry[], seals?: readonly Seal[], hole?: NewHole): void {
    if (this.isFailing) throw new LogError("LOG_FULL", "no room left");
    super.append(entries, seals, hole);
  }
}
