// Reads a log from the beginning and folds it: at start, and for every question about the past.
import { decode, decodeBody, decodeHeader } from "../../events/codec.ts";
import { eventWith, type Recorded } from "../../events/envelope.ts";
import { nodeOf, type Origin } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import { type Network, STATELESS } from "../../projections/network.ts";
import type { Whowas } from "../../projections/whowas.ts";
import type { Base } from "./hole.ts";
import type { Entry, LogReader } from "./log.ts";
import { reading } from "./reading.ts";
import { inTotalOrder } from "./total-order.ts";
import type { Vector } from "./vector.ts";

const PAGE = 2000;
/** Entries between two pauses of a replay. */
const STEP = 100;

/** Walks a log page by page up to and with `until`; what is missing in a hole is passed over. Throws LogError. */
export function* entries(log: LogReader, after = 0, until = Number.POSITIVE_INFINITY): Iterable<Entry> {
  let position = after;
  for (;;) {
    const page = log.read(position, PAGE);
    for (const entry of page) {
      if (entry.position > until) return;
      yield entry;
    }
    const last = page.at(-1);
    if (last === undefined) return;
    position = last.position;
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
    const isRead = entry.body !== null && !STATELESS.has(header.type);
    return eventWith(header, isRead ? decodeBody(header.type, entry.body) : null);
  });
}

export interface Replayed {
  readonly position: number;
  /** Greatest `at` in the log, 0 for an empty one. */
  readonly greatest: number;
  /** Of each origin the last sequence. */
  readonly have: ReadonlyMap<string, number>;
}

export interface ReplayOptions {
  readonly whowas?: Whowas;
  /** Up to and with a position. */
  readonly until?: number;
  /** Was restored into the network and the whowas: only what is not in it is folded. */
  readonly after?: Base | undefined;
  /** What takes each event; the network itself if it is left out. */
  readonly fold?: (event: Recorded) => readonly Change[];
}

/** Folds the log into the network in total order, and into a whowas if one is given. Throws LogError. */
export function replay(log: LogReader, network: Network, options: ReplayOptions = {}): Replayed {
  const steps = replaying(log, network, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** As `replay`, a page at a time: the caller may let others go on in between. */
export function* replaying(
  log: LogReader,
  network: Network,
  { whowas, until, after, fold = (event) => settled(network, event) }: ReplayOptions = {},
): Generator<void, Replayed> {
  let position = 0;
  let greatest = after?.greatest ?? 0;
  let count = 0;
  const have = new Map<string, number>(Object.entries(after?.vector ?? {}));
  const take = (entry: Entry) => {
    position = Math.max(position, entry.position);
    if (entry.origin === null) return;
    const event = forFold(entry);
    have.set(event.origin, event.seq);
    const changes = fold(event);
    whowas?.observe(event, changes);
    greatest = Math.max(greatest, event.at);
  };
  // One node's epochs follow each other in the log as they do in total order; where there are others, they are merged.
  const nodes = new Set([...log.lastSequences().keys()].map((origin) => nodeOf(origin as Origin)));
  const isPlain = nodes.size < 2 && after === undefined;
  const ordered = isPlain ? entries(log, 0, until) : merged(log, until, after?.vector);
  for (const entry of ordered) {
    take(entry);
    if (++count % STEP === 0) yield;
  }
  if (until === undefined) position = log.lastPosition();
  return { position, greatest, have };
}

/** What was read is not taken back. */
function settled(network: Network, event: Recorded): readonly Change[] {
  const changes = network.admit(event);
  network.journal.cut(network.journal.mark());
  return changes;
}

function* merged(log: LogReader, until: number | undefined, after: Vector | undefined): Iterable<Entry> {
  for (const { entry } of inTotalOrder(log, until, after)) yield entry;
}
