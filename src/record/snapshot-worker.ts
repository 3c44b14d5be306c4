// The worker behind Snapshotter: folds the committed log with the same code as the node, and stores what it comes to.
import { parentPort, workerData } from "node:worker_threads";
import { SnapshotFolder } from "./snapshot-folder.ts";
import { SqliteReader } from "./sqlite-reader.ts";
import { takeSnapshot } from "./take-snapshot.ts";

const folder = workerData as string;

parentPort?.on("message", (before: number) => {
  const kept = new SnapshotFolder(folder);
  const log = new SqliteReader(folder);
  try {
    const snapshot = takeSnapshot(log, kept.newest(log), before);
    if (snapshot) kept.store(snapshot);
    const { position, header, vector, greatest } = snapshot ?? {};
    parentPort?.postMessage(snapshot && { position, header, vector, greatest });
  } finally {
    log.close();
  }
});
