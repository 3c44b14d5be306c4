// What a peer is sent: a cursor over the log in the order of positions. The log is the buffer: while the peer has
// granted no credit nothing is gathered, and later it is read on from there.
import type { Entry, Seal } from "../record/log.ts";
import type { Vector } from "../record/vector.ts";
import type { Bodies } from "./bodies.ts";
import { carriedOf, sizeOfCarried } from "./carried.ts";
import type { Carried, Frame } from "./frames.ts";
import type { Heads } from "./heads.ts";
import type { LinkLimits } from "./limits.ts";
import type { LinkedNode } from "./ports.ts";
import type { Recent } from "./recent.ts";

export interface OutgoingOptions {
  readonly node: LinkedNode;
  readonly heads: Heads;
  readonly recent: Recent;
  readonly bodies: Bodies;
  readonly limits: Pick<LinkLimits, "windowBytes" | "chunkEvents" | "chunkBytes">;
  /** Origin → the last event that is to be sent, where not all are. */
  readonly until?: Vector;
  /** Sends a frame and says how many bytes it had. */
  readonly send: (frame: Frame) => number;
}

/** Entries that are looked at in one go: some frames' worth. */
const PAGE = 500;

/** A part of the log, cut so that it can be sent at once. */
interface Chunk {
  readonly events: Carried[];
  /** Origin → the last number in it. */
  readonly lasts: Map<string, number>;
  /** The cursor after it. */
  position: number;
}

export class Outgoing {
  sent = 0;
  credit: number;
  readonly #options: OutgoingOptions;
  /** What the peer has: by its own word, because it sent it, or because it was sent it. */
  readonly #theirs: Map<string, number>;
  #position: number;
  #page: readonly Entry[] = [];
  /** Origin → last number sent, of those whose head has not been sent yet. */
  #uncovered = new Map<string, number>();
  /** Origin → the head that covers its events from a number on. */
  readonly #next = new Map<string, { readonly from: number; readonly seal: Seal }>();

  constructor(vector: Vector, options: OutgoingOptions) {
    this.#options = options;
    this.credit = options.limits.windowBytes;
    this.#theirs = new Map(Object.entries(vector));
    this.#position = this.#start();
  }

  /** Entries of the log that are still to be looked at. */
  get backlog(): number {
    return this.#options.node.committed - this.#position;
  }

  get position(): number {
    return this.#position;
  }

