// The node's own word on its links: LINK and UNLINK events, made until the record says what is so. An edge of the
// network counts by the words of both its ends.
import type { AnyDraft } from "../../events/envelope.ts";
import type { Origin } from "../../events/names.ts";
import type { LinkedNode } from "./ports.ts";

interface Recorded {
  /** Empty where it is not known. */
  readonly session: string;
  /** UNLINK was appended and is not committed. */
  readonly isEnding: boolean;
}

export class Edges {
  readonly #node: LinkedNode;
  /** The peers' epochs that are linked, each with the session. */
  readonly #linked = new Map<string, string>();
  /** Lost ones, and why, until that is recorded. */
  readonly #lost = new Map<string, string>();
  /** Those of which the record may say that they are linked. */
  readonly #recorded = new Map<string, Recorded>();

  constructor(node: LinkedNode) {
    this.#node = node;
  }

  linked(origin: string, session: string): void {
    this.#linked.set(origin, session);
    this.#lost.delete(origin);
  }

  unlinked(origin: string, reason: string): void {
    this.#linked.delete(origin);
    this.#lost.set(origin, reason);
  }

  /** Records what is not recorded yet; false if that has to be tried again. */
  reconcile(): boolean {
    for (const [peer, { session, isEnding }] of this.#recorded) {
      if (this.#linked.has(peer) || isEnding) continue;
      const reason = this.#lost.get(peer) ?? "";
      if (!this.#append({ type: "UNLINK", body: { peer: peer as Origin, reason } })) return false;
      this.#recorded.set(peer, { session, isEnding: true });
    }
    for (const [peer, session] of this.#linked) {
      const recorded = this.#recorded.get(peer);
      if (recorded?.session === session && !recorded.isEnding) continue;
      if (!this.#append({ type: "LINK", body: { peer: peer as Origin, session } })) return false;
      this.#recorded.set(peer, { session, isEnding: false });
    }
    return true;
  }

  /** What was appended is committed. */
  committed(): void {
    for (const [peer, { isEnding }] of this.#recorded) {
      if (!isEnding) continue;
      this.#recorded.delete(peer);
      this.#lost.delete(peer);
    }
  }

  /** Something that was appended may not be recorded after all. */
  rolledBack(): void {
    for (const peer of this.#recorded.keys()) this.#recorded.set(peer, { session: "", isEnding: false });
  }

  /** Another epoch begins: the words of the last one are void. */
  reset(): void {
    this.#recorded.clear();
    this.#lost.clear();
  }

  #append(draft: AnyDraft): boolean {
    return this.#node.isReady && this.#node.append(draft);
  }
}
