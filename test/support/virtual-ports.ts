// The ports of a node in virtual time: a wall that moves when told to, seeded randomness, queues that run when told to.
// It must not read the system's clock, randomness or timers.
import type { Micros } from "../../events/names.ts";
import type { Ports } from "../../src/record/ports.ts";

/** 2026-01-01T00:00:00Z. */
export const VIRTUAL_START = 1_767_225_600_000_000;

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

export class VirtualPorts implements Ports {
  #now = VIRTUAL_START;
  #soon: (() => void)[] = [];
  #timers: Timer[] = [];
  #seed: number;

  constructor(seed = 1) {
    this.#seed = seed | 1;
  }

  readonly wall = (): Micros => this.#now as Micros;

  readonly random = (bytes: number): Uint8Array => {
    const words = new Uint32Array(Math.ceil(bytes / 4));
    for (let at = 0; at < words.length; at++) words[at] = this.#next();
    return new Uint8Array(words.buffer, 0, bytes);
  };

  readonly scheduler = {
    soon: (task: () => void): void => {
      this.#soon.push(task);
    },
    after: (ms: number, task: () => void): (() => void) => {
      const timer = { at: this.#now + ms * 1000, task };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((each) => each !== timer);
      };
    },
  };

  /** Runs what was to run soon, and what that asks for in turn; false if there was nothing. */
  runSoon(): boolean {
    if (this.#soon.length === 0) return false;
    while (this.#soon.length > 0) for (const task of this.#soon.splice(0)) task();
    return true;
  }

  /** The time of the next timer in milliseconds from now, or undefined. */
  untilNextTimer(): number | undefined {
    if (this.#timers.length === 0) return undefined;
    return Math.max(0, Math.min(...this.#timers.map((timer) => timer.at)) - this.#now) / 1000;
  }

  /** Moves the wall and runs the timers that are then due, in order. */
  pass(ms: number): void {
    this.#now += Math.round(ms * 1000);
    const due = this.#timers.filter((timer) => timer.at <= this.#now).sort((a, b) => a.at - b.at);
    if (due.length === 0) return;
    this.#timers = this.#timers.filter((timer) => timer.at > this.#now);
    for (const timer of due) timer.task();
  }

  /** xorshift32: small, seeded, good enough for salts and tags that no test relies on. */
  #next(): number {
    let seed = this.#seed;
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    this.#seed = seed;
    return seed >>> 0;
  }
}
