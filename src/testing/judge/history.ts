// What a few clients of one server sent and heard, in order. The invariants judge such a history; whoever can record
// one (the probe does it over sockets) can have a server judged.
import type { Offer } from "./offer.ts";
import type { RuleName } from "./rules.ts";

export interface Client {
  /** What it is called before the first turn. */
  readonly nick: string;
  /** What it has negotiated. */
  readonly capabilities: ReadonlySet<string>;
}

/**
 * One line of one client, and what each client heard until all had their PONG: the speaker first, then the others, so
 * that what the line brought about is in this turn and in no other. The PINGs and PONGs between are left out.
 */
export interface Turn {
  /** Index of the client that spoke. */
  readonly client: number;
  readonly line: string;
  /**
   * By client. Lines are read as UTF-8 (U+FFFD for what is none), without CR LF; one that ended in a bare LF keeps
   * it.
   */
  readonly heard: readonly (readonly string[])[];
}

export interface History {
  readonly offer: Offer;
  readonly clients: readonly Client[];
  readonly turns: readonly Turn[];
}

export interface Violation {
  readonly rule: RuleName;
  /** Tells violations of one rule apart, where it is worth it: the command, for example. */
  readonly about: string;
  /** Index of the turn in which it showed. */
  readonly turn: number;
  /** What was seen, for people. */
  readonly seen: string;
}

export type Invariant = (history: History) => readonly Violation[];
