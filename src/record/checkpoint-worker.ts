// The worker behind Checkpointer: copies what it can from the WAL into the file, never making the writer wait.
import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";

const db = new Database(workerData as string, { timeout: 0 });
db.pragma("synchronous = NORMAL");

parentPort?.on("message", () => {
  try {
    db.pragma("wal_checkpoint(PASSIVE)");
  } catch {
    // Busy or a disk in trouble: the writer meets the same trouble and says so.
  }
  parentPort?.postMessage("done");
});
