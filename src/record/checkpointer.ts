// Asks a worker for passive checkpoints of a log file, one at a time. The worker starts with the first request.
import { Worker } from "node:worker_threads";

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
    const isSource = import.meta.url.endsWith(".ts");
    const url = new URL(isSource ? "./checkpoint-worker.ts" : "./checkpoint-worker.js", import.meta.url);
    const worker = new Worker(url, { workerData: this.#file, execArgv: isSource ? ["--import", "tsx"] : [] });
    worker.unref();
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
