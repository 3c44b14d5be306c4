// The log in memory: for tests and the simulation. Nothing outlives the process.
import type { Hole, NewHole } from "./hole.ts";
import { type Entry, type Log, LogError, type LogFigures, type Seal, type SealReader } from "./log.ts";

export class MemoryLog implements Log, SealReader {
  /** By position, with holes. */
  readonly #entries: (Entry | undefined)[] = [];
  #hole: Hole | undefined;
  /** Origin → sequence → entry. */
  readonly #origins = new Map<string, Map<number, Entry>>();
  readonly #last = new Map<string, number>();
  readonly #seals = new Map<string, Seal[]>();

  append(entries: readonly Entry[], seals: readonly Seal[] = [], hole?: NewHole): void {
    if (hole !== undefined && hole.first !== this.#entries.length + 1) throw taken(`position ${hole.first}`);
    this.#write(entries, seals, hole === undefined ? this.#entries.length + 1 : hole.last + 1);
    if (hole !== undefined) this.#hole = { ...hole, next: hole.first };
  }

  fill(entries: readonly Entry[], seals: readonly Seal[]): void {
    const hole = this.#hole;
    if (hole === undefined || hole.next + entries.length - 1 > hole.last) throw taken("the hole");
    this.#write(entries, seals, hole.next);
    const next = hole.next + entries.length;
    this.#hole = next > hole.last ? undefined : { ...hole, next };
  }

  hole(): Hole | undefined {
    return this.#hole;
  }

  #write(entries: readonly Entry[], seals: readonly Seal[], first: number): void {
    const places = new Set<string>();
    entries.forEach((entry, at) => {
      if (entry.position !== first + at) throw taken(`position ${entry.position}`);
      if (entry.origin === null || entry.seq === null) return;
      const place = `${entry.origin} ${entry.seq}`;
      if (this.#origins.get(entry.origin)?.has(entry.seq) || places.has(place)) throw taken(place);
      places.add(place);
    });
    for (const entry of entries) this.#add(entry);
    for (const seal of seals) this.#addSeal(seal);
  }

  #add(entry: Entry): void {
    this.#entries[entry.position - 1] = entry;
    if (entry.origin === null || entry.seq === null) return;
    const sequence = this.#origins.get(entry.origin) ?? new Map<number, Entry>();
    this.#origins.set(entry.origin, sequence.set(entry.seq, entry));
    this.#last.set(entry.origin, Math.max(entry.seq, this.#last.get(entry.origin) ?? 0));
  }

  #addSeal(seal: Seal): void {
    const seals = this.#seals.get(seal.origin) ?? [];
    this.#seals.set(seal.origin, seals);
    const at = seals.findLastIndex((each) => each.count <= seal.count);
    if (seals[at]?.count !== seal.count) seals.splice(at + 1, 0, seal);
  }

  seal(origin: string, count?: number): Seal | undefined {
    const seals = this.#seals.get(origin);
    return count === undefined ? seals?.at(-1) : seals?.find((each) => each.count >= count);
  }

  sealBefore(origin: string, count: number): Seal | undefined {
    return this.#seals.get(origin)?.findLast((each) => each.count <= count);
  }

  seals(after: Pick<Seal, "origin" | "count">, limit: number): readonly Seal[] {
    const origins = [...this.#seals.keys()].filter((origin) => origin >= after.origin).sort();
    const found = origins.flatMap((origin) => {
      const from = origin === after.origin ? after.count : 0;
      return (this.#seals.get(origin) ?? []).filter(({ count }) => count > from);
    });
    return found.slice(0, limit);
  }

  positionOf(origin: string, seq: number): number | undefined {
    return this.#origins.get(origin)?.get(seq)?.position;
  }

  readOrigin(origin: string, after: number, limit: number): readonly Entry[] {
    const sequence = this.#origins.get(origin);
    const found: Entry[] = [];
    for (let seq = after + 1; found.length < limit; seq++) {
      const entry = sequence?.get(seq);
      if (entry === undefined) return found;
      found.push(entry);
    }
    return found;
  }

  lastSequences(): ReadonlyMap<string, number> {
    return new Map(this.#last);
  }

  lastPosition(): number {
    return this.#entries.length;
  }

  read(after: number, limit: number): readonly Entry[] {
    if (this.#hole === undefined) return this.#entries.slice(after, after + limit) as Entry[];
    const found: Entry[] = [];
    for (let at = after; at < this.#entries.length && found.length < limit; at++) {
      const entry = this.#entries[at];
      if (entry !== undefined) found.push(entry);
    }
    return found;
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
