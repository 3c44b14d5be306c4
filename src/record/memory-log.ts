// The log in memory: for tests, the simulation and `--data :memory:`-like uses. Nothing outlives the process.
import type { Entry, Log, LogFigures } from "./log.ts";

export class MemoryLog implements Log {
  #entries: Entry[] = [];

  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.position !== this.#entries.length + 1) throw new Error(`log: position ${entry.position} is not next`);
      this.#entries.push(entry);
    }
  }

  lastPosition(): number {
    return this.#entries.length;
  }

  read(after: number, limit: number): readonly Entry[] {
    return this.#entries.slice(after, after + limit);
  }

  maintain(): void {
    // No side files.
  }

  reopen(): void {
    // Nothing to open.
  }

  close(): void {
    // Entries stay readable: a test may open a second node on the same log.
  }

  figures(): LogFigures {
    return { walBytes: 0, walBytesMax: 0, pauses: 0, pausedMs: 0, longestPauseMs: 0 };
  }
}
