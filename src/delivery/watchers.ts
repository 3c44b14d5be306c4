// MONITOR: those who watch a nick are told when somebody comes to bear it, and when nobody bears it any more.
import type { AnyEvent } from "../../events/envelope.ts";
import { casefold, type Micros } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import type { State } from "../../projections/state.ts";
import { nickOf, prefixOf, userByNick } from "../../projections/users.ts";
import { numericLine, numericRest } from "../protocol/numeric-line.ts";
import { type Numeric, RPL_MONOFFLINE, RPL_MONONLINE } from "../protocol/numerics.ts";
import { Form } from "./form.ts";
import type { Recipients } from "./recipients.ts";

export class Watchers {
  readonly #state: State;
  readonly #recipients: Recipients;
  readonly #server: string;

  constructor(state: State, recipients: Recipients, server: string) {
    this.#state = state;
    this.#recipients = recipients;
    this.#server = server;
  }

  observe(event: AnyEvent, change: Change): void {
    if (change.kind === "connected") {
      this.#tell(event, nickOf(this.#state, change.user));
    } else if (change.kind === "ended") {
      this.#tell(event, change.nick);
    } else if (change.kind === "renamed" && casefold(change.from) !== casefold(change.to)) {
      this.#tell(event, change.from);
      this.#tell(event, change.to);
    }
  }

  /** Somebody else bears the nick as of then, or nobody does any more. */
  bearerChanged(nick: string, at: Micros): void {
    this.#tell({ at }, nick);
  }

  #tell(event: Pick<AnyEvent, "at">, nick: string): void {
    const bearer = userByNick(this.#state, nick);
    if (bearer) this.#tellEach(event, nick, RPL_MONONLINE, prefixOf(this.#state, bearer));
    else this.#tellEach(event, nick, RPL_MONOFFLINE, nick);
  }

  #tellEach(event: Pick<AnyEvent, "at">, nick: string, numeric: Numeric, text: string): void {
    for (const watcher of this.#recipients.watchers(nick)) {
      const outbox = this.#recipients.of(watcher);
      const user = this.#state.users.get(watcher);
      if (!outbox || !user) continue;
      const line = numericLine(this.#server, nickOf(this.#state, user), numeric, numericRest(numeric, [text]));
      outbox.append(new Form(line, { at: event.at }).for(outbox.capabilities));
    }
  }
}
