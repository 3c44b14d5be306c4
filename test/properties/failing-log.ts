// A log in memory that refuses to append while it is told to: for what a node says of a failure.
import { type Entry, type Log, LogError, type LogFigures } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";

export class FailingLog implements Log {
  readonly #log = new MemoryLog();
  isFailing = false;

  append(entries: readonly Entry[]): void {
    if (this.isFailing) throw new LogError("LOG_FULL", "no room left");
    this.#log.append(entries);
  }

  lastPosition(): number {
    return this.#log.lastPosition();
  }

  read(after: number, limit: number): readonly Entry[] {
    return this.#log.read(after, limit);
  }

  maintain(): void {
    this.#log.maintain();
  }

  reopen(): void {
    this.#log.reopen();
  }

  close(): void {
    this.#log.close();
  }

  figures(): LogFigures {
    return this.#log.figures();
  }
}
