// A machine's clock: the world's time and an error, which stays, jumps, or grows while the clock is slewed.
import type { World } from "./world.ts";

export class Clock {
  readonly #world: World;
  #error: number;
  /** Of the time that passes, how much is added. */
  #slew = 0;
  #since = 0;

  /** `error`: microseconds ahead. */
  constructor(world: World, error: number) {
    this.#world = world;
    this.#error = error;
  }

  /** Microseconds ahead of the world, now. */
  get error(): number {
    return this.#error + Math.floor((this.#world.now - this.#since) * this.#slew);
  }

  jump(micros: number): void {
    this.#error += micros;
  }

  /** From now on the clock runs faster or slower by this share. */
  slew(share: number): void {
    this.#error = this.error;
    this.#since = this.#world.now;
    this.#slew = share;
  }
}
