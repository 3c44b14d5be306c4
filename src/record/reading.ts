// What the log's text says. Text that does not read is the log's fault, and said with its position.
import { CodecError } from "../../events/codec.ts";
import { type Entry, LogError } from "./log.ts";

/** Throws LogError LOG_CORRUPT, or LOG_NEWER for an event of a newer build. */
export function reading<T>(entry: Entry, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    const code = error.code === "EVENT_UNKNOWN" ? "LOG_NEWER" : "LOG_CORRUPT";
    throw new LogError(code, `position ${entry.position}: ${error.message}`, {
      position: entry.position - 1,
      cause: error,
    });
  }
}
