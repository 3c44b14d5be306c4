// What a node needs to go on from a peer's snapshot: of each origin the tree over the headers that are in it, the last
// of these, and what shows that the origin signed them: nothing of it is the peer's word.

import { leafOf, type MerkleTree } from "../../events/merkle.ts";
import { nodeOf, type Origin } from "../../events/names.ts";
import type { BaseHead } from "../record/hole.ts";
import type { Vector } from "../record/vector.ts";
import { treeOf, unsound } from "./base-tree.ts";
import { readHeader } from "./carried.ts";
import { LinkFault } from "./fault.ts";
import type { Frames } from "./frames.ts";
import { commitmentIn, type Heads, leafOfEntry } from "./heads.ts";
import type { IsSigned } from "./identity.ts";
import { sealText } from "./signed.ts";

interface SentHead {
  readonly origin: string;
  readonly count: number;
  /** Of the tree over all of these events but the last. */
  readonly peaks: readonly string[];
  readonly last: readonly [header: string, commitment: string];
  /** The leaves of the events after it that the head covers besides. */
  readonly rest: readonly string[];
  /** The head with the least count that covers it. */
  readonly seal: Omit<Frames["SEAL"], "origin">;
}

const HASH_BYTES = 32;

/** For the origins of a vector, all of which have a head that covers it. Throws LogError. */
export function headsFor(vector: Vector, heads: Heads): readonly SentHead[] {
  return Object.entries(vector).map(([origin, count]) => {
    const seal = heads.sealFrom(origin, count);
    const [last, ...more] = seal === undefined ? [] : heads.entries(origin, count - 1, seal.count);
    if (seal === undefined || last === undefined) throw new Error(`links: no head covers ${origin}-${count}`);
    return {
      ...{ origin, count, peaks: heads.treeAt(origin, count - 1).peaks.map(base64) },
      last: [last.header, base64(commitmentIn(last))],
      rest: more.map((entry) => base64(leafOfEntry(entry))),
      seal: { count: seal.count, root: seal.root, signature: seal.signature },
    };
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

/** Where the trees go on from, one for each origin of the vector. Throws LinkFault. */
export function checkedHeads(sent: unknown, checks: HeadChecks): readonly BaseHead[] {
  if (!Array.isArray(sent)) throw unsound("its heads are no list");
  const left = new Map(Object.entries(checks.vector));
  const heads = sent.map((each: unknown) => {
    const head = (each ?? {}) as SentHead;
    const { origin, count } = head;
    if (count === undefined || left.get(origin) !== count) throw unsound(`the head of ${origin}`);
    left.delete(origin);
    const tree = treeOf({ origin, count: count - 1, peaks: head.peaks });
    const { leaf, at } = lastOf(head);
    tree.append(leaf);
    assertSigned(head, tree, checks);
    return { origin, count, at, peaks: tree.peaks.map(base64) };
  });
  const [missing] = left.keys();
  if (missing !== undefined) throw unsound(`it has no head of ${missing}`);
  const latest = heads.reduce((most, { at }) => Math.max(most, at), 0);
  if (latest !== checks.greatest) throw unsound("its last event has another time than it says");
  return heads;
}

/** Throws LinkFault. */
function lastOf({ origin, count, last }: SentHead): { readonly leaf: Buffer; readonly at: number } {
  const [text, commitment] = Array.isArray(last) ? (last as readonly unknown[]) : [];
  if (typeof text !== "string") throw unsound(`the last event of ${origin}`);
  const header = readHeader([text, null, null, null]);
  if (header.origin !== origin || header.seq !== count) throw unsound(`the last event of ${origin}`);
  return { leaf: leafOf(text, hashIn(commitment, origin)), at: header.at };
}

/** That the origin has signed these events, and as many after them as it takes to say so. Throws LinkFault. */
function assertSigned(
  { origin, count, rest, seal }: SentHead,
  tree: MerkleTree,
  { keyOf, isSigned }: HeadChecks,
): void {
  const { count: sealed, root, signature } = (seal ?? {}) as Partial<SentHead["seal"]>;
  const isHead = Number.isSafeInteger(sealed) && typeof root === "string" && typeof signature === "string";
  if (!isHead || (sealed as number) < count) throw unsound(`the head of ${origin}`);
  const head = { origin, count: sealed as number, root };
  const key = keyOf(nodeOf(origin as Origin));
  if (key === undefined || !isSigned(key, sealText(head), signature)) {
    throw new LinkFault("SIGNATURE_WRONG", `the head of ${origin} at ${sealed} is not signed with its key`);
  }
  if (!Array.isArray(rest) || rest.length !== head.count - count) throw unsound(`what the head of ${origin} covers`);
  const grown = tree.fork();
  for (const leaf of rest) grown.append(hashIn(leaf, origin));
  if (grown.head().root === root) return;
  throw new LinkFault("HEAD_WRONG", `the snapshot's events of ${origin} are not those that it signed`);
}

/** Throws LinkFault. */
function hashIn(text: unknown, origin: string): Buffer {
  const bytes = typeof text === "string" ? Buffer.from(text, "base64") : undefined;
  if (bytes?.length !== HASH_BYTES) throw unsound(`a hash of ${origin}`);
  return bytes;
}

const base64 = (bytes: Buffer) => bytes.toString("base64");
