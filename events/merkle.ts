// The Merkle tree over an origin's headers (RFC 6962 §2.1), grown leaf by leaf. Its head, count and root, is what an
// origin signs: nobody on the way can alter, invent, cut or reorder what it covers.
import { sha256, sha256Around } from "./sha256.ts";

export interface Head {
  readonly count: number;
  /** sha256, in hex. */
  readonly root: string;
}

const LEAF = Buffer.from([0]);
const DIGEST_BYTES = 32;
/** Of a node's hash: a mark that no leaf has, and both roots below it. */
const node = Buffer.alloc(1 + 2 * DIGEST_BYTES, 1);
const EMPTY = sha256(Buffer.alloc(0)).toString("hex");

/** The leaf of an event: its canonical header and what binds it to its body. */
export function leafOf(header: string, commitment: Uint8Array): Buffer {
  return sha256Around(LEAF, header, commitment);
}

function nodeOf(left: Buffer, right: Buffer): Buffer {
  node.set(left, 1);
  node.set(right, 1 + DIGEST_BYTES);
  return sha256(node);
}

export class MerkleTree {
  /** The roots of the full subtrees, largest first: bit k of the count says whether there is one of 2^k leaves. */
  #peaks: Buffer[];
  #count: number;

  constructor(count = 0, peaks: readonly Buffer[] = []) {
    this.#count = count;
    this.#peaks = [...peaks];
  }

  get count(): number {
    return this.#count;
  }

  /** The roots of the full subtrees, largest first: a tree made of them and the count grows on as this one does. */
  get peaks(): readonly Buffer[] {
    return this.#peaks;
  }

  /** The leaves must come in the order of the sequence. */
  append(leaf: Buffer): void {
    let root = leaf;
    for (let rest = this.#count; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      root = nodeOf(this.#peaks.pop() as Buffer, root);
    }
    this.#peaks.push(root);
    this.#count++;
  }

  head(): Head {
    const last = this.#peaks.at(-1);
    if (last === undefined) return { count: 0, root: EMPTY };
    const root = this.#peaks.slice(0, -1).reduceRight((right, left) => nodeOf(left, right), last);
    return { count: this.#count, root: root.toString("hex") };
  }

  /** A tree of its own that begins as this one is: to try leaves before they are believed. */
  fork(): MerkleTree {
    return new MerkleTree(this.#count, this.#peaks);
  }
}
