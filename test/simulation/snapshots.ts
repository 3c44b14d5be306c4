// Snapshots of a machine's log, made on the spot and kept as the bytes that a peer would get. They outlive its nodes.
import type { LogReader } from "../../src/record/log.ts";
import { fits, type Snapshot, type Snapshots, type ToSend } from "../../src/record/snapshot.ts";
import { decodeSnapshot, encodeSnapshot } from "../../src/record/snapshot-bytes.ts";
import { takeSnapshot } from "../../src/record/take-snapshot.ts";

export class KeptBytes implements Snapshots {
  /** Snapshots that were made, and those that a fold went on from. */
  made = 0;
  used = 0;
  readonly #log: () => LogReader;
  #bytes: Buffer | undefined;

  constructor(log: () => LogReader) {
    this.#log = log;
  }

  newest(log: LogReader): Snapshot | undefined {
    const snapshot = this.#read();
    if (snapshot === undefined || !fits(snapshot, log)) return undefined;
    this.used++;
    return snapshot;
  }

  toSend(log: LogReader): ToSend | undefined {
    const snapshot = this.#read();
    if (snapshot === undefined || !fits(snapshot, log)) return undefined;
    return { vector: snapshot.vector, bytes: () => this.#bytes };
  }

  request(before: number): void {
    const log = this.#log();
    const snapshot = takeSnapshot(log, this.newest(log), before);
    if (snapshot === undefined) return;
    this.#bytes = encodeSnapshot(snapshot);
    this.made++;
  }

  close(): void {
    // They outlive the node.
  }

  #read(): Snapshot | undefined {
    const decoded = this.#bytes && decodeSnapshot(this.#bytes);
    if (decoded?.kind === "unsound") throw new Error(`a snapshot of a real log is refused: ${decoded.reason}`);
    return decoded?.kind === "sound" ? decoded.snapshot : undefined;
  }
}
