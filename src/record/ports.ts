// What the record needs of the world. The simulation swaps all of it.
import type { Wall } from "../../events/clock.ts";

export interface Scheduler {
  /** At the end of this turn of the event loop. */
  soon(task: () => void): void;
  /** Once, after a time; gives a function that cancels. Does not keep the process alive. */
  after(ms: number, task: () => void): () => void;
}

/** Random bytes. */
export type Random = (bytes: number) => Uint8Array;

export interface Ports {
  readonly wall: Wall;
  readonly random: Random;
  readonly scheduler: Scheduler;
}
