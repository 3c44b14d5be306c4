// What a node has yet to put on record for its own users: they were told something that the network did not keep to,
// and telling is the decision. Nothing may be recorded from an observer, so it waits here.
import type { AnyDraft } from "../events/envelope.ts";
import { originOf, type UserId, uidOf } from "../events/names.ts";
import type { RowDifference } from "../projections/difference.ts";
import type { ObserverSight } from "../projections/sight.ts";
import type { State } from "../projections/state.ts";
import { type Journal, Table } from "../projections/table.ts";
import type { Record } from "./record/record.ts";
import { TurnFailed } from "./record/turn.ts";

interface Due {
  readonly draft: AnyDraft;
  /** Nothing is due any more for a user who has a session again, or has one still. */
  readonly isForTheGone: boolean;
}

export interface DuesOptions {
  /** Of what belongs to this node alone. */
  readonly journal: Journal;
  readonly state: State;
  readonly sight: ObserverSight;
  readonly hasSession: (user: UserId) => boolean;
}

export class Dues {
  readonly #options: DuesOptions;
  readonly #dues: Table<UserId, Due>;

  constructor(options: DuesOptions) {
    this.#options = options;
    this.#dues = new Table(options.journal);
  }

  /** The user was told that a claim of theirs is lost: they withdraw it before anything else. */
  withdraw(user: UserId): void {
    if (this.#dues.has(user)) return;
    this.#dues.put(user, { draft: { type: "NICK", actor: user, body: { nick: uidOf(user) } }, isForTheGone: false });
  }

  /** A user who was ended, and sent away, lives again because what ended them is void: nobody is there to end them. */
  observe(rows: readonly RowDifference[]): void {
    const { state, sight } = this.#options;
    for (const { table, key, before, after } of rows) {
      if (table !== (state.users as unknown) || before !== undefined || after === undefined) continue;
      const user = key as UserId;
      if (originOf(user) !== sight.own) continue;
      this.#dues.put(user, { draft: { type: "QUIT", actor: user, body: { reason: "Killed" } }, isForTheGone: true });
    }
  }

  /** True if something was recorded. */
  settle(record: Record): boolean {
    const { state, hasSession } = this.#options;
    let isRecorded = false;
    for (const user of [...this.#dues.keys()].sort()) {
      if (record.phase !== "ready") return false;
      record.touch();
      const { draft, isForTheGone } = this.#dues.get(user) as Due;
      this.#dues.delete(user);
      if (!state.users.has(user) || (isForTheGone && hasSession(user))) continue;
      try {
        record.append(draft);
        isRecorded = true;
      } catch (error) {
        if (error instanceof TurnFailed) return false;
        throw error;
      }
    }
    return isRecorded;
  }
}
