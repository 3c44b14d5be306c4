// The ports of one life of a node in the virtual world: its own clock, which may be wrong and jump, and its own dice.
// When the life ends, nothing that it had asked for happens any more.
import type { Micros } from "../../events/names.ts";
import type { Ports } from "../../src/record/ports.ts";
import type { Clock } from "./clock.ts";
import type { Dice } from "./dice.ts";
import type { World } from "./world.ts";

/** 2026-01-01T00:00:00Z. */
export const EPOCH_MICROS = 1_767_225_600_000_000;

/** What is asked for "soon" comes after this many microseconds: turns of the event loop take time. */
const LOOP_MICROS = [5, 60, 250] as const;

export class WorldPorts implements Ports {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #clock: Clock;
  readonly #lived: () => void;
  #isDead = false;
  /** The time of the last `soon`, so that these stay in their order. */
  #loop = 0;

  /** `lived`: called after each task of the node. */
  constructor(world: World, dice: Dice, clock: Clock, lived: () => void) {
    this.#world = world;
    this.#dice = dice;
    this.#clock = clock;
    this.#lived = lived;
  }

  readonly wall = (): Micros => (EPOCH_MICROS + this.#world.now + this.#clock.error) as Micros;

  readonly random = (bytes: number): Uint8Array => this.#dice.bytes(bytes);

  readonly scheduler = {
    soon: (task: () => void): void => {
      this.#loop = Math.max(this.#world.now + this.#dice.pick(LOOP_MICROS), this.#loop);
      this.#world.after(this.#loop - this.#world.now, this.#alive(task));
    },
    after: (ms: number, task: () => void): (() => void) => this.#world.after(ms * 1000, this.#alive(task)),
  };

  die(): void {
    this.#isDead = true;
  }

  #alive(task: () => void): () => void {
    return () => {
      if (this.#isDead) return;
      task();
      this.#lived();
    };
  }
}
