// The peers of the configuration: whom this node calls, whom it lets in, and what is told of them. One that an operator
// has parted is neither called nor let in, until an operator or another configuration says otherwise.
import type { NodeId } from "../../events/names.ts";
import type { Ports } from "../record/ports.ts";
import { Calls } from "./calls.ts";
import { type LinkCode, LinkFault } from "./fault.ts";
import type { LinkFigures, PeerFigures } from "./figures.ts";
import type { Hello, KnownPeer } from "./handshake.ts";
import type { LinkLimits } from "./limits.ts";
import type { Link } from "./link.ts";
import { News } from "./news.ts";
import type { LinkNotice, Peer, Transport, Wire, WireReceiver } from "./ports.ts";

export interface PeersOptions {
  readonly peers: readonly Peer[];
  readonly transport: Transport;
  readonly ports: Ports;
  readonly limits: LinkLimits;
  readonly notice: (notice: LinkNotice) => void;
  readonly linkTo: (key: string) => Link | undefined;
  readonly isReady: () => boolean;
  readonly accept: (wire: Wire, peer: Peer) => WireReceiver;
}

/** How a connection ended. */
export interface Ending {
  readonly link: Link;
  /** The peer that was to be at the other end, where this node called. */
  readonly called: Peer | undefined;
  readonly wasLinked: boolean;
  readonly code: LinkCode;
  readonly reason: string;
  readonly isTheirs: boolean;
}

export class Peers {
  readonly #options: PeersOptions;
  readonly #calls: Calls;
  readonly #news: News;
  /** Key → who parted it, and why. */
  readonly #parted = new Map<string, string>();
  #all: readonly Peer[];

  constructor(options: PeersOptions) {
    this.#options = options;
    this.#all = options.peers;
    this.#news = new News(options);
    this.#calls = new Calls({
      ...options,
      isLinked: ({ key }) => options.linkTo(key) !== undefined,
      unreachable: ({ name }, reason) => this.#news.failed({ kind: "unreachable", peer: name, reason }),
    });
  }

  get all(): readonly Peer[] {
    return this.#all;
  }

  /** From now on those that are to be called are called. */
  start(): void {
    this.#callOpen();
  }

  stop(): void {
    this.#calls.stop();
    this.#news.stop();
  }

  /** Others are configured: those that are new are called, those that are gone are told so, other links stay. */
  set(peers: readonly Peer[], connections: Iterable<Link>): void {
    const isIn = (list: readonly Peer[]) => (peer: Peer) => list.some((each) => isSame(each, peer));
    const changed = [
      ...peers.filter((each) => !isIn(this.#all)(each)),
      ...this.#all.filter((each) => !isIn(peers)(each)),
    ];
    this.#all = peers;
    for (const { key } of changed) this.#parted.delete(key);
    for (const link of [...connections]) {
      if (link.peer === undefined) continue;
      const peer = this.#withKey(link.peer.key);
      if (peer === undefined) link.end("PEER_REMOVED", "the peer was taken out of the configuration");
      else link.peer = peer;
    }
    for (const { name } of changed) this.#news.forget(name);
    this.#callOpen();
  }

  /** An operator asks for the peer to be called, now; it is parted no more. */
  call(name: string): void {
    const peer = this.#named(name);
    if (peer === undefined) return;
    this.#parted.delete(peer.key);
    this.#news.forget(name);
    if (peer.address !== undefined) this.#calls.now(peer);
  }

  /** An operator ends the link with the peer, for good. */
  part(name: string, why: string): void {
    const peer = this.#named(name);
    if (peer === undefined) return;
    this.#parted.set(peer.key, why);
    this.#calls.drop(peer.key);
    this.#options.linkTo(peer.key)?.end("PARTED", why);
  }

  /** Why a node with this key is not let in now, whatever it can prove. */
  refusal(key: string): LinkFault | undefined {
    if (!this.#withKey(key)) return new LinkFault("PEER_REMOVED", "the peer was taken out of the configuration");
    const why = this.#parted.get(key);
    return why === undefined ? undefined : new LinkFault("PARTED", `an operator here has ended this link (${why})`);
  }

  linked({ peer: known, hello, remote }: Link): void {
    const peer = known as KnownPeer;
    const { node } = hello as Hello;
    this.#calls.linked(peer.key);
    this.#news.linked({ kind: "linked", peer: peer.name, node: node as NodeId, remote });
  }

  ended({ link, called, wasLinked, code, reason: given, isTheirs }: Ending): void {
    const known = link.peer ?? called;
    const peer = known?.name ?? link.remote;
    const reason = isTheirs ? `${peer} says: ${given}` : given;
    const end = { peer, code, reason, isTheirs };
    // One of two that were called at once ends in any case, a test was to be no link, and who was parted is to stay
    // away: nobody need hear of it.
    const isMeant = code === "ALREADY_LINKED" || code === "PROBED" || (code === "PARTED" && !wasLinked && !isTheirs);
    if (!isMeant && known === undefined) this.#news.stranger({ kind: "refused", ...end });
    else if (!isMeant) this.#news.failed({ kind: wasLinked ? "unlinked" : "refused", ...end });
    if (known !== undefined) this.#calls.ended(known.key, called !== undefined);
  }

  /** A second connection has ended: what went wrong with it is told; the link goes on. */
  secondEnded({ link, called, code, reason, isTheirs }: Omit<Ending, "wasLinked">): void {
    const known = link.peer ?? called;
    if (known === undefined || PASSING.has(code)) return;
    const said = isTheirs ? `${known.name} says: ${reason}` : reason;
    this.#news.failed({ kind: "refused", peer: `${known.name}, second connection`, code, reason: said, isTheirs });
  }

  /** Each peer, linked or not. */
  figures(links: readonly LinkFigures[]): readonly PeerFigures[] {
    return this.#all.map(({ name, address, key }) => ({
      ...{ name, address, isParted: this.#parted.has(key), calls: this.#calls.figures(key) },
      link: links.find(({ peer }) => peer === name),
    }));
  }

  #callOpen(): void {
    this.#calls.set(this.#all.filter(({ key }) => !this.#parted.has(key)));
  }

  #named(name: string): Peer | undefined {
    return this.#all.find((each) => each.name === name);
  }

  #withKey(key: string): Peer | undefined {
    return this.#all.find((each) => each.key === key);
  }
}

/** Ends of second connections of which nobody need hear: they are tried again, or go with the link. */
const PASSING: ReadonlySet<LinkCode> = new Set([
  "FILLED",
  "RECORD_INCOMPLETE",
  "CONNECTION_LOST",
  "REPLACED",
  "SILENT",
  "SHUTDOWN",
  "EPOCH_ENDED",
  "RECORD_UNAVAILABLE",
  "PARTED",
  "PEER_REMOVED",
]);

const FIELDS = ["name", "key", "address", "isCalled", "isTrusted"] as const;
const isSame = (one: Peer, other: Peer) => FIELDS.every((field) => one[field] === other[field]);
