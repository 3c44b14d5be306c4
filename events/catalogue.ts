// What can happen: every event type with its version and the shape of its body, each once.
// It must not say what follows from an event (the fold does) or how it is shown (delivery does).
import type { ChannelId, NodeId, Origin, UserId } from "./names.ts";

/** How a field of a body is written. `changes` is a list of mode changes, each a list of strings. */
export type FieldKind = "text" | "text?" | "integer" | "changes";

/**
 * One change of a channel's modes, written so that the fold needs no table of modes:
 * sign, kind, letter and, for all kinds but "flag", a value (for "status" a user id).
 */
export type ModeChange =
  | readonly ["+" | "-", "flag", string]
  | readonly ["+" | "-", "setting" | "list" | "status", string, string];

export interface Bodies {
  /** A node opens an epoch: ends the users of its earlier ones. `firstUser` is the number its users begin at. */
  readonly OPEN: {
    readonly node: NodeId;
    readonly name: string;
    readonly software: string;
    readonly firstUser: number;
    /** The node's public key (Ed25519, base64url): whose word on the origin's events counts. */
    readonly key?: string;
    /** What the node understands beyond the first build that links: "TYPE:version", with spaces between. */
    readonly understands?: string;
  };
  /** A node ends its epoch in good order: ends its users. */
  readonly CLOSE: { readonly reason: string };
  /** A user registers: a fact, and a claim to the nick. The actor is the new user. */
  readonly CONNECT: {
    readonly nick: string;
    readonly username: string;
    readonly host: string;
    readonly realname: string;
  };
  /** Where a user connected from. The fold never reads it, so it can be erased on its own. */
  readonly ADDRESS: { readonly address: string; readonly port: number };
  readonly NICK: { readonly nick: string };
  readonly QUIT: { readonly reason: string };
  readonly AWAY: { readonly text?: string };
  /** Letters of user modes set and unset. */
  readonly UMODE: { readonly add: string; readonly remove: string };
  /** `name` is the channel as the user wrote it; the first member's is the one shown. */
  readonly JOIN: { readonly channel: ChannelId; readonly name: string };
  readonly PART: { readonly channel: ChannelId; readonly reason?: string };
  readonly KICK: { readonly channel: ChannelId; readonly target: UserId; readonly reason: string };
  /** `by` is who set it as lists and topics show it: nick!user@host at that moment. */
  readonly MODE: { readonly channel: ChannelId; readonly changes: readonly ModeChange[]; readonly by: string };
  readonly TOPIC: { readonly channel: ChannelId; readonly text: string; readonly by: string };
  readonly INVITE: { readonly channel: ChannelId; readonly target: UserId };
  /** Somebody outside asks to be let in. */
  readonly KNOCK: { readonly channel: ChannelId };
  readonly SETNAME: { readonly realname: string };
  readonly PRIVMSG: MessageBody & { readonly text: string };
  readonly NOTICE: MessageBody & { readonly text: string };
  /** Client-only tags without a message. */
  readonly TAGMSG: MessageBody;
  /** The actor becomes an operator. `privileges`: names, sorted, with spaces between, as the configuration had them. */
  readonly OPER: { readonly name: string; readonly privileges: string };
  /** An operator ends a user's session. */
  readonly KILL: { readonly target: UserId; readonly reason: string };
  /** Nobody who matches user@host may be here. `until`: microseconds since 1970, 0 for good. */
  readonly KLINE: BanBody;
  /** Nobody from the address or network may be here. */
  readonly DLINE: BanBody;
  readonly UNKLINE: { readonly mask: string };
  readonly UNDLINE: { readonly mask: string };
  /** MODE by an operator of the network, who needs no status in the channel. */
  readonly SAMODE: { readonly channel: ChannelId; readonly changes: readonly ModeChange[]; readonly by: string };
  readonly CHGHOST: { readonly target: UserId; readonly username: string; readonly host: string };
  readonly WALLOPS: { readonly text: string };
  /**
   * The node is linked with a peer, in this epoch of it. `session`: the same at both ends and for this connection
   * alone, so that an edge of the network counts by two words for one link, and not by an old one and a new one.
   */
  readonly LINK: { readonly peer: Origin; readonly session: string };
  /** The link with that epoch of the peer is lost. */
  readonly UNLINK: { readonly peer: Origin; readonly reason: string };
  /** An operator gives nodes up for good. `origins`: "origin:last sequence known", with spaces between. */
  readonly GONE: { readonly origins: string };
}

