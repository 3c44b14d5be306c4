// Copies a log row by row. A log only grows, so any prefix of it is a consistent copy; and no transaction stays open
// between two pages, as it would in a copy of the file: a node that writes meanwhile never waits for a backup.
import type { LogReader } from "../record/log.ts";
import { SqliteLog } from "../record/sqlite-log.ts";

const PAGE = 2000;
/** Re-opening moves what is written from the write-ahead log into the file: it never doubles the space needed. */
const PAGES_PER_OPENING = 100;
const WAL_BYTES = 1024 * 1024 * 1024;

/** Writes what the log holds now into a new log in the folder. Gives its last position. Throws LogError. */
export function copyLog(from: LogReader, folder: string): number {
  const last = from.lastPosition();
  const to = new SqliteLog(folder, { durability: "os", walBytes: WAL_BYTES });
  try {
    let pages = 0;
    for (let position = 0; position < last; ) {
      const page = from.read(position, Math.min(PAGE, last - position));
      to.append(page);
      position += page.length;
      if (++pages % PAGES_PER_OPENING === 0) to.reopen();
    }
  } finally {
    to.close();
  }
  return last;
}
