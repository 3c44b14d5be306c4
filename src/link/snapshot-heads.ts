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
  /** The time of the last event of all. */
  readonly greatest: number;
  /** The public key of a node, as the snapshot says and as it is known here. */
  readonly keyOf: (node: string) => string | undefined;
  readonly isSigned: IsSigned;
}

/** The heads as they were sent, one for each origin of the vector. Throws LinkFault. */
export function checkedHeads(sent: unknown, checks: HeadChecks): readonly BaseHead[] {
  if (!Array.isArray(sent)) throw unsound("its heads are no list");
  const left = new Map(Object.entries(checks.vector));
  const heads = sent.map((each: unknown) => {
    const { origin, count, at, peaks, seal } = (each ?? {}) as SentHead;
    const isTime = Number.isSafeInteger(at) && at > 0 && at <= checks.greatest;
    if (left.get(origin) !== count || !isTime) throw unsound(`the head of ${origin}`);
    left.delete(origin);
    const head = { origin, count, at, peaks };
    const { root } = treeOf(head).head();
    if (seal !== null) assertSeal(head, root, { seal, ...checks });
    return head;
  });
  const [missing] = left.keys();
  if (missing !== undefined) throw unsound(`it has no head of ${missing}`);
  return heads;
}

/** That the origin has made so many events, and, where the count is the same, that it made these. Throws LinkFault. */
function assertSeal(
  { origin, count }: BaseHead,
  root: string,
  { seal, keyOf, isSigned }: HeadChecks & { readonly seal: unknown },
): void {
  const { count: sealed, root: said, signature } = (seal ?? {}) as NonNullable<SentHead["seal"]>;
  const isHead = Number.isSafeInteger(sealed) && sealed >= count && typeof signature === "string";
  if (!isHead) throw unsound(`the head of ${origin}`);
  const key = keyOf(nodeOf(origin as Origin));
  if (key === undefined || !isSigned(key, sealText({ origin, count: sealed, root: said }), signature)) {
    throw new LinkFault("SIGNATURE_WRONG", `the head of ${origin} at ${sealed} is not signed with its key`);
  }
  // A later one is compared when the events up to it come.
  if (sealed === count && said !== root) {
    throw new LinkFault("HEAD_WRONG", `the snapshot's events of ${origin} are not those that it signed`);
  }
}
