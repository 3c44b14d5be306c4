// What can happen: every event type with its version and the shape of its body, each once.
// It must not say what follows from an event (the fold does) or how it is shown (delivery does).
import type { ChannelId, NodeId, UserId } from "./names.ts";

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
  readonly PRIVMSG: MessageBody;
  readonly NOTICE: MessageBody;
}

/** To a channel (`channel`), or private: then sender and target stand here and not in the header. */
export interface MessageBody {
  readonly channel?: ChannelId;
  readonly sender?: UserId;
  readonly target?: UserId;
  readonly text: string;
}

export type EventType = keyof Bodies;

interface Row<B> {
  /** The version in which this build writes the type. Older ones stay readable: `versions/`. */
  readonly version: number;
  /** Field → kind, in canonical order. */
  readonly fields: { readonly [K in keyof B]-?: FieldKind };
}

const message = { channel: "text?", sender: "text?", target: "text?", text: "text" } as const;

export const catalogue: { readonly [T in EventType]: Row<Bodies[T]> } = {
  OPEN: { version: 1, fields: { node: "text", name: "text", software: "text", firstUser: "integer" } },
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
  MODE: { version: 1, fields: { channel: "text", changes: "changes", by: "text" } },
  TOPIC: { version: 1, fields: { channel: "text", text: "text", by: "text" } },
  INVITE: { version: 1, fields: { channel: "text", target: "text" } },
  PRIVMSG: { version: 1, fields: message },
  NOTICE: { version: 1, fields: message },
};

export const eventTypes = Object.keys(catalogue) as readonly EventType[];
