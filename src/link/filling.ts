// The hole of the log being filled: events of before a snapshot come over a second connection, are checked like any
// others, and go into the log alone. Nobody is told of them, and the state has them already.
import { giverOf } from "../record/giver.ts";
import type { BaseHead, Hole } from "../record/hole.ts";
import type { Entry, Seal } from "../record/log.ts";
import type { Arrival } from "../record/turn.ts";
import { treeOf, unsound } from "./base-tree.ts";
import { LinkFault } from "./fault.ts";
import type { Carried, Frames } from "./frames.ts";
import { Heads, leafOfEntry } from "./heads.ts";
import { Incoming, type IncomingParts } from "./incoming.ts";
import type { Shared } from "./shared.ts";

export class Filling {
  readonly #shared: Shared;
  readonly #heads: Heads;
  /** Origin → the last event that is in the log, of those before the snapshot. */
  readonly #have: Map<string, number>;
  readonly #until: Hole["base"]["vector"];
  readonly #incoming: Incoming;

  /** `peer`: who proved which key for the connection. */
  constructor(shared: Shared, hole: Hole, peer: { readonly node: string; readonly key: string }) {
    const { node, identity } = shared;
    this.#shared = shared;
    this.#heads = new Heads(node.log, identity);
    this.#until = hole.base.vector;
    this.#have = new Map(Object.entries(hole.held).map(([origin, had]) => [origin, this.#filledTo(origin, had)]));
    this.#incoming = new Incoming(this.#parts(), peer, () => undefined);
  }

  /** What is asked for: of origins that are filled already there is nothing to send. */
  wanted(): Frames["WANT"] {
    const until = [...this.#have].flatMap(([origin, had]) => {
      const last = this.#until[origin] ?? 0;
      return had < last ? [[origin, last] as const] : [];
    });
    return { have: Object.fromEntries(this.#have), until: Object.fromEntries(until) };
  }

  /** Nothing is missing any more. */
  get isDone(): boolean {
    return this.#shared.node.log.hole() === undefined;
  }

  get received(): number {
    return this.#incoming.received;
  }

  /** Throws LinkFault. */
  seal(seal: Frames["SEAL"]): void {
    this.#incoming.seal(seal);
  }

  /** Throws LinkFault, LogError. */
  take(events: readonly Carried[]): void {
    if (this.isDone) return;
    this.#incoming.take(events);
    // All of it is past. What would wait for its time here would never come to an end, nor to a bound.
    if (this.#incoming.isHeldByClock) throw unsound("what came before it is far ahead of this node's clock");
  }

  /** After what was held come those that were filled in before this connection. */
  #filledTo(origin: string, had: number): number {
    const { log } = this.#shared.node;
    let [low, high] = [had, this.#until[origin] ?? had];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (log.positionOf(origin, middle) === undefined) high = middle - 1;
      else low = middle;
    }
    return low;
  }

  /** What arrivals meet: only the log. Nobody waits for the bodies of old private messages. */
  #parts(): IncomingParts {
    const { node } = this.#shared;
    const { id, origin, log } = node;
    const admit: IncomingParts["node"]["admit"] = (arrivals, seals) => this.#fill(arrivals, seals);
    return {
      ...this.#shared,
      heads: this.#heads,
      node: { id, origin, log, have: this.#have, admit, settle: () => node.settle() },
      bodies: { keep: () => undefined },
      late: { offer: () => false, admitted: (event) => event },
    };
  }

  #fill(arrivals: readonly Arrival[], seals: readonly Seal[]): void {
    const { log } = this.#shared.node;
    const hole = log.hole();
    if (hole === undefined) return;
    const wanted = arrivals.filter(({ event: { origin, seq } }) => seq <= (this.#until[origin] ?? 0));
    const entries: Entry[] = wanted.map(({ entry }, at) => ({ ...entry, position: hole.next + at }));
    const last = hole.next + entries.length - 1;
    if (last > hole.last) throw unsound("there are more events before it than it says");
    for (const head of hole.heads) this.#assertSame(head, wanted, hole);
    log.fill(entries, seals);
    log.maintain();
    for (const { event } of arrivals) this.#have.set(event.origin, event.seq);
  }

  /**
   * The last that is missing of an origin comes: all that came must be what the snapshot is made of. The origin signed
   * both, and what it did later stands on the other: nothing of this one is kept. Throws LinkFault, LogError.
   */
  #assertSame(head: BaseHead, wanted: readonly Arrival[], hole: Hole): void {
    const { origin, count } = head;
    const ofOrigin = wanted.filter(({ event }) => event.origin === origin);
    if (ofOrigin.at(-1)?.event.seq !== count) return;
    const tree = this.#heads.tree(origin, this.#have.get(origin) ?? 0).fork();
    for (const { entry } of ofOrigin) tree.append(leafOfEntry(entry));
    if (tree.head().root === treeOf(head).head().root) return;
    const giver = giverOf(hole, this.#shared.node.log) ?? "a peer";
    const others = `others, of which the snapshot of ${giver} is made`;
    throw new LinkFault("EQUIVOCATION", `${origin} signed these events up to ${count}, and ${others}`);
  }
}
