// Events of newer builds: this one cannot read them, and takes them only from origins whose opening says that they
// understand such. Else a peer that is merely broken could stop a node with an event of nobody's.
import { decodeOpening } from "../../events/codec.ts";
import type { Header } from "../../events/envelope.ts";
import { isKnown, understoodIn } from "../../events/versions.ts";
import { originsIn } from "../record/snapshot.ts";
import type { Opening } from "./carried.ts";
import { LinkFault } from "./fault.ts";
import type { LinkedNode } from "./ports.ts";

export class Claims {
  readonly #node: Pick<LinkedNode, "log" | "settle">;
  /** Origin → type → version, of those that were asked for or came over this link. */
  readonly #understood = new Map<string, ReadonlyMap<string, number>>();

  constructor(node: Pick<LinkedNode, "log" | "settle">) {
    this.#node = node;
  }

  opened(origin: string, { understands }: Opening): void {
    this.#understood.set(origin, understoodIn(understands));
  }

  /** Throws LinkFault EVENT_UNKNOWN. */
  assertMade(header: Header): void {
    if (isKnown(header)) return;
    const { origin, seq, type, version } = header;
    if (!this.#understood.has(origin)) this.#look(origin);
    if ((this.#understood.get(origin)?.get(type) ?? 0) >= version) return;
    const what = `${origin}-${seq} is a ${type} version ${version}`;
    throw new LinkFault("EVENT_UNKNOWN", `${what}, which its origin did not say that it understands`);
  }

  /**
   * The opening was admitted before this link was there, perhaps in the turn that is open. One that is missing yet came
   * before a snapshot, in which stands what it said.
   */
  #look(origin: string): void {
    const { log } = this.#node;
    this.#node.settle();
    const body = log.readOrigin(origin, 0, 1)[0]?.body;
    if (body != null) return this.opened(origin, decodeOpening(body));
    const base = log.hole()?.base;
    const row = base && originsIn(base).find((each) => each.origin === origin);
    if (row !== undefined) this.opened(origin, row);
  }
}
