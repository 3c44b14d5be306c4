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
import { gunzipSync, gzipSync } from "node:zlib";
import { OWN_VERSIONS, type Versions } from "../../events/versions.ts";
import { ROWS_VERSION } from "../../projections/snapshot.ts";
import type { LogReader } from "./log.ts";
import { fits, type Snapshot } from "./snapshot.ts";

const FOLDER = "snapshots";
const NAME = /^(\d+)\.json\.gz$/;
/** One that turns out not to fit still leaves another. */
const KEPT = 2;

interface Stored extends Snapshot {
  readonly rows: number;
  /** What the build that made it understands. */
  readonly versions?: Versions;
}

export class SnapshotFolder {
  readonly #folder: string;

  /** `folder`: the node's data folder. */
  constructor(folder: string) {
    this.#folder = join(folder, FOLDER);
  }

  /** The newest that can be read and fits the log. `onUnsound`: the file of one that cannot. Throws LogError. */
  newest(log: LogReader, onUnsound: (file: string) => void = () => undefined): Snapshot | undefined {
    for (const position of this.#positions()) {
      const file = this.#file(position);
      const stored = read(file);
      if (stored === undefined) onUnsound(file);
      else if (stored.rows === ROWS_VERSION && isUnderstood(stored) && fits(stored, log)) return stored;
    }
    return undefined;
  }

  /** Throws what the file system throws. */
  store(snapshot: Snapshot): void {
    mkdirSync(this.#folder, { recursive: true });
    const stored: Stored = { rows: ROWS_VERSION, versions: OWN_VERSIONS, ...snapshot };
    const temporary = join(this.#folder, "unfinished");
    write(temporary, gzipSync(JSON.stringify(stored), { level: 1 }));
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

/** One of a newer build may go beyond an event at which this one has to stop. */
function isUnderstood({ versions }: Stored): boolean {
  if (versions === undefined) return false;
  return Object.entries(versions).every(([type, version]) => version <= (OWN_VERSIONS[type] ?? 0));
}

function read(file: string): Stored | undefined {
  try {
    return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Stored;
  } catch {
    return undefined;
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
