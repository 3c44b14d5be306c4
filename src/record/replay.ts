// Reads a log from the beginning and folds it: at start, and for every question about the past.
import { CodecError, decode, decodeHeader } from "../../events/codec.ts";
import type { Recorded } from "../../events/envelope.ts";
import { type Network, STATELESS } from "../../projections/network.ts";
import type { Whowas } from "../../projections/whowas.ts";
import { type Entry, LogError, type LogReader } from "./log.ts";

const PAGE = 2000;

/** Walks a log page by page up to and with `until`. Throws LogError. */
export function* entries(log: LogReader, after = 0, until = Number.POSITIVE_INFINITY): Iterable<Entry> {
  let position = after;
  for (;;) {
    const page = log.read(position, PAGE);
    for (const entry of page) {
      if (entry.position > until) return;
      yield entry;
    }
    if (page.length < PAGE) return;
    position += page.length;
  }
}

/** An entry as an event with its body where it has one. Throws LogError for text that does not read. */
export function recordedOf(entry: Entry): Recorded {
  return reading(entry, () => decode(entry.header, entry.body));
}

/** An entry as the fold needs it: bodies that it does not look at stay undecoded. */
export function forFold(entry: Entry): Recorded {
  return reading(entry, () => {
    const header = decodeHeader(entry.header);
    return STATELESS.has(header.type) ? { ...header, body: null } : decode(entry.header, entry.body);
  });
}

export interface Replayed {
  readonly position: number;
  /** Greatest `at` in the log, 0 for an empty one. */
  readonly greatest: number;
}

/** Folds the log into the network, up to and with a position, and into a whowas if one is given. Throws LogError. */
export function replay(
  log: LogReader,
  network: Network,
  { whowas, until }: { readonly whowas?: Whowas; readonly until?: number } = {},
): Replayed {
  let position = 0;
  let greatest = 0;
  for (const entry of entries(log, 0, until)) {
    position = entry.position;
    if (entry.origin === null) continue;
    const event = forFold(entry);
    const changes = network.admit(event);
    whowas?.observe(event, changes);
    if (event.at > greatest) greatest = event.at;
    if (position % PAGE === 0) network.journal.cut(network.journal.mark());
  }
  network.journal.cut(network.journal.mark());
  return { position, greatest };
}

function reading<T>(entry: Entry, read: () => T): T {
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
