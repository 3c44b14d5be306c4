// What a peer said it has and this node lacked when they met. It is held to its word: when it says that all has been
// sent, all must have come. A replay that brings much counts as a catch-up until then.

import type { Vector } from "../record/vector.ts";
import { LinkFault } from "./fault.ts";

export class CatchUp {
  /** Much is on its way; the node folds it at once when it is there. */
  isUnderWay: boolean;
  /** For how long nothing of it came. */
  #quietMs = 0;
  readonly #claimed = new Map<string, number>();

  constructor(vector: Vector, have: ReadonlyMap<string, number>, atLeast: number) {
    let missing = 0;
    for (const [origin, seq] of Object.entries(vector)) {
      const lacks = seq - (have.get(origin) ?? 0);
      if (lacks <= 0) continue;
      this.#claimed.set(origin, seq);
      missing += lacks;
    }
    this.isUnderWay = missing > atLeast;
  }

  came(): void {
    this.#quietMs = 0;
  }

  /** Time passes: one in which nothing comes is over, whatever was claimed. True when it has just come to that. */
  isOverAfter(ms: number, most: number): boolean {
    this.#quietMs += ms;
    if (!this.isUnderWay || this.#quietMs < most) return false;
    this.isUnderWay = false;
    return true;
  }

  /** True when it has just come to its end. */
  isOverWith(have: ReadonlyMap<string, number>): boolean {
    if (!this.isUnderWay) return false;
    for (const [origin, seq] of this.#claimed) if ((have.get(origin) ?? 0) < seq) return false;
    this.isUnderWay = false;
    return true;
  }

  /** The peer says that all has been sent. Throws LinkFault HAVE_WRONG. */
  assertKept(reached: (origin: string) => number): void {
    for (const [origin, seq] of this.#claimed) {
      if (reached(origin) >= seq) continue;
      throw new LinkFault("HAVE_WRONG", `${seq} events of ${origin} were claimed and ${reached(origin)} came`);
    }
  }
}
