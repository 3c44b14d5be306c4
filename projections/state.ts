// The state of the network: what follows from the record. Rows are immutable; only the fold writes them.
import type { Casefolded, ChannelId, Micros, NodeId, Origin, UserId } from "../events/names.ts";
import { CommonVersions } from "./common-versions.ts";
import { Pairs } from "./pairs.ts";
import { type Journal, Table } from "./table.ts";

export interface OriginRow {
  readonly origin: Origin;
  readonly node: NodeId;
  readonly name: string;
  readonly software: string;
  readonly openedAt: Micros;
  readonly isClosed: boolean;
  /** The node's public key, where the opening named it. */
  readonly key?: string;
  /** What its build understands beyond the first one that links, where the opening said so. */
  readonly understands?: string;
  /** Numbers of users are never used twice: where the next epoch of this node begins. */
  readonly nextUser: number;
}

/** One end of a link: what this origin says of it. */
export interface LinkRow {
  readonly origin: Origin;
  readonly peer: Origin;
  /** Of the connection: an edge counts when both ends name the same one. */
  readonly session: string;
  readonly at: Micros;
}

export interface UserRow {
  readonly id: UserId;
  readonly origin: Origin;
  /** The nick claimed; who bears it is a matter of the queue (`nicks`). */
  readonly nick: string;
  readonly folded: Casefolded;
  readonly username: string;
  readonly host: string;
  readonly realname: string;
  readonly connectedAt: Micros;
  /** Letters of user modes, sorted. */
  readonly modes: string;
  readonly away?: string;
  /** Of an IRC operator (mode "o"): the name in the configuration, and the names of the privileges. */
  readonly operator?: { readonly name: string; readonly privileges: readonly string[] };
}

/** Living claims to a nick in total order; the first one bears it. */
export interface NickRow {
  readonly claims: readonly { readonly user: UserId; readonly at: Micros }[];
}

export interface ListEntry {
  readonly mask: string;
  readonly by: string;
  readonly at: Micros;
}

export interface ChannelRow {
  readonly id: ChannelId;
  /** As its first member wrote it. */
  readonly name: string;
  readonly createdAt: Micros;
  readonly topic?: { readonly text: string; readonly by: string; readonly at: Micros };
  /** Letters of modes without a value, sorted. */
  readonly flags: string;
  /** Letter → value of modes with one (key, limit). */
  readonly settings: Readonly<Record<string, string>>;
  /** Letter → entries of list modes. */
  readonly lists: Readonly<Record<string, readonly ListEntry[]>>;
}

export interface MemberRow {
  readonly channel: ChannelId;
  readonly user: UserId;
  /** Letters of status, sorted: "", "o", "v", "ov". */
  readonly status: string;
  readonly joinedAt: Micros;
}

export interface InviteRow {
  readonly channel: ChannelId;
  readonly user: UserId;
  readonly at: Micros;
}

/** Who may not be here. Whether it is still in force is for those who ask: the fold reads no clock. */
export interface BanRow {
  readonly kind: "KLINE" | "DLINE";
  readonly mask: string;
  readonly reason: string;
  readonly by: string;
  readonly at: Micros;
  /** Microseconds since 1970; 0 for good. */
  readonly until: number;
}

export interface Former {
  readonly nick: string;
  readonly username: string;
  readonly host: string;
  readonly realname: string;
  readonly node: NodeId;
  readonly endedAt: Micros;
}

/** Figures over all users, kept beside the table so that nobody has to walk it. */
export interface Census {
  invisible: number;
  operators: number;
}

/** An observer's own view: whom they can reach. It is no part of what nodes have in common. */
export interface Sight {
  /** Nobody is hidden and nothing is lost: the view is the state. */
  readonly isWhole: boolean;
  isShown(origin: Origin): boolean;
  isLost(user: UserId, at: Micros): boolean;
}

/** Of those who look at the past or at no network: all that is, is seen. */
const WHOLE_SIGHT: Sight = { isWhole: true, isShown: () => true, isLost: () => false };

export interface State {
  /** Who is looking; no part of what nodes have in common. */
  readonly sight: Sight;
  readonly census: Readonly<Census>;
  /** In which versions events can be written, kept beside the table of origins. */
  readonly versions: CommonVersions;
  readonly origins: Table<Origin, OriginRow>;
  /** By `linkKey`. */
  readonly links: Table<string, LinkRow>;
  readonly users: Table<UserId, UserRow>;
  /** The users who are operators of the network, kept beside the table: few, and asked often. */
  readonly officers: ReadonlySet<UserId>;
  readonly nicks: Table<Casefolded, NickRow>;
  readonly channels: Table<ChannelId, ChannelRow>;
  readonly members: Pairs<MemberRow>;
  readonly invites: Pairs<InviteRow>;
  /** By `banKey`. */
  readonly bans: Table<string, BanRow>;
}

export function emptyState(journal: Journal, sight: Sight = WHOLE_SIGHT): State {
  const census: Census = { invisible: 0, operators: 0 };
  const officers = new Set<UserId>();
  const origins = new Table<Origin, OriginRow>(journal, (_origin, before, after) => {
    if (before?.isClosed !== after?.isClosed) versions.changed();
  });
  const versions = new CommonVersions(origins);
  return {
    sight,
    census,
    officers,
    versions,
    origins,
    links: new Table(journal),
    users: new Table(journal, (id, before, after) => {
      census.invisible += has(after, "i") - has(before, "i");
      census.operators += has(after, "o") - has(before, "o");
      if (after?.operator) officers.add(id);
      else if (before?.operator) officers.delete(id);
    }),
    nicks: new Table(journal),
    channels: new Table(journal),
    members: new Pairs(journal),
    invites: new Pairs(journal),
    bans: new Table(journal),
  };
}

const has = (user: UserRow | undefined, mode: string) => (user?.modes.includes(mode) ? 1 : 0);
