// How far a probe is: one line on a terminal, written over; nothing elsewhere.
import type { Progress as State } from "../../probe/probe.ts";
import type { Io } from "../io.ts";

const EVERY_MS = 200;

export class Progress {
  readonly #io: Io;
  readonly #runs: number;
  #shownAt = Number.NEGATIVE_INFINITY;
  #isShown = false;

  constructor(io: Io, runs: number) {
    this.#io = io;
    this.#runs = runs;
  }

  show({ runs, lines, found, shrinking }: State): void {
    const now = performance.now();
    if (!this.#io.isTerminal || now - this.#shownAt < EVERY_MS) return;
    this.#shownAt = now;
    this.#isShown = true;
    const what = shrinking === undefined ? "" : `, shortening ${shrinking}`;
    this.#io.err(`\r\u001b[K${runs} of ${this.#runs} sessions, ${lines} lines, ${found} violations${what}`);
  }

  clear(): void {
    if (this.#isShown) this.#io.err("\r\u001b[K");
  }
}
