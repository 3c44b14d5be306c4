// Time as the probe needs it. The command line gives the system's.

export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  /** Gives what calls it off. */
  after(ms: number, task: () => void): () => void;
}

export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve));

/** At most so many lines a second, with a short run of them at once. */
export class Pace {
  readonly #clock: Clock;
  readonly #gapMs: number;
  #due = 0;

  constructor(clock: Clock, linesPerSecond: number) {
    this.#clock = clock;
    this.#gapMs = 1000 / linesPerSecond;
  }

  async next(): Promise<void> {
    const now = this.#clock.now();
    this.#due = Math.max(this.#due, now) + this.#gapMs;
    const waitMs = this.#due - now - RUN_MS;
    if (waitMs > 0) await pause(this.#clock, waitMs);
  }
}

const RUN_MS = 100;
