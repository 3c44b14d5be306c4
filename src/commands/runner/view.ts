// All that a decision may read: the state and what this node knows of itself. Nothing here can change anything.
import type { Micros, NodeId, Origin, UserId } from "../../../events/names.ts";
import type { CacheFigures } from "../../../projections/member-cache.ts";
import type { State } from "../../../projections/state.ts";
import type { Whowas } from "../../../projections/whowas.ts";
import type { Advertised } from "../../protocol/isupport.ts";
import type { Connection } from "./client.ts";
import type { Operators } from "./operators.ts";
import type { Reply } from "./reply.ts";

/** Limits that decisions enforce; the fold knows none of them. */
export interface Limits extends Advertised {
  readonly realnameBytes: number;
  readonly quitBytes: number;
  readonly maskBytes: number;
  /** Bans of the network, in force or run out and not yet lifted. */
  readonly bans: number;
  readonly knocksPerMinute: number;
}

/** Who runs a node, as far as the configuration says. */
export interface Admin {
  readonly location?: string | undefined;
  readonly organisation?: string | undefined;
  readonly email?: string | undefined;
}

export interface NodeFacts {
  readonly id: NodeId;
  /** The server's name in lines. */
  readonly name: string;
  readonly software: string;
  readonly description: string;
  readonly startedAt: Micros;
  readonly admin: Admin;
  /** Whether a client must give a password; the password itself stays with the port below. */
  readonly isPasswordNeeded: boolean;
  /** Where clients are to connect with TLS, and for how long they are to remember it (IRCv3 sts). */
  readonly sts?: { readonly port: number; readonly durationSeconds: number };
}

/** What came of reading the configuration again. */
export interface Reload {
  /** The file, or what stands for it. */
  readonly source: string;
  /** What is wrong, "file:line: what"; with any of these nothing has changed. */
  readonly problems: readonly string[];
  /** Keys whose new value waits for a restart. */
  readonly restart: readonly string[];
}

export interface Help {
  readonly verb: string;
  readonly syntax: string;
  readonly help: string;
}

/** A link of this node with a peer. */
export interface LinkFacts {
  readonly node: NodeId;
  readonly remote: string;
  readonly since: number;
  /** How far the peer's clock is ahead, and the round-trip time; undefined before they are measured. */
  readonly offsetMicros: number | undefined;
  readonly rttMs: number | undefined;
  readonly sentEvents: number;
  readonly receivedEvents: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly duplicates: number;
  readonly backlog: number;
  readonly credit: number;
}

/** A node with which this one may be linked, by its configuration. */
export interface PeerFacts {
  readonly name: string;
  readonly address: string | undefined;
  /** An operator has ended the link, and it is not to come back by itself. */
  readonly isParted: boolean;
  readonly calls: {
    readonly made: number;
    readonly resumed: number;
    readonly failed: number;
    /** Before the next call; undefined while none is due. */
    readonly backOffMs: number | undefined;
  };
  readonly link: LinkFacts | undefined;
}

/** Since the start of the node. */
export interface MergeFacts {
  readonly merges: number;
  /** Events that were merged, and rows that were not as they had been told. */
  readonly deferred: number;
  readonly differences: number;
  /** Messages in the record only: of senders out of reach, and those that came while too much waited for a merge. */
  readonly unseen: number;
  readonly passedOver: number;
  /** Events of before a peer's snapshot that are still to come. */
  readonly missing: number;
}

export interface View {
  readonly state: State;
  readonly whowas: Whowas;
  readonly node: NodeFacts;
  readonly limits: Limits;
  /** Replies that are the same for every asker, made once. */
  readonly fixed: { readonly isupport: readonly Reply[]; readonly motd: readonly Reply[] };
  readonly now: Micros;
  readonly help: ReadonlyMap<string, Help>;
  isPassword(text: string): boolean;
  /** Whether the password and the address are those of a gateway that may speak for others; its name. */
  gatewayOf(password: string, address: string): string | undefined;
  /** Whether a gateway connects from there. */
  isGateway(address: string): boolean;
  /** Who may become an operator. */
  readonly operators: Operators;
  /** Reads the configuration again, and puts it in force where it has no mistake. Never rejects. */
  reload(): Promise<Reload>;
  /** The host that others see of who connects from there. */
  shownHost(connection: Connection): string;
  /** The connection of a local user. */
  connectionOf(user: UserId): Connection | undefined;
  /** When a local user last spoke. */
  spokeAt(user: UserId): Micros | undefined;
  /** The last number that is known of an origin's events; 0 if there is none. */
  lastSequence(origin: Origin): number;
  /** The peers of this node, linked or not. */
  peers(): readonly PeerFacts[];
  /** How late events got into the state, and what of them nobody was told; undefined for a node without links. */
  merges(): MergeFacts | undefined;
  connections(): { readonly registered: number; readonly unknown: number; readonly most: number };
  caches(): readonly CacheFigures[];
  /** How often each command was sent since the start. */
  uses(): ReadonlyMap<string, number>;
  /** How often commands were refused with each numeric since the start. */
  refusals(): ReadonlyMap<string, number>;
}
