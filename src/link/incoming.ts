// What a peer sends: its events wait in the order of its stream until heads that their origins signed cover them, and
// are then admitted together, from the front. What is wrong in any way ends the link with nothing of it applied.
import type { Header } from "../../events/envelope.ts";
import { nodeOf } from "../../events/names.ts";
import { isKnown } from "../../events/versions.ts";
import type { Seal } from "../record/log.ts";
import type { Arrival } from "../record/turn.ts";
import { type Arriving, readCarried, readHeader } from "./carried.ts";
import { Claims } from "./claims.ts";
import { LinkFault } from "./fault.ts";
import type { Carried, Frames } from "./frames.ts";
import { type Heads, peaksOf } from "./heads.ts";
import type { LinkedNode } from "./ports.ts";
import type { Shared } from "./shared.ts";
import { sealText } from "./signed.ts";

/** The last event of an origin that came over this link and waits. */
interface Waiting {
  readonly seq: number;
  readonly at: number;
}

/** What arrivals are checked with, and where they get in. */
export interface IncomingParts
  extends Pick<Shared, "heads" | "keys" | "promises" | "isSigned" | "wall" | "limits" | "keepsPrivate"> {
  readonly node: Pick<LinkedNode, "id" | "origin" | "have" | "log" | "admit" | "settle">;
  readonly bodies: Pick<Shared["bodies"], "keep">;
  readonly late: Pick<Shared["late"], "offer" | "admitted">;
}

/** Heads that are announced and not reached, over all origins. */
const SEALS_MOST = 20_000;

export class Incoming {
  received = 0;
  duplicates = 0;
  readonly #shared: IncomingParts;
  readonly #seen: (origin: string, seq: number) => void;
  #waiting: Arriving[] = [];
  #waitingBytes = 0;
  readonly #last = new Map<string, Waiting>();
  /** Origin → count → the head that was announced for it. */
  readonly #announced = new Map<string, Map<number, Frames["SEAL"]>>();
  #announcedCount = 0;
  /** Node id → the key of an opening that waits. */
  readonly #keys = new Map<string, string>();
  readonly #claims: Claims;
  #isHeldByClock = false;

  /** `peer`: who proved which key for this link. `seen` is told of each event that the peer has. */
  constructor(
    shared: IncomingParts,
    peer: { readonly node: string; readonly key: string },
    seen: (origin: string, seq: number) => void,
  ) {
    this.#shared = shared;
    this.#claims = new Claims(shared.node);
    this.#seen = seen;
    this.#keys.set(peer.node, peer.key);
  }

  /** Events wait for a head, for their time, or for another link's events. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** What waits does so because its time has not come: more of it is not wanted. */
  get isHeldByClock(): boolean {
    return this.#isHeldByClock;
  }

