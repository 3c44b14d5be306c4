// What a node needs to go on from a peer's snapshot: of each origin the tree over the headers that are in it, and the
// head that its key signed for them, as far as that is to be had.
import { nodeOf, type Origin } from "../../events/names.ts";
import type { BaseHead } from "../record/hole.ts";
import type { Vector } from "../record/vector.ts";
import { treeOf, unsound } from "./base-tree.ts";
import { LinkFault } from "./fault.ts";
import type { Frames } from "./frames.ts";
import type { Heads } from "./heads.ts";
import type { IsSigned } from "./identity.ts";
import { sealText } from "./signed.ts";

interface SentHead extends BaseHead {
  /** The head with the least count that covers it. */
  readonly seal: Omit<Frames["SEAL"], "origin"> | null;
}

/** For the origins of a vector. Throws LogError. */
export function headsFor(vector: Vector, heads: Heads): readonly SentHead[] {
  return Object.entries(vector).map(([origin, count]) => {
    const peaks = heads.treeAt(origin, count).peaks.map((peak) => peak.toString("base64"));
    const seal = heads.sealFrom(origin, count);
    const signed = seal && { count: seal.count, root: seal.root, signature: seal.signature };
    return { origin, count, at: heads.lastAt(origin, count), peaks, seal: signed ?? null };
  });
}

export interface HeadChecks {
  readonly vector: Vector;
  /** The public key of a node, as the snapshot says and as it is known here. */
  readonly keyOf: (node: string) => string | undefined;
  readonly isSigned: IsSigned;
}

/** The heads as they were sent, one for each origin of the vector. Throws LinkFault. */
export function checkedHeads(sent: unknown, { vector, keyOf, isSigned }: HeadChecks): readonly BaseHead[] {
  if (!Array.isArray(sent)) throw unsound("its heads are no list");
  const left = new Map(Object.entries(vector));
  const heads = (sent as readonly SentHead[]).map(({ origin, count, at, peaks, seal }) => {
    if (left.get(origin) !== count || !Number.isSafeInteger(at)) throw unsound(`the head of ${origin}`);
    left.delete(origin);
    const tree = treeOf({ origin, count, at, peaks });
    // A later head is checked when the events up to it come.
    if (seal === null || seal.count !== count) return { origin, count, at, peaks };
    const key = keyOf(nodeOf(origin as Origin));
    if (key === undefined || !isSigned(key, sealText({ origin, ...seal }), seal.signature)) {
      throw new LinkFault("SIGNATURE_WRONG", `the head of ${origin} at ${count} is not signed with its key`);
    }
    if (tree.head().root !== seal.root) {
      throw new LinkFault("HEAD_WRONG", `the snapshot's events of ${origin} are not those that it signed`);
    }
    return { origin, count, at, peaks };
  });
  const [missing] = left.keys();
  if (missing !== undefined) throw unsound(`it has no head of ${missing}`);
  return heads;
}
