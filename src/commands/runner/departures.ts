// Users whose connection is gone and whose QUIT is not yet committed: it is recorded as soon as the record works.
import type { UserId } from "../../../events/names.ts";
import type { State } from "../../../projections/state.ts";
import type { Recorder } from "./ports.ts";

export class Departures {
  readonly #state: State;
  readonly #recorder: Recorder;
  readonly #departed = new Map<UserId, string>();

  constructor(state: State, recorder: Recorder) {
    this.#state = state;
    this.#recorder = recorder;
  }

  /** Also where a QUIT stands in this turn already: the turn may be taken back, and nobody is left to send another. */
  add(actor: UserId, reason: string): void {
    this.#departed.set(actor, reason);
    if (this.#recorder.isReady && this.#state.users.has(actor)) {
      this.#recorder.append({ type: "QUIT", actor, body: { reason } });
    }
  }

  settle(): void {
    if (this.#departed.size === 0) return;
    this.#recorder.touch();
    for (const [actor, reason] of [...this.#departed]) {
      if (!this.#recorder.isReady) return;
      const isLeft = this.#state.users.has(actor);
      if (isLeft && !this.#recorder.append({ type: "QUIT", actor, body: { reason } })) return;
    }
  }

  /** The turn is committed. */
  released(): void {
    for (const user of this.#departed.keys()) if (!this.#state.users.has(user)) this.#departed.delete(user);
  }
}
