// All links of a node: calls and accepts peers, keeps one link to each, shows them what is committed, and says in the
// record which are there. It reads no clock and opens no socket itself.
import { mergeMap, type Subscription } from "rxjs";
import type { NodeId, Origin } from "../../events/names.ts";
import { type Entry, LogError } from "../record/log.ts";
import { batchBy } from "./batch-by.ts";
import { Edges } from "./edges.ts";
import type { LinkCode, LinkFault } from "./fault.ts";
import type { LinkFigures } from "./figures.ts";
import type { Frame } from "./frames.ts";
import type { Hello, KnownPeer } from "./handshake.ts";
import { isSigned as isSignedEd25519 } from "./identity.ts";
import { LINK_LIMITS, type LinkLimits } from "./limits.ts";
import type { Link, LinkEvents } from "./link.ts";
import { LinkMaker } from "./link-maker.ts";
import { keepOne } from "./one-link.ts";
import type { LinksOptions } from "./options.ts";
import { Peers } from "./peers.ts";
import { Pool } from "./pool.ts";
import type { AcceptWire, LinkedNode, Peer, Wire, WireReceiver } from "./ports.ts";
import { PromiseRelay } from "./promise-relay.ts";
import { Sender } from "./sender.ts";
import { type Shared, sharedOf } from "./shared.ts";
import { StableCut } from "./stable-cut.ts";

export class Links {
  readonly peers: Peers;
  readonly #node: LinkedNode;
  readonly #committed = new Map<string, number>();
  readonly #shared: Shared;
  readonly #sender: Sender;
  readonly #edges: Edges;
  readonly #cut: StableCut;
  readonly #relay: PromiseRelay;
  readonly #pool: Pool;
  readonly #maker: LinkMaker;
  /** All connections, also those whose peer is not known yet, and the peer that was called. */
  readonly #connections = new Map<Link, Peer | undefined>();
  /** Node id → the link to it. */
  readonly #linked = new Map<string, Link>();
  readonly #limits: LinkLimits;
  #origin: Origin;
  #subscriptions: Subscription[] = [];
  #cancelTick: (() => void) | undefined;
  #isCatchingUp = false;
  #isClosed = false;

