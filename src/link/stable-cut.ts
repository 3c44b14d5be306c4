// The stable cut: the time at or before which no open origin that is in touch will make an event any more.
import type { Origin } from "../../events/names.ts";
import type { Shared } from "./shared.ts";

export class StableCut {
  readonly #shared: Shared;
  /** Origin → for how long nothing was heard of it. */
  readonly #quietMs = new Map<string, number>();
  #cut = 0;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  /** Something new of the origin came. */
  heard(origin: string): void {
    this.#quietMs.delete(origin);
  }

  /** The cut after so much time more, if it has moved. */
  after(ms: number): number | undefined {
    const { node, committed, promises, limits } = this.#shared;
    let least = Number.POSITIVE_INFINITY;
    for (const [origin, seq] of committed) {
      if (node.isClosed(origin as Origin)) {
        promises.drop(origin);
        continue;
      }
      const quiet = origin === node.origin ? 0 : (this.#quietMs.get(origin) ?? 0) + ms;
      this.#quietMs.set(origin, quiet);
      if (quiet <= limits.forgetMs) least = Math.min(least, promises.reach(origin, seq));
    }
    if (least === Number.POSITIVE_INFINITY || least <= this.#cut) return undefined;
    this.#cut = least;
    return least;
  }
}
