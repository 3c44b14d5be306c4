// Snapshots as files beside the log: each is written whole or not at all, and its checksum is compared when it is read.
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { LogReader } from "./log.ts";
import { fits, type Snapshot } from "./snapshot.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-bytes.ts";

const FOLDER = "snapshots";
const NAME = /^(\d+)\.json\.gz$/;
/** One that turns out not to fit still leaves another. */
const KEPT = 2;

export class SnapshotFolder {
  readonly #folder: string;

  /** `folder`: the node's data folder. */
  constructor(folder: string) {
    this.#folder = join(folder, FOLDER);
  }

  /** The newest that can be read and fits the log. `onUnsound`: the file of one that cannot. Throws LogError. */
  newest(log: LogReader, onUnsound: (file: string) => void = () => undefined): Snapshot | undefined {
    for (const snapshot of this.fitting(log, onUnsound)) return snapshot;
    return undefined;
  }

  /** All such, the newest first: each is read when it is asked for. */
  *fitting(log: LogReader, onUnsound: (file: string) => void): Iterable<Snapshot> {
    for (const position of this.#positions()) {
      const bytes = this.bytes(position);
      const snapshot = bytes === undefined ? "unsound" : decodeSnapshot(bytes);
      if (snapshot === "unsound") onUnsound(this.#file(position));
      else if (snapshot !== "other rows" && fits(snapshot, log)) yield snapshot;
    }
  }

  /** What stands in a file; undefined where there is none that can be read. */
  bytes(position: number): Buffer | undefined {
    try {
      return readFileSync(this.#file(position));
    } catch {
      return undefined;
    }
  }

  /** Throws what the file system throws. */
  store(snapshot: Snapshot): void {
    mkdirSync(this.#folder, { recursive: true });
    const temporary = join(this.#folder, "unfinished");
    write(temporary, encodeSnapshot(snapshot));
    renameSync(temporary, this.#file(snapshot.position));
    for (const position of this.#positions().slice(KEPT)) rmSync(this.#file(position), { force: true });
  }

  /** Newest first. */
  #positions(): readonly number[] {
    try {
      const names = readdirSync(this.#folder).map((name) => Number(NAME.exec(name)?.[1]));
      return names.filter((position) => Number.isSafeInteger(position)).sort((a, b) => b - a);
    } catch {
      return [];
    }
  }

  #file(position: number): string {
    return join(this.#folder, `${position}.json.gz`);
  }
}

function write(file: string, content: Uint8Array): void {
  const descriptor = openSync(file, "w");
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
