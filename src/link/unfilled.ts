// Whether what is missing in the log still comes: who was asked for it without anything coming, and that the operator
// is told once when that is everybody who is linked. It asks nobody itself.
import { giverOf } from "../record/giver.ts";
import { type Hole, missingIn } from "../record/hole.ts";
import type { LogReader } from "../record/log.ts";
import type { LinkNotice } from "./ports.ts";

export class Unfilled {
  readonly #log: LogReader;
  readonly #notice: (notice: LinkNotice) => void;
  /** Keys of peers that were asked since something came last. */
  readonly #asked = new Set<string>();
  #next = 0;
  #isTold = false;

  constructor(log: LogReader, notice: (notice: LinkNotice) => void) {
    this.#log = log;
    this.#notice = notice;
  }

  /** Whoever was asked is not busy with it any more. `linked`: the keys of the peers. Throws LogError. */
  look(hole: Hole, linked: readonly string[]): void {
    if (hole.next !== this.#next) {
      this.#asked.clear();
      this.#isTold = false;
    }
    this.#next = hole.next;
    if (this.#isTold || linked.length === 0 || !linked.every((key) => this.#asked.has(key))) return;
    this.#isTold = true;
    const giver = giverOf(hole, this.#log) ?? "a peer";
    this.#notice({ kind: "incomplete", missing: missingIn(hole), giver });
  }

  asked(key: string): void {
    this.#asked.add(key);
  }
}
