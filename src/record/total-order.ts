// Reads a log in the total order of the network: a merge of origins, each of which is in order already.
import { decodeAnyHeader } from "../../events/codec.ts";
import { comparePlaces, type Header } from "../../events/envelope.ts";
import type { Entry, LogReader } from "./log.ts";
import { reading } from "./reading.ts";
import type { Vector } from "./vector.ts";

/** Most origins are old epochs that are read through one after the other: their pages begin small. */
const FIRST_PAGE = 32;
const PAGE = 1000;

export interface Placed {
  readonly entry: Entry;
  readonly header: Header;
}

/**
 * Up to and with a position of the log, without what is in the vector. An event of a newer build has its place like any
 * other. Throws LogError.
 */
export function* inTotalOrder(log: LogReader, until = Number.POSITIVE_INFINITY, after: Vector = {}): Iterable<Placed> {
  const heap: Source[] = [];
  for (const [origin, last] of log.lastSequences()) {
    const passed = after[origin] ?? 0;
    if (last > passed) add(heap, new Source(log, { origin, after: passed, until }));
  }
  for (let source = heap[0]; source?.head !== undefined; source = heap[0]) {
    yield source.head;
    source.advance();
    if (source.head === undefined) {
      const last = heap.pop() as Source;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    sink(heap);
  }
}

/** The events of one origin, page by page. */
class Source {
  head: Placed | undefined;
  readonly #log: LogReader;
  readonly #origin: string;
  readonly #until: number;
  #page: readonly Entry[] = [];
  #at = 0;
  #after: number;
  #isFirst = true;

  constructor(log: LogReader, { origin, after, until }: { origin: string; after: number; until: number }) {
    this.#log = log;
    this.#origin = origin;
    this.#after = after;
    this.#until = until;
    this.advance();
  }

  advance(): void {
    if (this.#at === this.#page.length) {
      this.#page = this.#log.readOrigin(this.#origin, this.#after, this.#isFirst ? FIRST_PAGE : PAGE);
      this.#isFirst = false;
      this.#after += this.#page.length;
      this.#at = 0;
    }
    const entry = this.#page[this.#at++];
    // Within an origin positions grow with the sequence.
    const isWithin = entry !== undefined && entry.position <= this.#until;
    this.head = isWithin ? { entry, header: reading(entry, () => decodeAnyHeader(entry.header)) } : undefined;
  }
}

const isBefore = (a: Source, b: Source) => comparePlaces((a.head as Placed).header, (b.head as Placed).header) < 0;

/** A binary heap, the least place at its root. */
function add(heap: Source[], source: Source): void {
  if (source.head === undefined) return;
  heap.push(source);
  for (let at = heap.length - 1; at > 0; ) {
    const above = (at - 1) >> 1;
    if (!isBefore(heap[at] as Source, heap[above] as Source)) return;
    swap(heap, at, above);
    at = above;
  }
}

function sink(heap: Source[]): void {
  for (let at = 0; ; ) {
    let least = at;
    for (const below of [2 * at + 1, 2 * at + 2]) {
      if (below < heap.length && isBefore(heap[below] as Source, heap[least] as Source)) least = below;
    }
    if (least === at) return;
    swap(heap, at, least);
    at = least;
  }
}

function swap(heap: Source[], a: number, b: number): void {
  const kept = heap[a] as Source;
  heap[a] = heap[b] as Source;
  heap[b] = kept;
}
