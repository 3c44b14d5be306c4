// Which origins this node is to seal: its present one as it grows, and its former ones, whose last events may have been
// made after the last head was.
import type { NodeId, Origin } from "../../events/names.ts";
import { nodeOf } from "../../events/names.ts";
import type { Heads } from "./heads.ts";
import type { LinkedNode } from "./ports.ts";

/** Events that are sealed in one go, before others get their turn. */
const SLICE = 2000;

export class OwnSeals {
  readonly #node: LinkedNode;
  readonly #heads: Heads;
  /** Former epochs that are sealed to their last event that is here. */
  readonly #done = new Map<string, number>();

  constructor(node: LinkedNode, heads: Heads) {
    this.#node = node;
    this.#heads = heads;
  }

  /** Seals what is committed; false if there is more to seal. Throws LogError. */
  seal(committed: ReadonlyMap<string, number>): boolean {
    // Of former epochs that a snapshot left out, events and heads come together.
    const missing = this.#node.log.hole()?.held;
    for (const [origin, seq] of committed) {
      if (missing?.[origin] !== undefined) continue;
      if (!isOwn(origin, this.#node.id) || this.#done.get(origin) === seq) continue;
      if (!this.#heads.sealOwn(origin, seq, SLICE)) return false;
      this.#done.set(origin, seq);
    }
    return true;
  }

  /** No peer is there: what gathers for one that comes is sealed while it is in memory. Throws LogError. */
  sealAhead(committed: ReadonlyMap<string, number>): void {
    const { origin } = this.#node;
    this.#heads.sealOwnAhead(origin, committed.get(origin) ?? 0);
  }

  forget(): void {
    this.#done.clear();
  }
}

const isOwn = (origin: string, id: NodeId) => nodeOf(origin as Origin) === id;
