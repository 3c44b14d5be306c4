// A way between two nodes on which everything can go wrong that a network does to a connection: cut, reset in the
// middle of a frame, stalled, stalled one way, slow. It must not know what is said on it; only where TLS records end.
import { connect, createServer, type Server, type Socket } from "node:net";

/** From the caller to the called, and back. */
const DIRECTIONS = ["there", "back"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export type Mishap =
  | { readonly kind: "cut" }
  | { readonly kind: "heal" }
  /** The next record with something in it is passed on by half; then both ends are reset. New calls get through. */
  | { readonly kind: "reset" }
  /** Nothing goes on its way any more, and nobody is told. */
  | { readonly kind: "stall"; readonly directions: readonly Direction[] }
  | { readonly kind: "throttle"; readonly bytesPerSecond: number };

export const BOTH: readonly Direction[] = DIRECTIONS;
const TICK_MS = 50;
/** TLS 1.3 records: a head of five bytes, the last two of which are the length of the rest. */
const HEAD_BYTES = 5;
/** A record that is longer holds more than a PING. */
const SMALL_BYTES = 200;
/** So that the half is read before the reset arrives. */
const FLUSH_MS = 50;

export interface CableFigures {
  readonly bytes: number;
  readonly resets: number;
}

export class Cable {
  /** Where the caller finds the other end. */
  port = 0;
  readonly #to: { readonly host: string; readonly port: number };
  #server: Server | undefined;
  readonly #lines = new Set<Line>();
  #isCut = false;
  readonly #faults: Faults = { stalled: [], bytesPerSecond: undefined, isResetDue: false, bytes: 0, resets: 0 };

  constructor(to: { readonly host: string; readonly port: number }) {
    this.#to = to;
  }

  async lay(): Promise<this> {
    const server = createServer({ pauseOnConnect: true }, (caller) => this.#carry(caller));
    this.#server = server;
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    this.port = (server.address() as { port: number }).port;
    return this;
  }

  suffer(mishap: Mishap): void {
    const faults = this.#faults;
    if (mishap.kind === "reset") {
      faults.isResetDue = true;
      return;
    }
    this.#isCut = mishap.kind === "cut";
    faults.stalled = mishap.kind === "stall" ? mishap.directions : [];
    faults.bytesPerSecond = mishap.kind === "throttle" ? mishap.bytesPerSecond : undefined;
    if (mishap.kind === "heal") faults.isResetDue = false;
    for (const line of this.#lines) {
      if (this.#isCut) line.reset();
      else line.go();
    }
  }

  figures(): CableFigures {
    const { bytes, resets } = this.#faults;
    return { bytes, resets };
  }

  close(): void {
    this.suffer({ kind: "cut" });
    this.#server?.close();
  }

  #carry(caller: Socket): void {
    if (this.#isCut) {
      caller.resetAndDestroy();
      return;
    }
    const line = new Line([caller, connect(this.#to)], this.#faults, () => this.#lines.delete(line));
    this.#lines.add(line);
    caller.resume();
  }
}

/** What is wrong now, and what has happened so far. */
interface Faults {
  stalled: readonly Direction[];
  bytesPerSecond: number | undefined;
  isResetDue: boolean;
  bytes: number;
  resets: number;
}

/** One connection through the cable. */
class Line {
  readonly #sockets: readonly [Socket, Socket];
  readonly #ways: readonly Way[];

  constructor(sockets: readonly [Socket, Socket], faults: Faults, ended: () => void) {
    this.#sockets = sockets;
    const [caller, called] = sockets;
    const reset = () => {
      faults.resets++;
      this.reset();
    };
    this.#ways = [
      new Way({ from: caller, to: called, direction: "there", faults, reset }),
      new Way({ from: called, to: caller, direction: "back", faults, reset }),
    ];
    for (const socket of sockets) {
      socket.setNoDelay(true);
      socket.on("error", () => this.reset());
      socket.once("close", ended);
    }
  }

  go(): void {
    for (const way of this.#ways) way.go();
  }

  reset(): void {
    for (const socket of this.#sockets) if (!socket.destroyed) socket.resetAndDestroy();
  }
}

interface WayOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly direction: Direction;
  readonly faults: Faults;
  /** In the middle of a frame. */
  readonly reset: () => void;
}

class Way {
  readonly #options: WayOptions;
  /** Read, and not passed on yet; nothing is read meanwhile. */
  #held: Buffer = Buffer.alloc(0);
  #isEnded = false;
  #isBusy = false;
  /** The record that is on its way: what is known of its head, and how much of it is to come. */
  #head: Buffer = Buffer.alloc(0);
  #left = 0;

  constructor(options: WayOptions) {
    this.#options = options;
    const { from } = options;
    from.on("data", (chunk: Buffer) => {
      this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
      from.pause();
      this.go();
    });
    from.once("end", () => {
      this.#isEnded = true;
      this.go();
    });
  }

  /** Passes on what may be passed on. */
  go(): void {
    const { from, to, direction, faults } = this.#options;
    if (this.#isBusy || to.destroyed || faults.stalled.includes(direction)) return;
    if (this.#held.length === 0) {
      if (this.#isEnded) to.end();
      else from.resume();
      return;
    }
    const { bytesPerSecond } = faults;
    const most = bytesPerSecond === undefined ? this.#held.length : Math.ceil((bytesPerSecond * TICK_MS) / 1000);
    const slice = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(slice.length);
    faults.bytes += slice.length;
    this.#isBusy = true;
    const half = this.#half(slice);
    to.write(half ?? slice, () => {
      if (half !== undefined) setTimeout(this.#options.reset, FLUSH_MS);
      else if (bytesPerSecond === undefined) this.#next();
      else setTimeout(() => this.#next(), TICK_MS);
    });
  }

  #next(): void {
    this.#isBusy = false;
    this.go();
  }

  /** Keeps count of records; if one is to be broken, all up to its half. */
  #half(slice: Buffer): Buffer | undefined {
    const { faults } = this.#options;
    for (let at = 0; at < slice.length; ) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, slice.length - at);
        this.#left -= step;
        at += step;
        continue;
      }
      const head = Buffer.concat([this.#head, slice.subarray(at, at + HEAD_BYTES - this.#head.length)]);
      at += head.length - this.#head.length;
      this.#head = head.length < HEAD_BYTES ? head : Buffer.alloc(0);
      if (head.length < HEAD_BYTES) break;
      this.#left = head.readUInt16BE(3);
      if (!faults.isResetDue || this.#left < SMALL_BYTES) continue;
      faults.isResetDue = false;
      return slice.subarray(0, Math.min(slice.length, at + Math.ceil(this.#left / 2)));
    }
    return undefined;
  }
}
