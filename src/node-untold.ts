// What events of origins that are not shown changed, within one batch: the batch may bring what shows them, and then
// they are told together, so that nobody is said to act before they are there.
import type { AnyEvent } from "../events/envelope.ts";
import { type RowDifference, together } from "../projections/difference.ts";

/** Types whose effect on what all can see is told with who did it. */
const NAMES_ACTOR: ReadonlySet<string> = new Set(["INVITE", "KICK", "MODE", "TOPIC"]);

export class Untold {
  readonly #rows: RowDifference[] = [];
  readonly #differ: (rows: readonly RowDifference[]) => void;

  constructor(differ: (rows: readonly RowDifference[]) => void) {
    this.#differ = differ;
  }

  /** Whether what the event changed is gathered, even if it could be told as it stands. */
  takes({ type }: AnyEvent, isOfHidden: boolean): boolean {
    return this.#rows.length > 0 || (isOfHidden && NAMES_ACTOR.has(type));
  }

  gather(rows: readonly RowDifference[]): void {
    this.#rows.push(...rows);
  }

  /** Tells these, with what was gathered before. */
  tell(rows: readonly RowDifference[] = []): void {
    const gathered = this.#rows.splice(0);
    if (gathered.length + rows.length === 0) return;
    this.#differ(gathered.length === 0 ? rows : together([...gathered, ...rows]));
  }

  /** The turn was taken back. */
  rolledBack(): void {
    this.#rows.length = 0;
  }
}
