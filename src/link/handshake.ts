// The handshake of a link: both sides say who they are, and prove it by signing what was said together with the keying
// material of the TLS session, so that nobody in the middle can pass for either. It decides; it sends nothing itself.
import { hash } from "node:crypto";
import { catalogue } from "../../events/catalogue.ts";
import type { LinkCode, LinkFault } from "./fault.ts";
import type { Frame, Frames } from "./frames.ts";
import type { Identity, IsSigned } from "./identity.ts";

export type Hello = Frames["HELLO"];

/** Versions of the protocol that this build speaks, the best last. */
export const LINK_VERSIONS = [1] as const;
/** Type of event → the version in which this build writes it, and up to which it reads it. */
export const EVENT_VERSIONS: Hello["events"] = Object.fromEntries(
  Object.entries(catalogue).map(([type, { version }]) => [type, version]),
);
/** Beyond this difference of clocks a link would spoil the order of events. */
export const CLOCK_MICROS = 60_000_000;

/** A node that may be linked, as the configuration names it. */
export interface KnownPeer {
  readonly name: string;
  readonly key: string;
}

export interface HandshakeOptions {
  readonly identity: Identity;
  readonly own: Omit<Hello, "key" | "now" | "versions">;
  readonly peers: readonly KnownPeer[];
  /** Of the peer that was called; a caller is known by their key alone. */
  readonly expected?: string;
  /** The TLS session's keying material (RFC 8446 §7.5, RFC 5705). */
  readonly material: Uint8Array;
  /** Microseconds since 1970. */
  readonly now: () => number;
  readonly isSigned: IsSigned;
  /** Why the peer with this key is not let in now. */
  readonly refusal?: (key: string) => LinkFault | undefined;
  /** The key that a node id is known to have. */
  readonly keyOf: (node: string) => string | undefined;
}

export type Step =
  | { readonly kind: "send"; readonly frame: Frame }
  | { readonly kind: "linked"; readonly peer: KnownPeer; readonly hello: Hello; readonly version: number }
  | { readonly kind: "refused"; readonly code: LinkCode; readonly reason: string };

/** The other side, once its HELLO was found right. */
interface Greeted {
  readonly hello: Hello;
  readonly peer: KnownPeer;
  readonly version: number;
}

const CONTEXT = "hansard link 1";
const NODE_ID = /^[0-9][0-9A-Z]{2}$/;
/** The label under which keying material is exported. */
export const EXPORTER_LABEL = "EXPORTER-hansard-link";
export const EXPORTER_BYTES = 32;

export class Handshake {
  readonly #options: HandshakeOptions;
  readonly #hello: Hello;
  #theirs: Greeted | undefined;

  constructor(options: HandshakeOptions) {
    this.#options = options;
    const { own, identity, now } = options;
    this.#hello = { versions: LINK_VERSIONS, ...own, key: identity.key, now: now() };
  }

  /** The first frame, of either side. */
  begin(): Frame {
    return { kind: "HELLO", ...this.#hello };
  }

  take(frame: Frame): Step {
    if (frame.kind === "HELLO" && this.#theirs === undefined) return this.#greeted(frame);
    if (frame.kind === "PROOF" && this.#theirs !== undefined) return this.#proved(frame.signature);
    return refused("UNEXPECTED_FRAME", `${frame.kind} before the handshake is done`);
  }

  #greeted(frame: Frame & { readonly kind: "HELLO" }): Step {
    const { kind: _kind, ...hello } = frame;
    const { own, identity, peers, expected, now, keyOf } = this.#options;
    const version = LINK_VERSIONS.findLast((each) => hello.versions.includes(each));
    if (version === undefined) {
      const spoken = `speaks ${hello.versions.join(", ") || "none"}, this node ${LINK_VERSIONS.join(", ")}`;
      return refused("NO_COMMON_VERSION", `${hello.name} ${spoken} of the link protocol: upgrade the older one`);
    }
    if (hello.network !== own.network) {
      return refused("WRONG_NETWORK", `${hello.name} is of network "${hello.network}", this node of "${own.network}"`);
    }
    const peer = peers.find((each) => each.key === hello.key);
    if (peer === undefined) {
      return refused("UNKNOWN_KEY", `${hello.name} has key ${hello.key}, which stands under no peer of links`);
    }
    if (expected !== undefined && peer.name !== expected) {
      return refused("WRONG_PEER", `${expected} was called, and ${peer.name} answered`);
    }
    const fault = this.#options.refusal?.(peer.key);
    if (fault !== undefined) return refused(fault.code, fault.message);
    if (hello.node === own.node || hello.key === identity.key) {
      return refused("NODE_ID_IN_USE", `node id ${hello.node} is this node's own: give one of the two another`);
    }
    const known = keyOf(hello.node);
    if (known !== undefined && known !== hello.key) {
      const other = `node id ${hello.node} belongs to a node with another key (${known})`;
      return refused("NODE_ID_IN_USE", `${other}: give ${peer.name} an id of its own`);
    }
    if (!NODE_ID.test(hello.node) || !hello.origin.startsWith(`${hello.node}.`)) {
      return refused("FRAME_MALFORMED", `"${hello.origin}" is not an origin of a node "${hello.node}"`);
    }
    const off = hello.now - now();
    if (Math.abs(off) > CLOCK_MICROS) {
      const seconds = Math.round(Math.abs(off) / 1_000_000);
      const side = off > 0 ? "ahead of" : "behind";
      return refused(
        "CLOCK_OFF",
        `the clock of ${peer.name} is ${seconds} s ${side} this node's: set one of them right`,
      );
    }
    this.#theirs = { hello, peer, version };
    const signature = identity.sign(this.#toSign(this.#hello, hello));
    return { kind: "send", frame: { kind: "PROOF", signature } };
  }

  #proved(signature: string): Step {
    const { hello, peer, version } = this.#theirs as Greeted;
    if (this.#options.isSigned(peer.key, this.#toSign(hello, this.#hello), signature))
      return { kind: "linked", peer, hello, version };
    return refused("PROOF_WRONG", `${peer.name} could not prove its key for this connection`);
  }

  /** Who signs comes first, so that a proof cannot be sent back to its maker. */
  #toSign(signer: Hello, other: Hello): Buffer {
    const said = JSON.stringify([CONTEXT, canonical(signer), canonical(other)]);
    return hash("sha256", Buffer.concat([Buffer.from(said, "utf8"), this.#options.material]), "buffer");
  }
}

const refused = (code: LinkCode, reason: string): Step => ({ kind: "refused", code, reason });

/** The fields in one order, whichever way they came. */
const canonical = (hello: Hello) =>
  Object.entries(hello)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
