// The last committed entries in memory, so that links which keep up do not read the log.
import type { Entry, LogReader } from "../record/log.ts";

export class Recent {
  readonly #log: LogReader;
  readonly #most: number;
  /** Without a gap in their positions. */
  #entries: Entry[] = [];

  constructor(log: LogReader, most: number) {
    this.#log = log;
    this.#most = most;
  }

  committed(entries: readonly Entry[]): void {
    const first = entries[0];
    const last = this.#entries.at(-1);
    if (first === undefined) return;
    if (last !== undefined && last.position + 1 !== first.position) this.#entries = [];
    this.#entries.push(...entries);
    // Cut seldom, and then by half: an array that is shifted with each entry is copied with each entry.
    if (this.#entries.length > 2 * this.#most) this.#entries = this.#entries.slice(-this.#most);
  }

  /** Whether what follows a position is in memory. */
  holds(after: number): boolean {
    const first = this.#entries[0]?.position;
    return first !== undefined && first <= after + 1;
  }

  /** Up to `limit` entries after a position. Throws LogError. */
  read(after: number, limit: number): readonly Entry[] {
    const first = this.#entries[0]?.position;
    if (first === undefined || first > after + 1) return this.#log.read(after, limit);
    return this.#entries.slice(after + 1 - first, after + 1 - first + limit);
  }

  /** Up to `limit` committed events of an origin after a sequence. Throws LogError. */
  readOrigin(origin: string, after: number, limit: number): readonly Entry[] {
    const held: Entry[] = [];
    for (let at = this.#entries.length - 1; at >= 0 && held.at(-1)?.seq !== after + 1; at--) {
      const entry = this.#entries[at] as Entry;
      if (entry.origin !== origin || entry.seq === null) continue;
      // So many as there are from here on cannot all be in memory.
      if (entry.seq - after > at + 1 || entry.seq <= after) break;
      held.push(entry);
    }
    if (held.at(-1)?.seq !== after + 1) return this.#log.readOrigin(origin, after, limit);
    return held.reverse().slice(0, limit);
  }
}
