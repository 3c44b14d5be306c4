// Asks a worker for snapshots of a log file, one at a time. The worker starts with the first request.
import { Worker } from "node:worker_threads";
import type { LogReader } from "./log.ts";
import type { Snapshot, Snapshots } from "./snapshot.ts";
import { SnapshotFolder } from "./snapshot-folder.ts";

/** What an operator may want to know. */
export type SnapshotTrouble =
  /** The file of a snapshot cannot be read: it is passed over. */
  | { readonly kind: "unsound"; readonly file: string }
  /** None could be made; the next request tries again. */
  | { readonly kind: "failed"; readonly reason: string };

export class Snapshotter implements Snapshots {
  readonly #folder: string;
  readonly #onTrouble: (trouble: SnapshotTrouble) => void;
  #worker: Worker | undefined;
  #isBusy = false;

  /** `folder`: the node's data folder. */
  constructor(folder: string, onTrouble: (trouble: SnapshotTrouble) => void) {
    this.#folder = folder;
    this.#onTrouble = onTrouble;
  }

  newest(log: LogReader): Snapshot | undefined {
    return new SnapshotFolder(this.#folder).newest(log, (file) => this.#onTrouble({ kind: "unsound", file }));
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
    const isSource = import.meta.url.endsWith(".ts");
    const url = new URL(isSource ? "./snapshot-worker.ts" : "./snapshot-worker.js", import.meta.url);
    const worker = new Worker(url, { workerData: this.#folder, execArgv: isSource ? ["--import", "tsx"] : [] });
    worker.unref();
    worker.on("message", () => {
      this.#isBusy = false;
    });
    worker.on("error", (error) => {
      this.#worker = undefined;
      this.#isBusy = false;
      this.#onTrouble({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
    });
    return worker;
  }
}
