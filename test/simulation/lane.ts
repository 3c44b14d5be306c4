// One direction of a connection: bytes arrive in order, late, and in pieces that have nothing to do with what was sent.
import type { Dice } from "./dice.ts";
import type { World } from "./world.ts";

/** Of a pair of nodes, in one direction; shared by all of their connections, and changed by faults. */
export interface Road {
  /** Microseconds that a piece is on its way: at least, and how much more at most. */
  delay: number;
  jitter: number;
  /** Nothing gets through, and nobody is told. */
  isStalled: boolean;
  /** The receiver reads so many bytes a second; undefined: as fast as they come. */
  bytesPerSecond: number | undefined;
  /** When it was last made another; microseconds of the world. */
  changedAt: number;
}

interface Piece {
  readonly bytes: Buffer | undefined;
  readonly readyAt: number;
  /** Of the frame that the piece is of; the link's frames are sent whole. */
  readonly kind: number;
  readonly isContinued: boolean;
}

const KIND_AT = 4;

export class Lane {
  readonly #world: World;
  readonly #dice: Dice;
  readonly road: Road;
  readonly #arrive: (bytes: Buffer) => void;
  readonly #end: () => void;
  #pieces: Piece[] = [];
  #readyAt: number;
  #isDone = false;
  #isScheduled = false;
  /** Bytes on their way, and the most there ever were. */
  waiting = 0;
  most = 0;

  constructor(
    { world, dice, road, from }: { world: World; dice: Dice; road: Road; from: number },
    arrive: (bytes: Buffer) => void,
    end: () => void,
  ) {
    this.#world = world;
    this.#dice = dice;
    this.road = road;
    this.#readyAt = from;
    this.#arrive = arrive;
    this.#end = end;
  }

  send(bytes: Buffer): void {
    if (this.#isDone) return;
    this.waiting += bytes.length;
    this.most = Math.max(this.most, this.waiting);
    const kind = bytes[KIND_AT] ?? 0;
    let from = 0;
    for (const to of [...this.#cuts(bytes.length), bytes.length]) {
      this.#pieces.push({ bytes: bytes.subarray(from, to), readyAt: this.#ready(), kind, isContinued: from > 0 });
      from = to;
    }
    this.pump();
  }

  /** The sender is done: the other end is told after what was sent. */
  finish(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#pieces.push({ bytes: undefined, readyAt: this.#ready(), kind: 0, isContinued: false });
    this.pump();
  }

  /** What is on its way is lost, but for a part of the next piece. Whether a batch was lost in its middle. */
  drop(batch: number): boolean {
    this.#isDone = true;
    const [next] = this.#pieces;
    this.#pieces = [];
    this.waiting = 0;
    if (next?.bytes === undefined || this.road.isStalled) return false;
    const part = this.#dice.below(next.bytes.length);
    if (part > 0) this.#arrive(next.bytes.subarray(0, part));
    return next.kind === batch && (part > 0 || next.isContinued);
  }

  /** After a stall. */
  pump(): void {
    const [next] = this.#pieces;
    if (next === undefined || this.#isScheduled || this.road.isStalled) return;
    this.#isScheduled = true;
    const rate = this.road.bytesPerSecond;
    const reading = rate === undefined ? 0 : ((next.bytes?.length ?? 0) * 1_000_000) / rate;
    this.#world.after(Math.max(next.readyAt - this.#world.now, reading), () => this.#next());
  }

  #next(): void {
    this.#isScheduled = false;
    if (this.road.isStalled) return;
    const piece = this.#pieces.shift();
    if (piece === undefined) return;
    if (piece.bytes === undefined) return this.#end();
    this.waiting -= piece.bytes.length;
    this.#arrive(piece.bytes);
    this.pump();
  }

  #ready(): number {
    const { delay, jitter } = this.road;
    this.#readyAt = Math.max(this.#readyAt, this.#world.now + delay + this.#dice.below(jitter + 1));
    return this.#readyAt;
  }

  /** Where the bytes come apart: mostly nowhere, sometimes in a few places. */
  #cuts(length: number): readonly number[] {
    if (length < 2 || !this.#dice.chance(0.25)) return [];
    const count = this.#dice.between(1, 3);
    const cuts = Array.from({ length: count }, () => this.#dice.between(1, length - 1));
    return [...new Set(cuts)].sort((a, b) => a - b);
  }
}
