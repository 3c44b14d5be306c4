// The keys of nodes as their openings say, from the moment these are admitted: the state may follow later.
import type { NodeId } from "../../events/names.ts";
import type { LinkedNode } from "./ports.ts";

export class Keys {
  readonly #node: LinkedNode;
  readonly #admitted = new Map<string, string>();

  constructor(node: LinkedNode) {
    this.#node = node;
  }

  of(node: string): string | undefined {
    return this.#admitted.get(node) ?? this.#node.keyOf(node as NodeId);
  }

  admitted(node: string, key: string): void {
    this.#admitted.set(node, key);
  }

  /** Openings may have been taken back. */
  forget(): void {
    this.#admitted.clear();
  }
}