  constructor(options: LinksOptions) {
    const { node, ports, isSigned = isSignedEd25519 } = options;
    this.#node = node;
    this.#origin = node.origin;
    this.#limits = { ...LINK_LIMITS, ...options.limits };
    this.#shared = sharedOf({ ...options, isSigned, limits: this.#limits, committed: this.#committed }, (origin, seq) =>
      this.#soon(() => this.#send({ kind: "BODY", wanted: [[origin, seq]] })),
    );
    const { promises, limits } = this.#shared;
    this.#edges = new Edges(node);
    const linked = () => [...this.#linked.values()];
    const sending = () => [...linked(), ...this.#pool.links];
    this.#sender = new Sender(this.#shared, sending, () => this.#edges.reconcile());
    this.#pool = new Pool({
      ...{ shared: this.#shared, committed: this.#committed, transport: options.transport, linked },
      peers: () => this.peers.all,
      open: (wire, peer) => this.#open(wire, peer, "bulk"),
      notice: options.notice,
    });
    this.#cut = new StableCut(this.#shared);
    this.#relay = new PromiseRelay(
      promises,
      (frame, but) => this.#send(frame, but),
      (origin) => this.#cut.heard(origin),
    );
    this.#maker = new LinkMaker({
      ...{ shared: this.#shared, network: options.network, events: this.#events },
      peers: () => this.peers.all,
      refusal: (key) => this.peers.refusal(key),
      keyOf: (node) => this.#keyOf(node),
      rebased: (from, vector) => this.#pool.rebased(from, vector),
      called: (peer) => this.#pool.askedFor(peer),
    });
    this.peers = new Peers({
      ...{ ...options, ports, limits },
      linkTo: (key) => this.#linkTo(key),
      isReady: () => node.isReady,
      accept: (wire, peer) => this.#open(wire, peer),
    });
  }

  /** From now on peers are called, and those who call are answered. */
  start(): void {
    const node = this.#node;
    node.settle();
    for (const [origin, seq] of node.have) this.#committed.set(origin, seq);
    const after = (ms: number, task: () => void) => this.#shared.scheduler.after(ms, task);
    const sizeOf = ({ header, body }: Entry) => header.length + (body?.length ?? 0);
    const batched = batchBy<Entry>({ limits: () => this.#sender.limits, sizeOf, after });
    this.#subscriptions = [
      node.committed$.subscribe((entries) => this.#commit(entries)),
      node.committed$
        .pipe(
          mergeMap((entries) => entries),
          batched,
        )
        .subscribe(() => this.#sender.wake()),
      node.rolledBack$.subscribe(() => this.#rolledBack()),
    ];
    this.#cancelTick = after(this.#shared.limits.promiseMs, () => this.#logged(() => this.#tick()));
    this.peers.start();
  }

  /** For listeners: somebody has connected. */
  readonly accept: AcceptWire = (wire) => {
    const isServing = this.#subscriptions.length > 0 && !this.#isClosed;
    const strangers = [...this.#connections].filter(([link, called]) => called === undefined && !link.isLinked);
    if (isServing && strangers.length < this.#shared.limits.unproved) return this.#open(wire, undefined);
    wire.close();
    return { data: () => undefined, closed: () => undefined };
  };

  /** Other peers are configured. */
  setPeers(peers: readonly Peer[]): void {
    this.#shared.unsound.clear();
    this.peers.set(peers, this.#connections.keys());
  }

  /** Other bounds are configured. */
  setLimits(limits: Partial<LinkLimits>): void {
    Object.assign(this.#limits, limits);
  }

  /** A private message of this node's own users, whole: the log does not keep its body. */
  keepBody(entry: Omit<Entry, "position">): void {
    this.#shared.bodies.keepOwn(entry, this.#node.id, this.#shared.wall());
  }

  /** The node has begun another epoch: its peers must know it as that. */
  renew(): void {
    this.#origin = this.#node.origin;
    this.#edges.reset();
    this.#endAll("EPOCH_ENDED", "the node has begun another epoch");
  }

  figures(): readonly LinkFigures[] {
    return [...this.#linked].map(([node, link]) => {
      const { name } = link.peer as KnownPeer;
      return { peer: name, node: node as NodeId, remote: link.remote, since: link.since, ...link.figures() };
    });
  }

  /** Sends what is committed, and ends all links. */
  close(reason: string): void {
    if (this.#isClosed) return;
    this.#node.settle();
    this.#sender.stop();
    this.#isClosed = true;
    this.peers.stop();
    this.#pool.stop();
    this.#cancelTick?.();
    for (const each of this.#subscriptions) each.unsubscribe();
    this.#endAll("SHUTDOWN", reason);
  }

  #linkTo(key: string): Link | undefined {
    return [...this.#linked.values()].find((link) => link.peer?.key === key);
  }
  #send(frame: Frame, but?: Link): void {
    for (const link of this.#linked.values()) if (link !== but) link.send(frame);
  }

  #open(wire: Wire, called: Peer | undefined, purpose?: "bulk"): WireReceiver {
    const link = this.#maker.make(wire, called, purpose);
    this.#connections.set(link, called);
    const { scheduler } = this.#shared;
    if (!this.#node.isReady) scheduler.soon(() => link.end("RECORD_UNAVAILABLE", "the node takes no events now"));
    return link;
  }

  #keyOf(node: string): string | undefined {
    return this.#linked.get(node)?.hello?.key ?? this.#shared.keys.of(node);
  }

  readonly #events: LinkEvents = {
    proved: (link) => this.#proved(link),
    ended: (link, end) => this.#ended(link, end),
    promised: (link, promise) => this.#relay.take(link, promise),
    wake: () => this.#sender.wake(),
    catchingUp: () => this.#tellCatchUp(),
  };

  #proved(link: Link): LinkFault | undefined {
    if (link.isBulk) return this.#pool.proved(link);
    const { node, origin } = link.hello as Hello;
    const { key } = link.peer as KnownPeer;
    const former = this.#linked.get(node) ?? this.#linkTo(key);
    // It may have been taken out, or parted, since it was greeted.
    const fault = this.peers.refusal(key) ?? (former && keepOne(former, link, this.#node.id));
    if (fault !== undefined) return fault;
    this.#linked.set(node, link);
    this.#edges.linked(origin, link.session);
    this.peers.linked(link);
    this.#sender.wake();
    return undefined;
  }

  #ended(link: Link, end: { code: LinkCode; reason: string; isTheirs: boolean }): void {
    const called = this.#connections.get(link);
    this.#connections.delete(link);
    if (link.isBulk) {
      this.peers.secondEnded({ link, called, ...end });
      return this.#pool.ended(link, called);
    }
    const { hello } = link;
    const wasLinked = hello !== undefined && this.#linked.get(hello.node) === link;
    if (wasLinked) {
      this.#linked.delete(hello.node);
      this.#edges.unlinked(hello.origin, end.code === "PARTED" ? `${end.code}: ${end.reason}` : end.code);
      this.#pool.ofLost(hello.key);
    }
    this.peers.ended({ link, called, wasLinked, ...end });
    this.#soon(() => this.#tellCatchUp());
    this.#sender.wake();
  }

  #endAll(code: LinkCode, reason: string): void {
    for (const link of [...this.#connections.keys()]) link.end(code, reason);
  }

  #commit(entries: readonly Entry[]): void {
    this.#shared.recent.committed(entries);
    if (entries.some(({ origin }) => origin === null)) this.#pool.noted();
    const others = new Map<string, number>();
    for (const { origin, seq } of entries) {
      if (origin === null || seq === null) continue;
      this.#committed.set(origin, seq);
      this.#cut.heard(origin);
      if (origin !== this.#node.origin) others.set(origin, seq);
    }
    this.#edges.committed();
    if (others.size === 0) return;
    for (const link of this.#linked.values()) link.committed(others);
    // What one link brought may be what another waits for.
    this.#soon(() => this.#retry());
  }

  #retry(): void {
    for (const link of [...this.#linked.values()]) link.retry();
    this.#relay.retry();
  }

  /** What was admitted may be gone: all begins again with what the log has. */
  #rolledBack(): void {
    this.#shared.heads.forget();
    this.#shared.keys.forget();
    this.#shared.late.clear();
    this.#sender.forget();
    this.#edges.rolledBack();
    this.#endAll("RECORD_UNAVAILABLE", "events could not be recorded");
  }

  #tick(): void {
    const { limits, scheduler, bodies, wall } = this.#shared;
    this.#cancelTick = scheduler.after(limits.promiseMs, () => this.#logged(() => this.#tick()));
    if (!this.#node.isReady) return this.#endAll("RECORD_UNAVAILABLE", "the node takes no events now");
    if (this.#node.origin !== this.#origin) this.renew();
    this.#relay.make();
    this.#retry();
    for (const link of [...this.#linked.values(), ...this.#pool.links]) link.passed(limits.promiseMs);
    this.#pool.fill();
    bodies.expire(wall());
    this.#sender.wake();
    const cut = this.#cut.after(limits.promiseMs);
    if (cut !== undefined) this.#node.settled(cut);
  }

  #tellCatchUp(): void {
    const isCatchingUp = [...this.#linked.values()].some((link) => link.isCatchingUp);
    if (isCatchingUp === this.#isCatchingUp) return;
    this.#isCatchingUp = isCatchingUp;
    this.#node.catchingUp(isCatchingUp);
  }

  #soon(task: () => void): void {
    this.#shared.scheduler.soon(() => {
      if (!this.#isClosed) this.#logged(task);
    });
  }

  /** A log that cannot be read is one without which nothing can be sent or admitted. */
  #logged(task: () => void): void {
    try {
      task();
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
      this.#endAll("RECORD_UNAVAILABLE", error.message);
    }
  }
}
