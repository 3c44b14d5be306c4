// What a link needs of its node and of the world. The node gives the one, the simulation swaps the other.
import type { Observable } from "rxjs";
import type { AnyDraft, AnyEvent } from "../../events/envelope.ts";
import type { NodeId, Origin } from "../../events/names.ts";
import type { Entry, Log, Seal } from "../record/log.ts";
import type { Rebase } from "../record/rebase.ts";
import type { ToSend } from "../record/snapshot.ts";
import type { Arrival } from "../record/turn.ts";
import type { LinkCode } from "./fault.ts";

/** Snapshots for peers. */
export interface SnapshotSource {
  /** The newest. Throws LogError. */
  toSend(): ToSend | undefined;
  /** Asks for a newer one, which is made soon or later. */
  ask(): void;
}

/** The record and the state of the node, as far as its links need them. */
export interface LinkedNode {
  readonly id: NodeId;
  readonly origin: Origin;
  readonly name: string;
  readonly software: string;
  /** Events are taken: else links are closed, and opened again when it is so. */
  readonly isReady: boolean;
  /** Origin → last sequence, with what is admitted and not yet committed. */
  readonly have: ReadonlyMap<string, number>;
  readonly log: Log;
  /** The last position that is committed. */
  readonly committed: number;
  readonly committed$: Observable<readonly Entry[]>;
  /** An open turn was taken back, with all that was admitted in it. */
  readonly rolledBack$: Observable<unknown>;
  /** The greatest time in any event that was admitted; microseconds since 1970. */
  readonly greatest: number;
  /** From now on no own event is made at or before the time. */
  promise(at: number): void;
  /** Throws TurnFailed, or what else is wrong; then nothing of it is kept. */
  admit(arrivals: readonly Arrival[], seals: readonly Seal[]): void;
  /** Undefined for a node that makes none. */
  readonly snapshots?: SnapshotSource | undefined;
  /** Goes on from a peer's snapshot. Throws TurnFailed. */
  rebase(rebase: Rebase): void;
  /** A private message for this node, admitted without its body, which has come now. */
  late(event: AnyEvent): void;
  /** An event of the node itself; false if it could not be recorded. */
  append(draft: AnyDraft): boolean;
  /** Commits what is open. */
  settle(): void;
  /** The public key of a node id, from the opening of one of its epochs; undefined for nodes that are not known. */
  keyOf(node: NodeId): string | undefined;
  /** Whether the origin's epoch has ended on record. */
  isClosed(origin: Origin): boolean;
  /** The stable cut has moved: nothing at or before it will come any more; microseconds since 1970. */
  settled(cut: number): void;
  /** A peer lacks nothing that the other had when they met: the catch-up is complete. True while one is under way. */
  catchingUp(isCatchingUp: boolean): void;
}

/** A connection to a peer, of whatever kind. */
export interface Wire {
  /** Keying material of the session (RFC 8446 §7.5): the same at both ends and nowhere else. */
  readonly material: Uint8Array;
  /** Where the other end is, for people. */
  readonly remote: string;
  /** TLS took up an earlier session: most of its handshake was saved. */
  readonly isResumed?: boolean;
  /** Never blocks; the credit of the link bounds what waits. */
  send(bytes: Buffer): void;
  /** After what was sent. */
  close(): void;
}

export interface WireReceiver {
  data(chunk: Buffer): void;
  /** Called once, whoever closed it. */
  closed(reason: string): void;
}

export type AcceptWire = (wire: Wire) => WireReceiver;

/** Why no connection comes about, as far as it is known. */
export type CallFailure = "no-address" | "no-name" | "no-listener" | "no-answer" | "not-tls" | "other";

export interface Transport {
  /** `failed` is called instead of `accept` where no connection comes about. */
  connect(address: string, accept: AcceptWire, failed: (reason: string, kind?: CallFailure) => void): void;
}

/** A node that may be linked, as the configuration names it. */
export interface Peer {
  readonly name: string;
  /** host:port */
  readonly address: string | undefined;
  readonly key: string;
  /** Its snapshots are taken. */
  readonly isTrusted?: boolean;
  /** Whether this node calls the peer. */
  readonly isCalled: boolean;
}

/** Tells the operator; `code` is stable. */
export type LinkNotice =
  | { readonly kind: "linked"; readonly peer: string; readonly node: NodeId; readonly remote: string }
  | {
      readonly kind: "unlinked" | "refused";
      readonly peer: string;
      readonly code: LinkCode;
      readonly reason: string;
      /** The peer said so. */
      readonly isTheirs: boolean;
    }
  | { readonly kind: "unreachable"; readonly peer: string; readonly reason: string }
  /** Events of before a peer's snapshot are missing, and nobody who is linked has them. */
  | { readonly kind: "incomplete"; readonly missing: number; readonly giver: string };
