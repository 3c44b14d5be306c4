// Passes promises on: this node's own each second, others' when they are news and what they speak of is here.

import { LinkFault } from "./fault.ts";
import type { Frame, Frames } from "./frames.ts";
import type { Link } from "./link.ts";
import type { Promises } from "./promises.ts";

/** A promise that speaks of events that are not here yet, and who brought it. */
interface Early {
  readonly promise: Frames["PROMISE"];
  readonly link: Link;
}

/** Origins of which something is waited for. */
const EARLY_MOST = 1000;

export class PromiseRelay {
  readonly #promises: Promises;
  readonly #send: (frame: Frame, but: Link | undefined) => void;
  readonly #heard: (origin: string) => void;
  readonly #early = new Map<string, Early>();

  constructor(
    promises: Promises,
    send: (frame: Frame, but: Link | undefined) => void,
    heard: (origin: string) => void,
  ) {
    this.#promises = promises;
    this.#send = send;
    this.#heard = heard;
  }

  /** Ends the link that brings what is wrong. */
  take(link: Link, promise: Frames["PROMISE"]): void {
    try {
      const taken = this.#promises.take(promise);
      if (taken === "early") return this.#keep({ promise, link });
      if (taken === "old") return;
      this.#heard(promise.origin);
      this.#send({ kind: "PROMISE", ...promise }, link);
    } catch (error) {
      if (!(error instanceof LinkFault)) throw error;
      link.end(error.code, error.message);
    }
  }

  /** More is here now. */
  retry(): void {
    for (const [origin, { promise, link }] of [...this.#early]) {
      this.#early.delete(origin);
      this.take(link, promise);
    }
  }

  /** Time has passed: this node's own word. */
  make(): void {
    const own = this.#promises.make();
    if (own !== undefined) this.#send(own, undefined);
  }

  #keep(early: Early): void {
    const { origin, at } = early.promise;
    const known = this.#early.get(origin);
    if (known !== undefined && known.promise.at >= at) return;
    if (known === undefined && this.#early.size >= EARLY_MOST) return;
    this.#early.set(origin, early);
  }
}
