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
import { type Decoded, decodeSnapshot, encodeSnapshot } from "./snapshot-bytes.ts";

const FOLDER = "snapshots";
const NAME = /^(\d+)\.json\.gz$/;
/** One that turns out not to fit still leaves another. */
const KEPT = 2;
const GONE: Decoded = { kind: "unsound", reason: "it cannot be read" };

type OnUnsound = (file: string, reason: string) => void;

export class SnapshotFolder {
  readonly #folder: string;

  /** `folder`: the node's data folder. */
  constructor(folder: string) {
    this.#folder = join(folder, FOLDER);
  }

  /** The newest that is sound and fits the log. `onUnsound`: the file of one that is not, and why. Throws LogError. */
  newest(log: LogReader, onUnsound: OnUnsound = () => undefined): Snapshot | undefined {
    for (const snapshot of this.fitting(log, onUnsound)) return snapshot;
    return undefined;
  }

  /** All such, the newest first: each is read when it is asked for. */
  *fitting(log: LogReader, onUnsound: OnUnsound): Iterable<Snapshot> {
    for (const position of this.#positions()) {
      const bytes = this.bytes(position);
      const decoded = bytes === undefined ? GONE : decodeSnapshot(bytes);
      if (decoded.kind === "unsound") onUnsound(this.#file(position), decoded.reason);
      if (decoded.kind === "sound" && fits(decoded.snapshot, log)) yield decoded.snapshot;
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
