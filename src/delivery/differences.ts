// From a shift of the view to lines: each session is told once what is not as it was told, in the order in which a
// client can follow it: QUIT; KICK and PART; NICK; its own JOIN; JOIN of others; MODE; TOPIC.
import { type Consequence, consequencesOf } from "./consequences.ts";
import { type Shift, Shifted } from "./shift.ts";
import { type DifferencesOptions, Telling } from "./telling.ts";

export class Differences {
  readonly #options: DifferencesOptions;

  constructor(options: DifferencesOptions) {
    this.#options = options;
  }

  /** The new state and sight hold, and caches follow them. Gives what it means for others than clients. */
  tell(shift: Shift): readonly Consequence[] {
    const { state, recipients } = this.#options;
    const shifted = new Shifted(state, shift);
    const told = new Telling(this.#options, shifted);
    told.quits();
    told.departures();
    told.renames();
    told.arrivals();
    told.modes();
    told.topics();
    told.attributes();
    told.invitations();
    told.bearers();
    return consequencesOf(shifted, (user) => recipients.forget(user));
  }
}
