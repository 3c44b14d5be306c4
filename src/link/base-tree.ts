// The tree of an origin of which only the end is known, as a snapshot gives it.
import { MerkleTree } from "../../events/merkle.ts";
import type { BaseHead } from "../record/hole.ts";
import { LinkFault } from "./fault.ts";

const PEAK_BYTES = 32;

/** Throws LinkFault. */
export function treeOf({ origin, count, peaks }: Omit<BaseHead, "at">): MerkleTree {
  const roots = Array.isArray(peaks) ? peaks.map((peak) => Buffer.from(String(peak), "base64")) : [];
  const ones = [...count.toString(2)].filter((digit) => digit === "1").length;
  const isWhole = roots.length === ones && roots.every(({ length }) => length === PEAK_BYTES);
  if (!isWhole) throw unsound(`the tree of ${origin}`);
  return new MerkleTree(count, roots);
}

export const unsound = (what: string) => new LinkFault("SNAPSHOT_UNSOUND", `the snapshot cannot be used: ${what}`);
