// The data folder at start: made, tried, locked, and its log looked at before anything opens it for writing.
import { accessSync, constants, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { FolderLock } from "../../record/folder-lock.ts";
import { LogError, type LogReader } from "../../record/log.ts";
import { SqliteReader } from "../../record/sqlite-reader.ts";
import { LOG_FILE } from "../../record/sqlite-schema.ts";
import { Complaint } from "../errors.ts";

/** SQLite's page: a log that is no larger has no row yet, for its table and its index have a page each. */
const PAGE_BYTES = 4096;

/** SQLite's file format, section 1.3: the header, how it begins, and where the application id stands. */
const HEADER_BYTES = 100;
const MAGIC = "SQLite format 3\0";
const OWNER = 68;

/** Makes the folder where it is missing and takes its lock. Throws Complaint DATA_UNUSABLE, LogError LOG_IN_USE. */
export function lockFolder(folder: string): FolderLock {
  makeFolder(folder);
  return new FolderLock(folder);
}

/** Throws Complaint DATA_UNUSABLE. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "EEXIST" || code === "ENOTDIR" ? "there is a file in its place" : message;
    throw new Complaint("DATA_UNUSABLE", `${folder} cannot be the data folder: ${why}. Name another with --data`);
  }
}

/**
 * What the folder has recorded so far, opened read-only: a log that is not sound stays as it is. Throws LogError.
 * None where there is no log, or only the start of one: a node that was stopped while it made the file.
 */
export function pastOf(folder: string): LogReader | undefined {
  const file = join(folder, LOG_FILE);
  const size = sizeOf(file);
  if (size === undefined) return undefined;
  if (size === 0) {
    if (!sizeOf(`${file}-wal`)) return undefined;
    // SQLite would take the empty file at its word and drop the write-ahead log, which holds what is left.
    throw new LogError("LOG_CORRUPT", `${file} is empty but ${LOG_FILE}-wal is not. Nothing was changed. ${RESTORE}`);
  }
  try {
    return new SqliteReader(folder);
  } catch (error) {
    if (error instanceof LogError && error.code === "LOG_MISSING" && isUnfinished(file, size)) return undefined;
    throw error;
  }
}

/** A database that SQLite has made and that nobody has called theirs or written to. */
function isUnfinished(file: string, size: number): boolean {
  if (size > PAGE_BYTES) return false;
  const bytes = readFileSync(file);
  return bytes.length >= HEADER_BYTES && bytes.toString("latin1", 0, 16) === MAGIC && bytes.readUInt32BE(OWNER) === 0;
}

const RESTORE = "Restore a backup, or move the data folder away to begin anew";
const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size;
