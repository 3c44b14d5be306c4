// Asks a worker for passive checkpoints of a log file, one at a time. The worker starts with the first request.
import type { Worker } from "node:worker_threads";
import { startWorker } from "./start-worker.ts";

export class Checkpointer {
  readonly #file: string;
  #worker: Worker | undefined;
  #isBusy = false;

  constructor(file: string) {
    this.#file = file;
  }

  request(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#worker ??= this.#start();
    this.#worker.postMessage("checkpoint");
  }

  stop(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    const worker = startWorker("checkpoint-worker", this.#file);
    worker.on("message", () => {
      this.#isBusy = false;
    });
    // Without the worker the writer's own checkpoint at the bound still holds; a new request starts another one.
    worker.on("error", () => {
      this.#worker = undefined;
      this.#isBusy = false;
    });
    return worker;
  }
}
