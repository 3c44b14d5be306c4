// Starts a worker of the record: built, or from its source where the node itself runs from there.
import { Worker } from "node:worker_threads";

/** `name`: the worker's file beside this one, without its ending. It does not keep the program running. */
export function startWorker(name: string, workerData: string): Worker {
  const isSource = import.meta.url.endsWith(".ts");
  const url = new URL(isSource ? `./${name}.ts` : `./${name}.js`, import.meta.url);
  const worker = new Worker(url, { workerData, execArgv: isSource ? ["--import", "tsx"] : [] });
  worker.unref();
  return worker;
}
