// The sealed ranges of a log: of each origin the tree over its headers is grown anew, and held against every head that
// is stored. It grows the trees itself, so that it can disagree with the node that stored them.

import { commitmentOf } from "../../../events/commitment.ts";
import type { AnyEvent } from "../../../events/envelope.ts";
import { leafOf, MerkleTree } from "../../../events/merkle.ts";
import type { Entry, LogReader, Seal, SealReader } from "../../record/log.ts";
import { recordedOf } from "../../record/replay.ts";
import { must } from "./violation.ts";

const PAGE = 500;

/** Whether the owner of a public key has signed a head. */
export type IsSealed = (key: string, seal: Seal) => boolean;

export interface Sealed {
  readonly seals: number;
  /** Events that they cover. */
  readonly events: number;
}

export class SealCheck {
  /** The event that was read last: where a violation is. */
  current: Entry | undefined;
  readonly #log: LogReader & SealReader;
  readonly #isSealed: IsSealed;

  constructor(log: LogReader & SealReader, isSealed: IsSealed) {
    this.#log = log;
    this.#isSealed = isSealed;
  }

  /** What a node stores meanwhile is checked as well: events are committed before their heads. Throws Violation. */
  run(): Sealed {
    let seals = 0;
    let events = 0;
    let grown: Grown | undefined;
    for (const seal of this.#seals()) {
      if (grown?.origin !== seal.origin) {
        events += grown?.tree.count ?? 0;
        grown = { origin: seal.origin, key: this.#keyOf(seal), tree: new MerkleTree() };
      }
      this.#check(seal, grown);
      seals++;
    }
    this.current = undefined;
    return { seals, events: events + (grown?.tree.count ?? 0) };
  }

  *#seals(): Iterable<Seal> {
    for (let last: Pick<Seal, "origin" | "count"> = { origin: "", count: 0 }; ; ) {
      const page = this.#log.seals(last, PAGE);
      yield* page;
      const end = page.at(-1);
      if (end === undefined) return;
      last = end;
    }
  }

  #keyOf({ origin, count }: Seal): string {
    const [entry] = this.#log.readOrigin(origin, 0, 1);
    this.current = entry;
    must(entry !== undefined, "R9", () => `${origin} has sealed ${count} events, and none of them is here`);
    const { type, body } = recordedOf(entry) as AnyEvent;
    const key = type === "OPEN" ? body?.key : undefined;
    must(key !== undefined, "R9", () => `${origin} has sealed ${count} events, and was opened without a key`);
    return key;
  }

  #check(seal: Seal, { origin, key, tree }: Grown): void {
    const { count, root, peaks } = seal;
    const from = tree.count;
    this.#grow(origin, tree, count);
    must(tree.count === count, "R9", () => `${origin} has sealed ${count} events, and only ${tree.count} are here`);
    must(this.#isSealed(key, seal), "R9", () => `the seal of ${origin} over ${count} events is not signed by its key`);
    must(tree.head().root === root, "R9", () => {
      return `events ${from + 1} to ${count} of ${origin} are not those that it has sealed`;
    });
    must(Buffer.concat(tree.peaks).equals(Buffer.from(peaks)), "R9", () => {
      return `the seal of ${origin} over ${count} events is stored with another tree than theirs`;
    });
  }

  #grow(origin: string, tree: MerkleTree, count: number): void {
    while (tree.count < count) {
      const page = this.#log.readOrigin(origin, tree.count, Math.min(PAGE, count - tree.count));
      if (page.length === 0) return;
      for (const entry of page) tree.append(leafOfEntry(entry));
      this.current = page.at(-1);
    }
  }
}

interface Grown {
  readonly origin: string;
  readonly key: string;
  readonly tree: MerkleTree;
}

/** That a body which is there has its salt, and one that is gone its commitment, is checked row by row before. */
function leafOfEntry({ header, salt, body, commitment }: Entry): Buffer {
  return leafOf(header, commitment ?? commitmentOf(salt ?? new Uint8Array(), body ?? ""));
}
