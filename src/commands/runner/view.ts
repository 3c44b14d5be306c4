// All that a decision may read: the state and what this node knows of itself. Nothing here can change anything.
import type { Micros, NodeId, UserId } from "../../../events/names.ts";
import type { CacheFigures } from "../../../projections/member-cache.ts";
import type { State } from "../../../projections/state.ts";
import type { Whowas } from "../../../projections/whowas.ts";
import type { Advertised } from "../../protocol/isupport.ts";
import type { Connection } from "./client.ts";
import type { Reply } from "./reply.ts";

/** Limits that decisions enforce; the fold knows none of them. */
export interface Limits extends Advertised {
  readonly realnameBytes: number;
  readonly quitBytes: number;
  readonly maskBytes: number;
}

export interface NodeFacts {
  readonly id: NodeId;
  /** The server's name in lines. */
  readonly name: string;
  readonly software: string;
  readonly description: string;
  readonly startedAt: Micros;
  /** Whether a client must give a password; the password itself stays with the port below. */
  readonly isPasswordNeeded: boolean;
}

export interface Help {
  readonly verb: string;
  readonly syntax: string;
  readonly help: string;
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
  /** The connection of a local user. */
  connectionOf(user: UserId): Connection | undefined;
  /** When a local user last spoke. */
  spokeAt(user: UserId): Micros | undefined;
  connections(): { readonly registered: number; readonly unknown: number; readonly most: number };
  caches(): readonly CacheFigures[];
}
