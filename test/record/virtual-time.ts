// Time, timers and randomness for a node inside a test. It keeps the order of Node's event loop: all timers that are
// due, then what was put off with `soon`.
import type { Micros } from "../../events/names.ts";
import type { Ports } from "../../src/record/ports.ts";

interface Timer {
  readonly at: number;
  readonly number: number;
  readonly task: () => void;
}

const START_MICROS = 1_700_000_000_000_000;

export class VirtualTime {
  readonly ports: Ports;
  micros = START_MICROS;
  #soon: (() => void)[] = [];
  #timers: Timer[] = [];
  #number = 0;

  constructor(seed: number) {
    const random = randomOf(seed);
    this.ports = {
      wall: () => this.micros as Micros,
      random: (bytes) => Uint8Array.from({ length: bytes }, () => Math.floor(random() * 256)),
      scheduler: {
        soon: (task) => void this.#soon.push(task),
        after: (ms, task) => this.#after(ms, task),
      },
    };
  }

  /** Ends this turn of the event loop. What a task puts off belongs to the next turn, as with setImmediate. */
  tick(): void {
    const tasks = this.#soon;
    this.#soon = [];
    for (const task of tasks) task();
  }

  /** Ticks until nothing is put off any more. */
  settle(): void {
    for (let turns = 0; this.#soon.length > 0; turns++) {
      if (turns > 1000) throw new Error("the node never comes to rest");
      this.tick();
    }
  }

  /** Lets time pass; timers run when they are due, each group of them followed by the end of its turn. */
  advance(ms: number): void {
    const until = this.micros + ms * 1000;
    this.settle();
    for (;;) {
      const next = Math.min(...this.#timers.map((timer) => timer.at));
      if (next > until) break;
      this.micros = Math.max(this.micros, next);
      const due = this.#timers.filter((timer) => timer.at <= next).sort((a, b) => a.number - b.number);
      this.#timers = this.#timers.filter((timer) => timer.at > next);
      for (const timer of due) timer.task();
      this.settle();
    }
    this.micros = until;
  }

  #after(ms: number, task: () => void): () => void {
    const timer = { at: this.micros + ms * 1000, number: this.#number++, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  }
}

/** mulberry32: 0 ≤ x < 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
