// The tree that grows leaf by leaf against the definition of RFC 6962, and what a changed leaf does to its head.
import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leafOf, MerkleTree } from "../../events/merkle.ts";

const COMMITMENT = Buffer.alloc(32, 7);

/** RFC 6962 §2.1, word by word. */
function definition(leaves: readonly Buffer[]): string {
  if (leaves.length === 0) return hash("sha256", "", "hex");
  const root = (part: readonly Buffer[]): Buffer => {
    if (part.length === 1) return part[0] as Buffer;
    let half = 1;
    while (half * 2 < part.length) half *= 2;
    const children = [root(part.slice(0, half)), root(part.slice(half))];
    return hash("sha256", Buffer.concat([Buffer.from([1]), ...children]), "buffer");
  };
  return root(leaves).toString("hex");
}

const headers = fc.array(fc.string(), { maxLength: 70 });
const grow = (leaves: readonly Buffer[], tree = new MerkleTree()) => {
  for (const leaf of leaves) tree.append(leaf);
  return tree;
};
const leavesOf = (texts: readonly string[]) => texts.map((text) => leafOf(text, COMMITMENT));

describe("MerkleTree", () => {
  it("has the root that RFC 6962 defines, after each leaf", () => {
    fc.assert(
      fc.property(headers, (texts) => {
        const leaves = leavesOf(texts);
        const tree = new MerkleTree();
        expect(tree.head()).toEqual({ count: 0, root: definition([]) });
        leaves.forEach((leaf, at) => {
          tree.append(leaf);
          expect(tree.head()).toEqual({ count: at + 1, root: definition(leaves.slice(0, at + 1)) });
        });
      }),
      { numRuns: 50 },
    );
  });

  it("has leaves as RFC 6962 defines them, of headers short and long", () => {
    const header = fc.oneof(fc.string(), fc.constant("\ud800é€😀"), fc.constant("é".repeat(6000)));
    const commitment = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(header, commitment, (text, bytes) => {
        const leaf = Buffer.concat([Buffer.from([0]), Buffer.from(text, "utf8"), bytes]);
        expect(leafOf(text, bytes).toString("hex")).toBe(hash("sha256", leaf, "hex"));
      }),
    );
  });

  it("R9 a head tells a changed, missing, added or moved leaf", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 40 }), fc.nat(), (texts, choice) => {
        const { root } = grow(leavesOf(texts)).head();
        const at = choice % texts.length;
        const other = (at + 1) % texts.length;
        const changed = texts.map((text, n) => (n === at ? `${text}!` : text));
        const moved = texts.map((text, n) => (n === at ? texts[other] : n === other ? texts[at] : text)) as string[];
        for (const each of [changed, moved, texts.slice(0, -1), [...texts, "more"]]) {
          expect(grow(leavesOf(each)).head().root).not.toBe(root);
        }
        expect(leafOf(texts[0] as string, Buffer.alloc(32, 8))).not.toEqual(leafOf(texts[0] as string, COMMITMENT));
      }),
    );
  });

  it("forks into a tree that leaves the first as it is", () => {
    const tree = grow(leavesOf(["a", "b", "c"]));
    const before = tree.head();
    const fork = grow(leavesOf(["d", "e"]), tree.fork());
    expect(tree.head()).toEqual(before);
    expect(fork.head()).toEqual(grow(leavesOf(["a", "b", "c", "d", "e"])).head());
  });
});
