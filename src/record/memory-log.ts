// The log in memory: for tests and the simulation. Nothing outlives the process.
import { type Entry, type Log, LogError, type LogFigures } from "./log.ts";

export class MemoryLog implements Log {
  readonly #entries: Entry[] = [];
  readonly #places = new Set<string>();

  append(entries: readonly Entry[]): void {
    const places = new Set<string>();
    entries.forEach((entry, at) => {
      if (entry.position !== this.#entries.length + at + 1) throw taken(`position ${entry.position}`);
      if (entry.seq === null) return;
      const place = `${entry.origin} ${entry.seq}`;
      if (this.#places.has(place) || places.has(place)) throw taken(place);
      places.add(place);
    });
    for (const place of places) this.#places.add(place);
    for (const entry of entries) this.#entries.push(entry);
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

const taken = (what: string) => new LogError("LOG_IO", `log in memory: ${what} is taken or out of order`);
