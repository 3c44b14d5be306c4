// Merkle heads: of each origin the tree over the headers that are held, where the next ones are tried; and this node's
// own seals, made and stored before an event of its own is sent.
import { decodeAnyHeader } from "../../events/codec.ts";
import { commitmentOf } from "../../events/commitment.ts";
import { leafOf, MerkleTree } from "../../events/merkle.ts";
import type { BaseHead } from "../record/hole.ts";
import type { Entry, Log, LogReader, Seal } from "../record/log.ts";
import { treeOf } from "./base-tree.ts";
import type { Identity } from "./identity.ts";
import { sealText } from "./signed.ts";

/** A log that was never sealed gets a head for so many events, so that a receiver need not hold many at a time. */
const SEAL_EVENTS = 500;
const PAGE = 500;
const ROOT_BYTES = 32;

/** What is held of an origin. */
interface Held {
  readonly tree: MerkleTree;
  /** Of its last event. */
  readonly at: number;
}

export class Heads {
  readonly #log: Log;
  readonly #identity: Identity;
  readonly #fresh: Pick<LogReader, "readOrigin">;
  readonly #held = new Map<string, Held>();
  /** Own origins → sealed count. */
  readonly #sealed = new Map<string, number>();

  /** `fresh`: where own events are read that were committed just now. */
  constructor(log: Log, identity: Identity, fresh: Pick<LogReader, "readOrigin"> = log) {
    this.#log = log;
    this.#identity = identity;
    this.#fresh = fresh;
  }

  /** The tree over the first `count` headers of an origin, all of which are held. Not to be grown: fork it. */
  tree(origin: string, count: number): MerkleTree {
    const held = this.#held.get(origin);
    if (held?.tree.count === count) return held.tree;
    const tree = this.treeAt(origin, count);
    this.#held.set(origin, { tree, at: this.#readAt(origin, count) });
    return tree;
  }

  /** As `tree`, for once: it is not kept. Throws LogError. */
  treeAt(origin: string, count: number): MerkleTree {
    return this.#grown(origin, count, this.#treeBefore(origin, count));
  }

  /** The time of an origin's event with that number; 0 for none. */
  lastAt(origin: string, count: number): number {
    const held = this.#held.get(origin);
    return held?.tree.count === count ? held.at : this.#readAt(origin, count);
  }

  /** Events up to the tree's count are held from now on; `at` is the last one's. */
  advance(origin: string, tree: MerkleTree, at: number): void {
    this.#held.set(origin, { tree, at });
  }

  /** What was held may be held no more: all is read from the log again. */
  forget(): void {
    this.#held.clear();
    this.#sealed.clear();
  }