/** To a channel (`channel`), or private: then sender and target stand here and not in the header. */
export interface MessageBody {
  readonly channel?: ChannelId;
  readonly sender?: UserId;
  readonly target?: UserId;
  /** Of a channel's members only those with this status or a higher one: "o" or "v". */
  readonly status?: string;
  /** Client-only tags as they are sent on, without the "@". */
  readonly tags?: string;
}

export interface BanBody {
  readonly mask: string;
  readonly reason: string;
  readonly until: number;
  readonly by: string;
}

export type EventType = keyof Bodies;

/** A field that came with a later version. */
export interface Later {
  readonly version: number;
  /** Without it the event would say something else: with it, it is not written in an older version at all. */
  readonly isNeeded?: true;
}

interface Row<B> {
  /** The greatest version that this build reads and writes. Older ones stay readable: `versions/`. */
  readonly version: number;
  /** Field → kind, in canonical order. */
  readonly fields: { readonly [K in keyof B]-?: FieldKind };
  /** Fields that older versions lack: so this build can write these too. */
  readonly since?: { readonly [K in keyof B]?: Later };
}

const message = { channel: "text?", sender: "text?", target: "text?", status: "text?", tags: "text?" } as const;
const messageSince = { status: { version: 2, isNeeded: true }, tags: { version: 2 } } as const;
const ban = { mask: "text", reason: "text", until: "integer", by: "text" } as const;
const modes = { channel: "text", changes: "changes", by: "text" } as const;

export const catalogue: { readonly [T in EventType]: Row<Bodies[T]> } = {
  OPEN: {
    version: 2,
    fields: {
      ...{ node: "text", name: "text", software: "text", firstUser: "integer" },
      ...{ key: "text?", understands: "text?" },
    },
    since: { key: { version: 2, isNeeded: true }, understands: { version: 2 } },
  },
  CLOSE: { version: 1, fields: { reason: "text" } },
  CONNECT: { version: 1, fields: { nick: "text", username: "text", host: "text", realname: "text" } },
  ADDRESS: { version: 1, fields: { address: "text", port: "integer" } },
  NICK: { version: 1, fields: { nick: "text" } },
  QUIT: { version: 1, fields: { reason: "text" } },
  AWAY: { version: 1, fields: { text: "text?" } },
  UMODE: { version: 1, fields: { add: "text", remove: "text" } },
  JOIN: { version: 1, fields: { channel: "text", name: "text" } },
  PART: { version: 1, fields: { channel: "text", reason: "text?" } },
  KICK: { version: 1, fields: { channel: "text", target: "text", reason: "text" } },
  MODE: { version: 1, fields: modes },
  TOPIC: { version: 1, fields: { channel: "text", text: "text", by: "text" } },
  INVITE: { version: 1, fields: { channel: "text", target: "text" } },
  KNOCK: { version: 1, fields: { channel: "text" } },
  SETNAME: { version: 1, fields: { realname: "text" } },
  PRIVMSG: { version: 2, fields: { ...message, text: "text" }, since: messageSince },
  NOTICE: { version: 2, fields: { ...message, text: "text" }, since: messageSince },
  TAGMSG: { version: 1, fields: message },
  OPER: { version: 1, fields: { name: "text", privileges: "text" } },
  KILL: { version: 1, fields: { target: "text", reason: "text" } },
  KLINE: { version: 1, fields: ban },
  DLINE: { version: 1, fields: ban },
  UNKLINE: { version: 1, fields: { mask: "text" } },
  UNDLINE: { version: 1, fields: { mask: "text" } },
  SAMODE: { version: 1, fields: modes },
  CHGHOST: { version: 1, fields: { target: "text", username: "text", host: "text" } },
  WALLOPS: { version: 1, fields: { text: "text" } },
  LINK: { version: 1, fields: { peer: "text", session: "text" } },
  UNLINK: { version: 1, fields: { peer: "text", reason: "text" } },
  GONE: { version: 1, fields: { origins: "text" } },
};

export const eventTypes = Object.keys(catalogue) as readonly EventType[];
