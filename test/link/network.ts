// Connections in memory: bytes arrive later, in order, in pieces cut at random; ways are cut, stalled and opened again.
import type { AcceptWire, Transport, Wire, WireReceiver } from "../../src/link/ports.ts";
import { randomOf, type VirtualTime } from "../record/virtual-time.ts";

/** One end of a connection. */
interface End {
  receiver: WireReceiver | undefined;
  isClosed: boolean;
}

export interface Connection {
  readonly between: readonly [caller: string, called: string];
  readonly isOpen: boolean;
  cut(reason: string): void;
}

export class Network {
  readonly connections: Connection[] = [];
  delayMs = 5;
  /** Of each way, if that is what limits it. */
  bytesPerSecond = Number.POSITIVE_INFINITY;
  readonly #time: VirtualTime;
  readonly #random: () => number;
  readonly #listeners = new Map<string, AcceptWire>();
  readonly #down = new Set<string>();
  #stalled: string | undefined;
  #unread: { readonly by: string; readonly waiting: (() => void)[] } | undefined;
  /** What each has sent, bytes. */
  readonly sentBytes = new Map<string, number>();
  #material = 0;

  constructor(time: VirtualTime, seed: number) {
    this.#time = time;
    this.#random = randomOf(seed);
  }

  listen(address: string, accept: AcceptWire): void {
    this.#listeners.set(address, accept);
  }

  /** Nobody answers there, and what was there hears nothing more. */
  kill(address: string): void {
    this.#listeners.delete(address);
    for (const each of this.connections) if (each.between.includes(address)) each.cut("the process has ended");
  }

  /** Whether there is a way between two addresses. */
  way(a: string, b: string, isOpen: boolean): void {
    for (const pair of [`${a} ${b}`, `${b} ${a}`]) {
      if (isOpen) this.#down.delete(pair);
      else this.#down.add(pair);
    }
    if (isOpen) return;
    for (const each of this.connections) {
      if (each.isOpen && each.between.includes(a) && each.between.includes(b)) each.cut("the way is cut");
    }
  }

  /** What one sends to the other is lost, and neither is told. */
  stall(from: string, to: string): void {
    this.#stalled = `${from} ${to}`;
  }

  unstall(): void {
    this.#stalled = undefined;
  }

  /** One reads nothing any more: what is sent to it waits. */
  stopReading(by: string): void {
    this.#unread = { by, waiting: [] };
  }

  readOn(): void {
    const { waiting = [] } = this.#unread ?? {};
    this.#unread = undefined;
    for (const task of waiting) task();
  }

  transport(from: string): Transport {
    return {
      connect: (address, accept, failed) => {
        this.#time.ports.scheduler.after(Math.round(this.delayMs * (0.5 + this.#random())), () => {
          const listener = this.#listeners.get(address);
          if (listener === undefined || this.#down.has(`${from} ${address}`)) return failed("no way there");
          this.#join([from, address], accept, listener);
        });
      },
    };
  }

  #join(between: readonly [string, string], caller: AcceptWire, called: AcceptWire): void {
    const material = Buffer.alloc(32, ++this.#material % 256);
    const a: End = { receiver: undefined, isClosed: false };
    const b: End = { receiver: undefined, isClosed: false };
    this.connections.push({
      between,
      get isOpen() {
        return !(a.isClosed && b.isClosed);
      },
      cut: (reason) => {
        for (const end of [a, b]) {
          if (end.isClosed) continue;
          end.isClosed = true;
          end.receiver?.closed(reason);
        }
      },
    });
    const [from, to] = between;
    a.receiver = caller(this.#wire({ own: a, other: b, material, between: [from, to] }));
    b.receiver = called(this.#wire({ own: b, other: a, material, between: [to, from] }));
  }

  #wire({ own, other, material, between }: WireEnds): Wire {
    let busyUntil = 0;
    const later = (task: () => void, bytes = 0) => {
      const { micros } = this.#time;
      busyUntil += Math.ceil((bytes * 1_000_000) / this.bytesPerSecond);
      busyUntil = Math.max(busyUntil, micros + Math.round(this.delayMs * 1000 * (0.5 + this.#random())));
      this.#time.ports.scheduler.after(Math.ceil((busyUntil - micros) / 1000), () => {
        if (this.#stalled === between.join(" ")) return;
        if (this.#unread?.by === between[1]) this.#unread.waiting.push(task);
        else task();
      });
    };
    return {
      material,
      remote: between[1],
      send: (bytes) => {
        if (own.isClosed) return;
        this.sentBytes.set(between[0], (this.sentBytes.get(between[0]) ?? 0) + bytes.length);
        for (let at = 0; at < bytes.length; ) {
          const size = this.#random() < 0.2 ? 1 + Math.floor(this.#random() * 7) : 65_536;
          const piece = Buffer.from(bytes.subarray(at, at + size));
          at += size;
          later(() => {
            if (!other.isClosed) other.receiver?.data(piece);
          }, piece.length);
        }
      },
      close: () => {
        if (own.isClosed) return;
        own.isClosed = true;
        later(() => {
          if (other.isClosed) return;
          other.isClosed = true;
          other.receiver?.closed("the peer closed the connection");
        });
      },
    };
  }
}

interface WireEnds {
  readonly own: End;
  readonly other: End;
  readonly material: Buffer;
  readonly between: readonly [string, string];
}
