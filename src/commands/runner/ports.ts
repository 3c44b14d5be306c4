// What the runner needs of those above and beside it.
import type { AnyDraft } from "../../../events/envelope.ts";
import type { Origin, UserId } from "../../../events/names.ts";
import type { State } from "../../../projections/state.ts";
import type { Outlet } from "./client.ts";
import type { Clients } from "./clients.ts";
import type { LinkOrder } from "./command.ts";
import type { Refusal } from "./refusals.ts";
import type { Registry } from "./registry.ts";
import type { View } from "./view.ts";

/** The record, as far as the runner needs it. */
export interface Recorder {
  /** Events are taken; those of commands may be refused all the same. */
  readonly isReady: boolean;
  readonly origin: Origin;
  /** Why a command that makes these events cannot be carried out now, if it cannot: asked before the first of them. */
  refusal(drafts: readonly AnyDraft[]): Refusal | undefined;
  /** False if the event was not admitted and its turn was taken back. */
  append(draft: AnyDraft): boolean;
  /** Opens a turn if none is open: before anything that a roll-back must undo. */
  touch(): void;
  endOfCommand(): void;
}

export interface RunnerOptions {
  readonly view: View;
  readonly state: State;
  readonly registry: Registry;
  readonly clients: Clients;
  readonly recorder: Recorder;
  /** Ties a new user to the outlet through which they are told things; journaled. */
  readonly bind: (user: UserId, outlet: Outlet) => void;
  /** Tells operators what is no event: a wrong password, a flood. */
  readonly onNotice: (text: string) => void;
  /** An operator wants a peer called, or its link ended. */
  readonly onLink: (order: LinkOrder) => void;
  /** The name of an address' host: at once, or as soon as it is known; undefined for none. Never rejects. */
  readonly hostName: (address: string) => string | Promise<string | undefined> | undefined;
  /** A command that threw: ours to mend. */
  readonly onDefect: (verb: string, error: unknown) => void;
}
