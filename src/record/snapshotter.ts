// Asks a worker for snapshots of a log file, one at a time. The worker starts with the first request.
import type { Worker } from "node:worker_threads";
import type { LogReader } from "./log.ts";
import { type Fitting, fits, type Snapshot, type Snapshots, type ToSend } from "./snapshot.ts";
import { SnapshotFolder } from "./snapshot-folder.ts";
import { startWorker } from "./start-worker.ts";

/** What an operator may want to know. */
export type SnapshotTrouble =
  /** The file of a snapshot cannot be used: it is passed over. */
  | { readonly kind: "unsound"; readonly file: string; readonly reason: string }
  /** None could be made; the next request tries again. */
  | { readonly kind: "failed"; readonly reason: string };

export class Snapshotter implements Snapshots {
  readonly #folder: string;
  readonly #onTrouble: (trouble: SnapshotTrouble) => void;
  #worker: Worker | undefined;
  /** Of those that are stored, the one that was read or made last. */
  #last: Fitting | undefined;
  #isBusy = false;

  /** `folder`: the node's data folder. */
  constructor(folder: string, onTrouble: (trouble: SnapshotTrouble) => void) {
    this.#folder = folder;
    this.#onTrouble = onTrouble;
  }

  newest(log: LogReader): Snapshot | undefined {
    const folder = new SnapshotFolder(this.#folder);
    const newest = folder.newest(log, (file, reason) => this.#onTrouble({ kind: "unsound", file, reason }));
    this.#last = newest ?? this.#last;
    return newest;
  }

  toSend(log: LogReader): ToSend | undefined {
    const last = this.#last;
    if (last === undefined || !fits(last, log)) return undefined;
    const bytes = () => new SnapshotFolder(this.#folder).bytes(last.position);
    return { vector: last.vector, bytes };
  }

  request(before: number): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#worker ??= this.#start();
    this.#worker.postMessage(before);
  }

  close(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const worker = startWorker("snapshot-worker", this.#folder);
    worker.on("message", (made: Fitting | undefined) => {
      this.#isBusy = false;
      this.#last = made ?? this.#last;
    });
    worker.on("error", (error) => {
      this.#worker = undefined;
      this.#isBusy = false;
      this.#onTrouble({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
    });
    return worker;
  }
}
