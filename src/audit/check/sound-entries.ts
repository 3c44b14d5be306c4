// Reads up to the very first entry that is not sound: a page is refused as a whole, but what stands before the damage
// is checked all the same, so that the first thing wrong is what is reported.
import { type Entry, LogError, type LogReader } from "../../record/log.ts";

const PAGE = 2000;

/** Entries up to and with a position. Throws LogError LOG_CORRUPT with the last sound position. */
export function* soundEntries(reader: LogReader, until: number): Iterable<Entry> {
  let after = 0;
  let limit = PAGE;
  while (after < until) {
    const page = read(reader, after, Math.min(limit, until - after));
    if ("error" in page) {
      const before = page.error.position;
      if (before === after || limit === 1) throw corruptAfter(after, page.error);
      limit = before !== undefined && before > after ? before - after : Math.ceil(limit / 2);
      continue;
    }
    yield* page.entries;
    if (page.entries.length === 0) throw corruptAfter(after, undefined);
    after += page.entries.length;
  }
}

function read(reader: LogReader, after: number, limit: number): { entries: readonly Entry[] } | { error: LogError } {
  try {
    return { entries: reader.read(after, limit) };
  } catch (error) {
    if (error instanceof LogError && error.code === "LOG_CORRUPT") return { error };
    throw error;
  }
}

function corruptAfter(position: number, cause: unknown): LogError {
  return new LogError("LOG_CORRUPT", "the row is not as it was written, or is missing", { position, cause });
}
