// What a command is: a declaration that the registry, HELP, the docs and the flood budget read, and a pure decision.
import type { AnyDraft } from "../../../events/envelope.ts";
import type { Privilege } from "../../../projections/operators.ts";
import type { UserRow } from "../../../projections/state.ts";
import type { Numeric } from "../../protocol/numerics.ts";
import type { Connection, Session } from "./client.ts";
import { type Reply, reply } from "./reply.ts";
import type { View } from "./view.ts";

export interface Request {
  /** The raw tags of the line, without the "@". */
  readonly tags?: string | undefined;
  /** What `prepare` came to. */
  readonly prepared?: unknown;
  readonly connection: Connection;
  readonly session: Session;
  readonly actor: UserRow;
  readonly parameters: readonly string[];
}

/** Before registration there is no actor. */
export type EarlyRequest = Omit<Request, "actor"> & { readonly actor: UserRow | undefined };

/** What becomes of a link of this node: no event by itself. */
export type LinkOrder =
  | { readonly kind: "call"; readonly peer: string }
  | { readonly kind: "part"; readonly peer: string; readonly why: string };

export interface Decision {
  readonly events: readonly AnyDraft[];
  readonly replies: readonly Reply[];
  /** Replies that are made from the state after the events. */
  readonly after?: (view: View) => readonly Reply[];
  /** What changes of the session itself. */
  readonly session?: Partial<Session>;
  /** The replies follow all that earlier commands have brought about, to whomever: PONG. */
  readonly isBarrier?: boolean;
  /** What a gateway says of the connection: WEBIRC. */
  readonly connection?: Partial<Connection>;
  /** Operators of this node who receive its notices are told; not on record. */
  readonly notices?: readonly string[];
  /** A peer is called, or its link ended. */
  readonly link?: LinkOrder;
  /** The connection ends, with this text in the closing ERROR. */
  readonly close?: string;
}

export interface Each {
  readonly parameter: number;
  /** More targets than this are refused, each with 407; undefined for no limit. */
  readonly most: number | undefined;
  /** The parameter with a list that runs beside the targets (keys of JOIN). */
  readonly keys?: number;
  /** The parameter that stands once for all targets, or is a list of as many: target by target (channels of KICK). */
  readonly mates?: number;
  /** No target is ever answered (NOTICE). */
  readonly isSilent?: boolean;
}

interface Declaration {
  readonly verb: string;
  /** Fewest and most parameters; fewer give 461, more are ignored. */
  readonly parameters: readonly [fewest: number, most: number];
  /** Taken from the sender's flood budget. */
  readonly cost: number;
  /** What may follow the verb, as in a manual. */
  readonly syntax: string;
  readonly help: string;
  /** What shows that the user is there: WHOIS counts idle time from it. */
  readonly isSpeech?: boolean;
  /** Only operators with this privilege may ask. */
  readonly privilege?: Privilege;
  /**
   * Slow work that the decision needs, such as a password's hash; undefined where it needs none. It must not throw, and
   * until it is done the client's next lines wait.
   */
  readonly prepare?: (
    view: View,
    parameters: readonly string[],
    connection: Connection,
  ) => Promise<unknown> | undefined;
  /** One parameter is a comma-separated list and each of its targets is decided alone. */
  readonly each?: Each;
}

export interface Command extends Declaration {
  readonly isEarly: boolean;
  readonly decide: (view: View, request: EarlyRequest) => Decision;
}

/** A command for registered users. */
export function command(declaration: Declaration & { decide: (view: View, request: Request) => Decision }): Command {
  return { ...declaration, isEarly: false, decide: declaration.decide as Command["decide"] };
}

/** A command that can come before registration. */
export function earlyCommand(
  declaration: Declaration & { decide: (view: View, request: EarlyRequest) => Decision },
): Command {
  return { ...declaration, isEarly: true };
}

const NONE: readonly never[] = [];

export const nothing: Decision = { events: NONE, replies: NONE };

export function answer(replies: readonly Reply[]): Decision {
  return { events: NONE, replies };
}

export function refuse(numeric: Numeric, ...parameters: readonly string[]): Decision {
  return { events: NONE, replies: [reply(numeric, ...parameters)] };
}

export function accept(event: AnyDraft, replies: readonly Reply[] = NONE): Decision {
  return { events: [event], replies };
}
