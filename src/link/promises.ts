// What origins have promised: so many events made, and none to come at or before a time. The least of them over all
// open origins is the stable cut, before which nothing can come any more.
import type { Wall } from "../../events/clock.ts";
import { decodeAnyHeader } from "../../events/codec.ts";
import type { Header } from "../../events/envelope.ts";
import { nodeOf, type Origin } from "../../events/names.ts";
import { LinkFault } from "./fault.ts";
import type { Frame, Frames } from "./frames.ts";
import type { Heads } from "./heads.ts";
import type { Identity, IsSigned } from "./identity.ts";
import type { Keys } from "./keys.ts";
import type { LinkedNode } from "./ports.ts";
import { promiseText } from "./signed.ts";

export type Promised = Frames["PROMISE"];

/** news: taken, to be passed on. old: nothing new. early: what it speaks of is not held yet. */
export type Taken = "news" | "old" | "early";

export interface PromisesOptions {
  readonly node: LinkedNode;
  readonly heads: Heads;
  readonly keys: Keys;
  readonly identity: Identity;
  readonly isSigned: IsSigned;
  readonly wall: Wall;
}

export class Promises {
  readonly #options: PromisesOptions;
  readonly #promised = new Map<string, Promised>();

  constructor(options: PromisesOptions) {
    this.#options = options;
  }

  /** Throws LinkFault. */
  take(promise: Promised): Taken {
    const { node, keys, isSigned } = this.#options;
    const { origin, seq, at, signature } = promise;
    if (at <= (this.#promised.get(origin)?.at ?? 0) || nodeOf(origin as Origin) === node.id) return "old";
    const have = node.have.get(origin) ?? 0;
    const key = have === 0 ? undefined : keys.of(nodeOf(origin as Origin));
    if (have < seq || key === undefined) return "early";
    if (!isSigned(key, promiseText(promise), signature)) {
      throw new LinkFault("SIGNATURE_WRONG", `the promise of ${origin} is not signed with its key`);
    }
    if (!this.#isKeptSoFar(promise, have)) return "early";
    this.#promised.set(origin, promise);
    return "news";
  }

  /** Makes a promise of this node's own, when there is something new in it. */
  make(): Frame | undefined {
    const { node, identity, wall } = this.#options;
    node.settle();
    if (!node.isReady) return undefined;
    const { origin } = node;
    const at = wall();
    const seq = node.have.get(origin) ?? 0;
    if (seq === 0 || at <= (this.#promised.get(origin)?.at ?? 0)) return undefined;
    node.promise(at);
    const said = { origin, seq, at };
    const promise = { ...said, signature: identity.sign(promiseText(said)) };
    this.#promised.set(origin, promise);
    return { kind: "PROMISE", ...promise };
  }

  /** All that holds, for a peer that is new. */
  all(): readonly Promised[] {
    return [...this.#promised.values()];
  }

  /** Throws LinkFault PROMISE_BROKEN for an event that its origin had promised not to make. */
  assertKept({ origin, seq, at }: Header): void {
    const promise = this.#promised.get(origin);
    if (promise !== undefined && seq > promise.seq && at <= promise.at) throw broken(origin, seq, promise);
  }

  /** Up to when an origin is known: its promise or its last event, whichever is later. */
  reach(origin: string, have: number): number {
    return Math.max(this.#promised.get(origin)?.at ?? 0, this.#options.heads.lastAt(origin, have));
  }

  drop(origin: string): void {
    this.#promised.delete(origin);
  }

  /** Whether what is held is as promised; false where it cannot be read yet. Throws LinkFault PROMISE_BROKEN. */
  #isKeptSoFar(promise: Promised, have: number): boolean {
    const { origin, seq, at } = promise;
    if (have === seq) return true;
    const next = this.#options.node.log.readOrigin(origin, seq, 1)[0];
    if (next === undefined) return false;
    if (decodeAnyHeader(next.header).at <= at) throw broken(origin, seq + 1, promise);
    return true;
  }
}

const broken = (origin: string, seq: number, promise: Promised) =>
  new LinkFault("PROMISE_BROKEN", `${origin}-${seq} is not after ${promise.at}, as its origin had promised`);
