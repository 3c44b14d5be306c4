// A disk with a log on it, that outlives its node: it can refuse a commit, take it and say that it did not, lose what was
// not synced when the power goes, and be put back to an older backup. Each transaction is whole or absent, as SQLite's are.
import type { Hole, NewHole } from "../../src/record/hole.ts";
import { type Entry, type Log, LogError, type LogFigures, type Seal } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";

interface Transaction {
  readonly entries: readonly Entry[];
  readonly seals: readonly Seal[];
  readonly hole?: NewHole | undefined;
  /** It went into the hole. */
  readonly isFilling?: boolean;
}

/** refuse: nothing is stored. lie: it is stored, and the commit fails all the same. */
export type CommitFault = "refuse" | "lie";

export class Disk {
  /** Told of each commit that took effect, while the node that made it lives; `isFilling`: it went into the hole. */
  onCommit: (entries: readonly Entry[], isFilling: boolean) => void = () => undefined;
  #transactions: Transaction[] = [];
  /** How many of them are safe from power loss. */
  #synced = 0;
  #faults: CommitFault[] = [];
  #memory = new MemoryLog();
  #mounted: MountedLog | undefined;

  /** The log as a node opens it; an earlier node's handle is dead from then on. */
  mount(): Log {
    this.#mounted?.unmount();
    this.#mounted = new MountedLog(this);
    return this.#mounted;
  }

  get log(): MemoryLog {
    return this.#memory;
  }

  /** How many transactions there are: the name of a backup. */
  get height(): number {
    return this.#transactions.length;
  }

  get isFaulty(): boolean {
    return this.#faults.length > 0;
  }

  /** The next commits fail. */
  fail(...faults: readonly CommitFault[]): void {
    this.#faults.push(...faults);
  }

  heal(): void {
    this.#faults = [];
  }

  sync(): void {
    this.#synced = this.#transactions.length;
  }

  /** The power goes: at most so many of the last transactions are lost, of those that are not synced. Gives the lost. */
  losePower(most: number): readonly Entry[] {
    const kept = Math.max(this.#synced, this.#transactions.length - most);
    return this.#cutTo(kept);
  }

  /** An older backup is put back. Gives what is gone with it. */
  restore(height: number): readonly Entry[] {
    this.#synced = Math.min(this.#synced, height);
    return this.#cutTo(height);
  }

  commit(transaction: Transaction): void {
    const { entries, isFilling = false } = transaction;
    const fault = this.#faults.shift();
    if (fault === "refuse") throw new LogError("LOG_FULL", "no room left");
    write(this.#memory, transaction);
    this.#transactions.push(transaction);
    if (fault === "lie") {
      this.onCommit(entries, isFilling);
      throw new LogError("LOG_IO", "the commit was not confirmed");
    }
    this.onCommit(entries, isFilling);
  }

  #cutTo(kept: number): readonly Entry[] {
    const lost = this.#transactions.splice(kept).flatMap((each) => each.entries);
    if (lost.length === 0) return lost;
    this.#memory = new MemoryLog();
    for (const each of this.#transactions) write(this.#memory, each);
    return lost;
  }
}

function write(memory: MemoryLog, { entries, seals, hole, isFilling }: Transaction): void {
  if (isFilling) memory.fill(entries, seals);
  else memory.append(entries, seals, hole);
}

/** The disk as one life of a node holds it. */
class MountedLog implements Log {
  readonly #disk: Disk;
  #isMounted = true;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  unmount(): void {
    this.#isMounted = false;
  }

  get #log(): MemoryLog {
    if (!this.#isMounted) throw new Error("disk: a node that has ended touches its log");
    return this.#disk.log;
  }

  append(entries: readonly Entry[], seals: readonly Seal[] = [], hole?: NewHole): void {
    if (this.#log) this.#disk.commit({ entries, seals, hole });
  }

  fill(entries: readonly Entry[], seals: readonly Seal[]): void {
    if (this.#log) this.#disk.commit({ entries, seals, isFilling: true });
  }

  hole(): Hole | undefined {
    return this.#log.hole();
  }

  seal(origin: string, count?: number): Seal | undefined {
    return this.#log.seal(origin, count);
  }

  sealBefore(origin: string, count: number): Seal | undefined {
    return this.#log.sealBefore(origin, count);
  }

  positionOf(origin: string, seq: number): number | undefined {
    return this.#log.positionOf(origin, seq);
  }

  readOrigin(origin: string, after: number, limit: number): readonly Entry[] {
    return this.#log.readOrigin(origin, after, limit);
  }

  lastSequences(): ReadonlyMap<string, number> {
    return this.#log.lastSequences();
  }

  lastPosition(): number {
    return this.#log.lastPosition();
  }

  read(after: number, limit: number): readonly Entry[] {
    return this.#log.read(after, limit);
  }

  maintain(): void {
    // No side files.
  }

  reopen(): void {
    // Nothing to open.
  }

  close(): void {
    // The disk stays.
  }

  figures(): LogFigures {
    return this.#log.figures();
  }
}