  /** The peer has these: it said so, or sent them. What it had to get a head for, it has got elsewhere. */
  has(origin: string, seq: number): void {
    if (seq > this.theirs(origin)) this.#theirs.set(origin, seq);
    if (seq >= (this.#uncovered.get(origin) ?? Number.POSITIVE_INFINITY)) this.#uncovered.delete(origin);
  }

  /** What the peer has of an origin, as far as is known. */
  theirs(origin: string): number {
    return this.#theirs.get(origin) ?? 0;
  }

  /** Sends one chunk. False when there is nothing to send, or no credit. Throws LogError. */
  run(): boolean {
    const { node, recent } = this.#options;
    const { committed } = node;
    if (this.credit <= 0 || this.#position >= committed) return false;
    // What the peer has itself is passed over unread: while it replays, that is nearly all.
    const isPageLeft = (this.#page.at(-1)?.position ?? 0) > this.#position;
    if (!isPageLeft && !recent.holds(this.#position)) this.#position = Math.max(this.#position, this.#start());
    const end = this.#endBeforeHole(committed);
    if (this.#position >= end) return false;
    const chunk = this.#chunkOf(this.#read(end));
    const isMoved = chunk.position > this.#position;
    this.#send(chunk);
    return isMoved;
  }

  /** The peer has all of this from a snapshot: what is left is looked for anew. */
  skip(vector: Vector): void {
    for (const [origin, seq] of Object.entries(vector)) this.has(origin, seq);
    this.#position = this.#start();
    this.#page = [];
  }

  /** The answer to BODY: the event once more, with what its header does not say. */
  answer(events: readonly Carried[]): void {
    if (events.length > 0) this.credit -= this.#options.send({ kind: "EVENTS", events });
  }

  /** What follows in the log: the rest of the page that was read last, or the next one. */
  #read(end: number): readonly Entry[] {
    const { recent } = this.#options;
    const rest = this.#page.findIndex(({ position }) => position > this.#position);
    if (rest >= 0) this.#page = this.#page.slice(rest);
    else this.#page = recent.read(this.#position, Math.min(PAGE, end - this.#position));
    return this.#page;
  }

  /** Before the first event that the peer lacks. */
  #start(): number {
    const { node } = this.#options;
    let least = node.committed + 1;
    for (const [origin, have] of node.have) {
      const next = this.theirs(origin) + 1;
      if (next > have || !this.#isWanted(origin, next)) continue;
      least = Math.min(least, node.log.positionOf(origin, next) ?? node.log.hole()?.next ?? least);
    }
    return least - 1;
  }

  #isWanted(origin: string, seq: number): boolean {
    const { until } = this.#options;
    return seq > this.theirs(origin) && (until === undefined || seq <= (until[origin] ?? 0));
  }

  /**
   * How far the log can be read on. Where something is missing in it, a peer that has what is missing is sent what
   * comes after; any other waits until it is there.
   */
  #endBeforeHole(committed: number): number {
    const hole = this.#options.node.log.hole();
    if (hole === undefined || this.#position >= hole.last) return committed;
    const isHad = Object.entries(hole.base.vector).every(([origin, seq]) => seq <= this.theirs(origin));
    if (this.#position < hole.next - 1 || !isHad) return hole.next - 1;
    this.#position = hole.last;
    return committed;
  }

  /**
   * As much of the page as one frame takes, cut back to where all that was sent is covered by heads; a part without
   * such a place goes uncovered, and its heads follow with the next.
   */
  #chunkOf(page: readonly Entry[]): Chunk {
    const { chunkEvents, chunkBytes } = this.#options.limits;
    const chunk: Chunk = { events: [], lasts: new Map(), position: this.#position };
    const open = new Set(this.#openOrigins());
    let covered = { events: -1, position: this.#position };
    let bytes = 0;
    for (const entry of page) {
      const { origin, seq, position } = entry;
      if (origin !== null && seq !== null && this.#isWanted(origin, seq)) {
        const seal = this.#sealFor(origin, seq);
        if (seal === undefined) break;
        const carried = carriedOf(entry, entry.body === null ? this.#options.bodies.get(origin, seq) : undefined);
        bytes += sizeOfCarried(carried);
        if (chunk.events.length >= chunkEvents || (bytes > chunkBytes && chunk.events.length > 0)) {
          return this.#cutBack(chunk, covered, page);
        }
        chunk.events.push(carried);
        chunk.lasts.set(origin, seq);
        if (seal.count === seq) open.delete(origin);
        else open.add(origin);
      }
      chunk.position = position;
      if (open.size === 0) covered = { events: chunk.events.length, position };
    }
    return this.#cutBack(chunk, covered, page);
  }

  #cutBack(chunk: Chunk, covered: { events: number; position: number }, page: readonly Entry[]): Chunk {
    if (covered.events < 0 || covered.position === chunk.position) return chunk;
    const lasts = new Map<string, number>();
    for (const { origin, seq, position } of page) {
      if (position > covered.position) break;
      if (origin !== null && seq !== null && this.#isWanted(origin, seq)) lasts.set(origin, seq);
    }
    return { events: chunk.events.slice(0, covered.events), lasts, position: covered.position };
  }

  /** Origins of which something was sent that no head covers yet, wherever that stands. */
  #openOrigins(): string[] {
    return [...this.#uncovered].filter(([origin, seq]) => this.#sealFor(origin, seq)?.count !== seq).map(([o]) => o);
  }

  #send({ events, lasts, position }: Chunk): void {
    this.#position = position;
    if (events.length === 0) return;
    for (const [origin, seq] of lasts) {
      this.#uncovered.set(origin, seq);
      this.#theirs.set(origin, seq);
    }
    for (const seal of this.#headsNow()) {
      const { origin, count, root, signature } = seal;
      this.credit -= this.#options.send({ kind: "SEAL", origin, count, root, signature });
    }
    this.credit -= this.#options.send({ kind: "EVENTS", events });
    this.sent += events.length;
  }

  /** The heads of all that was sent without, if they cover all of it. */
  #headsNow(): readonly Seal[] {
    const heads: Seal[] = [];
    for (const [origin, seq] of this.#uncovered) {
      const seal = this.#sealFor(origin, seq);
      if (seal?.count !== seq) return [];
      heads.push(seal);
    }
    this.#uncovered = new Map();
    return heads;
  }

  /** The head with the least count that covers an event; none for an own event that is not sealed yet. */
  #sealFor(origin: string, seq: number): Seal | undefined {
    const next = this.#next.get(origin);
    if (next !== undefined && next.from <= seq && seq <= next.seal.count) return next.seal;
    const seal = this.#options.heads.sealFrom(origin, seq);
    if (seal !== undefined) this.#next.set(origin, { from: seq, seal });
    return seal;
  }
}
