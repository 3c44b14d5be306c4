// Second connections to linked peers: opened where a snapshot left a hole in the log, by whoever of the two calls, and
// closed when it is filled. What goes wrong with one is tried again; the links are not touched by it.
import type { Vector } from "../record/vector.ts";
import { LinkFault } from "./fault.ts";
import type { Link } from "./link.ts";
import type { LinkNotice, Peer, Transport, Wire, WireReceiver } from "./ports.ts";
import type { Shared } from "./shared.ts";
import { Unfilled } from "./unfilled.ts";

export interface PoolOptions {
  readonly shared: Shared;
  /** Origin → last sequence that is committed. */
  readonly committed: Map<string, number>;
  readonly transport: Transport;
  readonly peers: () => readonly Peer[];
  /** The links. */
  readonly linked: () => readonly Link[];
  /** Makes a second connection of a wire to a peer that was called. */
  readonly open: (wire: Wire, peer: Peer) => WireReceiver;
  readonly notice: (notice: LinkNotice) => void;
}

export class Pool {
  readonly #options: PoolOptions;
  /** Node id → the second connection to it. */
  readonly #links = new Map<string, Link>();
  /** Keys of peers that are being called. */
  readonly #calling = new Set<string>();
  readonly #unfilled: Unfilled;
  /** Key of a peer → when it asked last to be called; microseconds since 1970. */
  readonly #askedAt = new Map<string, number>();
  #cancelRetry: (() => void) | undefined;
  #tries = 0;
  #isStopped = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#unfilled = new Unfilled(options.shared.node.log, options.notice);
  }

  get links(): readonly Link[] {
    return [...this.#links.values()];
  }

  /** The peer of a second connection has proved its key; an answer ends the connection. */
  proved(link: Link): LinkFault | undefined {
    const node = link.hello?.node ?? "";
    const isLinked = this.#options
      .linked()
      .some((each) => each.hello?.node === node && each.peer?.key === link.peer?.key);
    if (!isLinked) return new LinkFault("UNEXPECTED_FRAME", "a second connection where there is no link");
    const former = this.#links.get(node);
    this.#links.set(node, link);
    former?.end("REPLACED", "the peer has connected anew");
    return undefined;
  }

  /** `called`: the peer, where this side called; it may have ended before the peer had proved its key. */
  ended(link: Link, called: Peer | undefined): void {
    if (called) this.#calling.delete(called.key);
    for (const [node, each] of this.#links) if (each === link) this.#links.delete(node);
    this.#retry();
  }

  /** Something may be missing in the log: sees to it that it comes from one peer. */
  fill(): void {
    const { shared, linked, peers } = this.#options;
    const isBusy = this.#links.size > 0 || this.#calling.size > 0 || this.#cancelRetry !== undefined;
    const hole = shared.node.log.hole();
    if (this.#isStopped || hole === undefined || isBusy) return;
    // Not all have what is missing: each is asked in turn.
    const links = linked();
    const link = links[this.#tries++ % links.length];
    if (link === undefined) return;
    this.#unfilled.look(
      hole,
      links.map(({ peer }) => peer?.key ?? ""),
    );
    this.#unfilled.asked(link.peer?.key ?? "");
    this.#retry();
    if (!link.isCaller) return void link.send({ kind: "CALL" });
    const peer = peers().find(({ key }) => key === link.peer?.key);
    if (peer !== undefined) this.call(peer);
  }

  /** What the peer's snapshot holds is had from now on; what it left out is fetched beside the links. */
  rebased(from: Link, vector: Vector): void {
    const { linked } = this.#options;
    const had = new Map(Object.entries(vector));
    from.has(vector);
    for (const link of linked()) if (link !== from) link.committed(had);
    this.fill();
  }

  /** A note was stored, perhaps that of a snapshot: what that holds is committed, however late the log said so. */
  noted(): void {
    const { shared, committed } = this.#options;
    const vector = shared.node.log.hole()?.base.vector ?? {};
    for (const [origin, seq] of Object.entries(vector))
      committed.set(origin, Math.max(seq, committed.get(origin) ?? 0));
  }

  /** The peer wants to be called: as often as it needs, and not as often as it likes. */
  askedFor(peer: Peer): void {
    const { wall, limits } = this.#options.shared;
    const since = wall() - (this.#askedAt.get(peer.key) ?? Number.NEGATIVE_INFINITY);
    if (since < limits.callMs * 1000) return;
    this.#askedAt.set(peer.key, wall());
    this.call(peer);
  }

  /** The peer has asked for it, or this node has need of it. */
  call(peer: Peer): void {
    const { transport, open } = this.#options;
    if (this.#isStopped || peer.address === undefined || this.#calling.has(peer.key)) return;
    this.#calling.add(peer.key);
    const accept = (wire: Wire) => open(wire, peer);
    transport.connect(peer.address, accept, () => this.#calling.delete(peer.key));
  }

  /** The links that these belong to are gone. */
  ofLost(key: string): void {
    for (const link of this.links) if (link.peer?.key === key) link.end("CONNECTION_LOST", "the link is lost");
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry?.();
  }

  #retry(): void {
    if (this.#isStopped || this.#cancelRetry !== undefined) return;
    const { scheduler, limits } = this.#options.shared;
    this.#cancelRetry = scheduler.after(limits.bulkRetryMs, () => {
      this.#cancelRetry = undefined;
      this.fill();
    });
  }
}