  /** The root over the first `count` headers of an origin; undefined where these are not all in the log yet. */
  rootAt(origin: string, count: number): string | undefined {
    const stored = this.#log.seal(origin, count);
    if (stored?.count === count) return stored.root;
    const held = this.#held.get(origin);
    if (held?.tree.count === count) return held.tree.head().root;
    if (this.#log.positionOf(origin, count) === undefined) return undefined;
    // Between two seals: from the log, for what is between is not in memory.
    return this.treeAt(origin, count).head().root;
  }

  /** The head with the least count that covers an event, if there is one. */
  sealFrom(origin: string, seq: number): Seal | undefined {
    return this.#log.seal(origin, seq);
  }

  /** The events of an origin after a count, up to another; all of these are held. Throws LogError. */
  entries(origin: string, after: number, until: number): readonly Entry[] {
    return this.#log.readOrigin(origin, after, until - after);
  }

  /** As `sealOwn`, as long as nobody waits for it: only when there is enough for a head. Throws LogError. */
  sealOwnAhead(origin: string, committed: number): void {
    const whole = committed - (committed % SEAL_EVENTS);
    if (whole > (this.#sealed.get(origin) ?? 0)) this.sealOwn(origin, whole, SEAL_EVENTS);
  }

  /**
   * Seals an own origin up to its last committed event, at most `most` events in one call; true when all is sealed.
   * Throws LogError.
   */
  sealOwn(origin: string, committed: number, most = Number.POSITIVE_INFINITY): boolean {
    // Of a former epoch the last events may come from peers, with heads of their own: those need none here.
    let sealed = Math.max(this.#sealed.get(origin) ?? 0, this.#log.seal(origin)?.count ?? 0);
    const seals: Seal[] = [];
    let tree = sealed < committed ? this.tree(origin, sealed).fork() : undefined;
    const end = Math.min(committed, sealed + most);
    let last: Entry | undefined;
    while (tree !== undefined && sealed < end) {
      const next = Math.min(end, sealed + SEAL_EVENTS);
      const page = this.#fresh.readOrigin(origin, sealed, next - sealed);
      for (const entry of page) tree.append(leafOfEntry(entry));
      last = page.at(-1);
      seals.push(this.#signed(origin, tree));
      sealed = tree.count;
      if (tree.count !== next) throw new Error(`links: the log has no event ${tree.count + 1} of ${origin}`);
    }
    if (last !== undefined && tree !== undefined) {
      this.#log.append([], seals);
      this.advance(origin, tree, decodeAnyHeader(last.header).at);
      tree = undefined;
    }
    this.#sealed.set(origin, sealed);
    return sealed >= committed;
  }

  #signed(origin: string, tree: MerkleTree): Seal {
    const head = { origin, ...tree.head() };
    return { ...head, signature: this.#identity.sign(sealText(head)), peaks: peaksOf(tree) };
  }

  #readAt(origin: string, count: number): number {
    const last = count === 0 ? undefined : this.#log.readOrigin(origin, count - 1, 1)[0];
    if (last !== undefined) return decodeAnyHeader(last.header).at;
    const base = this.#baseHead(origin, count);
    return base?.count === count ? base.at : 0;
  }

  /** Of an origin of which events are missing: where it goes on after them. */
  #baseHead(origin: string, count: number): BaseHead | undefined {
    return this.#log.hole()?.heads.find((head) => head.origin === origin && head.count <= count);
  }

  /** Where to grow from: the last stored head, unless it is beyond. */
  #treeBefore(origin: string, count: number): MerkleTree {
    const seal = this.#log.sealBefore(origin, count);
    const base = this.#baseHead(origin, count);
    if (base !== undefined && base.count > (seal?.count ?? 0)) return treeOf(base);
    return seal === undefined ? new MerkleTree() : new MerkleTree(seal.count, peaksIn(seal));
  }

  #grown(origin: string, count: number, tree: MerkleTree): MerkleTree {
    while (tree.count < count) {
      const page = this.#log.readOrigin(origin, tree.count, Math.min(PAGE, count - tree.count));
      if (page.length === 0) throw new Error(`links: the log has no event ${tree.count + 1} of ${origin}`);
      for (const entry of page) tree.append(leafOfEntry(entry));
    }
    return tree;
  }
}

/** The leaf of an event as the log has it. */
export const leafOfEntry = (entry: Omit<Entry, "position">): Buffer => leafOf(entry.header, commitmentIn(entry));

/** What an event's header is bound to its body by: kept only where the body is gone. */
export function commitmentIn({ salt, body, commitment }: Omit<Entry, "position">): Buffer {
  const isWhole = commitment === null && salt !== null && body !== null;
  return isWhole ? commitmentOf(salt, body) : Buffer.from(commitment as Uint8Array);
}

/** The peaks of a tree as a seal keeps them: one after the other. */
export const peaksOf = (tree: MerkleTree): Buffer => Buffer.concat(tree.peaks);

function peaksIn({ peaks }: Seal): Buffer[] {
  const bytes = Buffer.from(peaks);
  return Array.from({ length: bytes.length / ROOT_BYTES }, (_, n) =>
    bytes.subarray(n * ROOT_BYTES, (n + 1) * ROOT_BYTES),
  );
}