  /** The last event of an origin that is held or waits. */
  reached(origin: string): number {
    return Math.max(this.#shared.node.have.get(origin) ?? 0, this.#last.get(origin)?.seq ?? 0);
  }

  /** A head is announced. Throws LinkFault. */
  seal(seal: Frames["SEAL"]): void {
    const { node, heads, keys, isSigned } = this.#shared;
    const { origin, count, root, signature } = seal;
    if (count <= (node.have.get(origin) ?? 0)) {
      const held = count === 0 ? undefined : heads.rootAt(origin, count);
      if (held === undefined || held === root) return;
      const key = keys.of(nodeOf(origin as Header["origin"]));
      const isTheirs = key !== undefined && isSigned(key, sealText(seal), signature);
      if (!isTheirs)
        throw new LinkFault("SIGNATURE_WRONG", `the head of ${origin} at ${count} is not signed by its key`);
      const shown = `${origin} signed two heads for its first ${count} events`;
      throw new LinkFault("EQUIVOCATION", `${shown}: its key is in two hands, or its log was changed`);
    }
    const counts = this.#announced.get(origin) ?? new Map<number, Frames["SEAL"]>();
    this.#announced.set(origin, counts);
    if (!counts.has(count)) this.#announcedCount++;
    counts.set(count, seal);
    if (this.#announcedCount > SEALS_MOST) {
      throw new LinkFault("UNSEALED_TOO_MUCH", `${SEALS_MOST} heads were announced and not reached`);
    }
  }

  /** Events come. Throws LinkFault, or what `admit` of the node throws. */
  take(events: readonly Carried[]): void {
    for (const carried of events) this.#one(carried);
    this.advance();
    const { unsealedBytes } = this.#shared.limits;
    if (this.#waitingBytes > unsealedBytes && !this.#isHeldByClock) {
      throw new LinkFault("UNSEALED_TOO_MUCH", `more than ${unsealedBytes} bytes of events that no head covers`);
    }
  }

  #one(carried: Carried): void {
    const { node, heads, late } = this.#shared;
    const header = readHeader(carried);
    const { origin, seq, at } = header;
    this.received++;
    this.#seen(origin, seq);
    const have = node.have.get(origin) ?? 0;
    const waiting = this.#last.get(origin);
    const last = Math.max(have, waiting?.seq ?? 0);
    if (seq <= last) {
      if (!late.offer(carried, header)) this.duplicates++;
      return;
    }
    if (seq > last + 1) throw new LinkFault("SEQUENCE_GAP", `${origin}-${seq} came, and ${last + 1} was next`);
    if (origin === node.origin)
      throw new LinkFault("OWN_ORIGIN", `${origin}-${seq} is not this node's, but bears its name`);
    const arriving = readCarried(carried, header);
    if (seq === 1) this.#assertOpens(arriving);
    this.#claims.assertMade(header);
    const before = waiting !== undefined && waiting.seq > have ? waiting.at : heads.lastAt(origin, have);
    if (at <= before) throw new LinkFault("TIME_NOT_INCREASING", `${origin}-${seq} is not after the event before it`);
    this.#waiting.push(arriving);
    this.#waitingBytes += arriving.bytes;
    this.#last.set(origin, { seq, at });
  }

