// One node per data folder: an exclusive transaction on a small file beside the log, held for the node's life.
// The kernel drops it with the process, however that ends, so there is no stale lock to clear away.
import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { LogError } from "./log.ts";
import { logError } from "./sqlite-schema.ts";

export const LOCK_FILE = "lock.db";

/** Whether a node runs on the folder now. Throws LogError. */
export function isLocked(folder: string): boolean {
  const file = join(folder, LOCK_FILE);
  if (!existsSync(file)) return false;
  const db = new Database(file, { readonly: true, timeout: 0 });
  try {
    db.prepare("SELECT 1 FROM sqlite_schema").get();
    return false;
  } catch (error) {
    if ((error as { code?: unknown }).code !== "SQLITE_BUSY") throw logError(error, file);
    return true;
  } finally {
    db.close();
  }
}

export class FolderLock {
  readonly #db: Database.Database;

  /** Takes the lock of an existing folder. Throws LogError: LOG_IN_USE, or LOG_IO where the file cannot be made. */
  constructor(folder: string) {
    const file = join(folder, LOCK_FILE);
    try {
      this.#db = new Database(file, { timeout: 0 });
    } catch (error) {
      throw logError(error, file);
    }
    try {
      this.#db.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      this.#db.close();
      if ((error as { code?: unknown }).code !== "SQLITE_BUSY") throw logError(error, file);
      throw new LogError("LOG_IN_USE", `another node runs on ${folder}. Stop it, or name another data folder`);
    }
  }

  release(): void {
    this.#db.close();
  }
}
