// The hybrid clock: readable as a time, strictly increasing, greater than everything this node had seen.
// It reads no system clock itself; `Wall` is a port.
import type { Micros } from "./names.ts";

/** Microseconds since 1970 as this machine believes them; it may stand still but the hybrid clock never does. */
export type Wall = () => Micros;

export class HybridClock {
  readonly #wall: Wall;
  #greatest: number;

  /** `greatest` is the `at` of the last event admitted so far (0 for none). */
  constructor(wall: Wall, greatest: number) {
    this.#wall = wall;
    this.#greatest = greatest;
  }

  get greatest(): Micros {
    return this.#greatest as Micros;
  }

  /** The time of a new event: max(wall, greatest admitted + 1). */
  next(): Micros {
    const wall = this.#wall();
    this.#greatest = wall > this.#greatest ? wall : this.#greatest + 1;
    return this.#greatest as Micros;
  }

  /** An event of another origin was admitted. */
  witness(at: Micros): void {
    if (at > this.#greatest) this.#greatest = at;
  }
}