  #assertOpens({ event, opening }: Arriving): void {
    const { origin } = event;
    if (opening === undefined) {
      throw new LinkFault("OPENING_MISSING", `the first event of ${origin} is a ${event.type} and not its opening`);
    }
    this.#claims.opened(origin, opening);
    const { key } = opening;
    if (key === undefined)
      throw new LinkFault("KEY_MISSING", `${origin} was opened without a key, before nodes linked`);
    const id = nodeOf(origin);
    const known = this.#shared.keys.of(id) ?? this.#keys.get(id);
    if (known !== undefined && known !== key) {
      throw new LinkFault("KEY_CHANGED", `${origin} is opened with another key than node ${id} has`);
    }
    this.#keys.set(id, key);
  }

  /** Admits what is covered, from the front. Throws LinkFault, or what `admit` of the node throws. */
  advance(): void {
    const end = this.#coveredEnd();
    if (end === 0) return;
    const covered = this.#waiting.slice(0, end);
    const fresh = covered.filter(({ event }) => event.seq > this.#have(event.origin));
    const heads = this.#checkedHeads(fresh);
    this.#shared.node.admit(
      fresh.map((each) => this.#arrivalOf(each)),
      heads.map(({ seal }) => seal),
    );
    for (const { event, opening } of fresh) {
      if (opening?.key !== undefined) this.#shared.keys.admitted(nodeOf(event.origin), opening.key);
    }
    this.#waiting = this.#waiting.slice(end);
    for (const { bytes } of covered) this.#waitingBytes -= bytes;
    this.duplicates += covered.length - fresh.length;
    for (const { seal, tree, at } of heads) this.#shared.heads.advance(seal.origin, tree, at);
    for (const { event } of covered) this.#forget(event.origin);
  }

  /**
   * How many from the front may be admitted: up to where each origin's last event is the last of a head, so that what
   * is held can be sent on, whatever else comes or does not come.
   */
  #coveredEnd(): number {
    const open = new Set<string>();
    const latest = this.#shared.wall() + this.#shared.limits.aheadMicros;
    this.#isHeldByClock = false;
    let end = 0;
    for (const [n, { event }] of this.#waiting.entries()) {
      const { origin, seq, at } = event;
      if (at > latest) {
        this.#isHeldByClock = true;
        break;
      }
      const isCovered = seq <= this.#have(origin) || this.#announced.get(origin)?.has(seq) === true;
      if (isCovered) open.delete(origin);
      else open.add(origin);
      if (open.size === 0) end = n + 1;
    }
    return end;
  }

  /** The last head of each origin, checked against all events up to it. Throws LinkFault. */
  #checkedHeads(fresh: readonly Arriving[]) {
    const { heads, promises, isSigned, keys } = this.#shared;
    const grown = new Map<string, { tree: ReturnType<Heads["tree"]>; at: number }>();
    for (const { event, leaf } of fresh) {
      promises.assertKept(event);
      const { origin, at } = event;
      const known = grown.get(origin) ?? { tree: heads.tree(origin, this.#have(origin)).fork(), at };
      known.tree.append(leaf);
      known.at = at;
      grown.set(origin, known);
    }
    return [...grown].map(([origin, { tree, at }]) => {
      const { count, root } = tree.head();
      const said = this.#announced.get(origin)?.get(count) as Frames["SEAL"];
      const id = nodeOf(origin as Header["origin"]);
      const key = keys.of(id) ?? this.#keys.get(id);
      if (this.#keys.has(id) && this.#keys.get(id) !== key) {
        throw new LinkFault("KEY_CHANGED", `${origin} is opened with another key than node ${id} has`);
      }
      if (key === undefined || !isSigned(key, sealText(said), said.signature)) {
        throw new LinkFault("SIGNATURE_WRONG", `the head of ${origin} at ${count} is not signed with its key`);
      }
      if (root !== said.root) {
        throw new LinkFault("HEAD_WRONG", `the events of ${origin} up to ${count} are not those that it signed`);
      }
      const seal: Seal = { origin, count, root, signature: said.signature, peaks: peaksOf(tree) };
      return { seal, tree, at };
    });
  }

  #arrivalOf(arriving: Arriving): Arrival {
    const { event, header, salt, body, commitment } = arriving;
    const { origin, seq, to } = event;
    const { node, bodies, late, wall, keepsPrivate } = this.#shared;
    const whole = { origin, seq, header, salt, body, commitment: null };
    if (to === undefined) return { event, entry: whole };
    const others = to.filter((id) => id !== node.id && id !== nodeOf(origin));
    if (salt !== null && body !== null) bodies.keep(event, { salt, body }, others, wall());
    const isForUs = to.includes(node.id);
    const isKept = isForUs && keepsPrivate && body !== null;
    const entry = isKept ? whole : { ...whole, salt: null, body: null, commitment };
    if (!isForUs) return { event: { ...event, body: null } as Arrival["event"], entry };
    return { event: isKnown(event) ? late.admitted(event, commitment) : event, entry };
  }

  #have(origin: string): number {
    return this.#shared.node.have.get(origin) ?? 0;
  }

  /** What was announced or remembered for events that are held now. */
  #forget(origin: string): void {
    const have = this.#have(origin);
    const last = this.#last.get(origin);
    if (last !== undefined && last.seq <= have) this.#last.delete(origin);
    const counts = this.#announced.get(origin);
    if (counts === undefined) return;
    for (const count of counts.keys()) {
      if (count > have) continue;
      counts.delete(count);
      this.#announcedCount--;
    }
    if (counts.size === 0) this.#announced.delete(origin);
  }
}
