// Who is shown at this node: users of nodes that can be reached, and for a while of those that cannot any more. It asks
// the graph of links and waits; what is told of it is for others.
import type { Origin } from "../events/names.ts";
import type { RowDifference } from "../projections/difference.ts";
import { pathsFrom } from "../projections/links.ts";
import type { ObserverSight } from "../projections/sight.ts";
import type { State } from "../projections/state.ts";
import type { Scheduler } from "./record/ports.ts";

export interface ReachOptions {
  readonly state: State;
  readonly sight: ObserverSight;
  readonly scheduler: Scheduler;
  /** How long a node may be out of reach before its users are hidden. */
  readonly graceMs: () => number;
  /** Within a turn; some are about to be shown. */
  readonly onBack: () => void;
  /** Within a turn; the sight holds already. */
  readonly onShift: (rows: readonly RowDifference[], hidden: readonly Origin[], shown: readonly Origin[]) => void;
  /** Something is due; a turn is open while the task runs. */
  readonly inTurn: (task: () => void) => void;
}

interface Loss {
  readonly number: number;
}

export class Reach {
  readonly #options: ReachOptions;
  /** Shown origins that cannot be reached, in the order in which they were lost. */
  readonly #lost = new Map<Origin, Loss>();
  #losses = 0;

  constructor(options: ReachOptions) {
    this.#options = options;
  }

  /**
   * The graph may have changed; within a turn. Who is back is shown at once, who is gone is waited for. `rows`: what is
   * to be told besides. It goes with those who are back, so that nobody is said to act before they are there.
   */
  update(rows: readonly RowDifference[] = []): void {
    const { state, sight, onBack, onShift } = this.#options;
    const reached = pathsFrom(state, sight.own);
    for (const origin of sight.shown()) {
      if (reached.has(origin) || state.origins.get(origin)?.isClosed !== false) this.#lost.delete(origin);
      else if (!this.#lost.has(origin)) this.#wait(origin);
    }
    const shown = [...reached.keys()].filter((origin) => !sight.isShown(origin)).sort();
    if (shown.length > 0) onBack();
    for (const origin of shown) sight.show(origin);
    if (rows.length + shown.length > 0) onShift(rows, [], shown);
    // Of an epoch that has ended nobody is left to be hidden, once it is told who ended with it.
    for (const origin of sight.shown()) if (state.origins.get(origin)?.isClosed !== false) sight.hide(origin);
  }

  /** The turn was taken back: what was hidden in it is shown, and still out of reach. */
  rolledBack(): void {
    const { sight, scheduler, inTurn } = this.#options;
    if (sight.shown().length > 0) scheduler.after(0, () => inTurn(() => this.update()));
  }

  /** The timer alone says when it is time: a wall is slewed, and timers may be early by it. */
  #wait(origin: Origin): void {
    const { scheduler, graceMs, inTurn } = this.#options;
    const loss = { number: ++this.#losses };
    this.#lost.set(origin, loss);
    scheduler.after(graceMs(), () => {
      if (this.#lost.get(origin) === loss) inTurn(() => this.#hide(loss));
    });
  }

  /** With it all that were lost before: what went with one link goes at once. */
  #hide(last: Loss): void {
    const { sight, onShift } = this.#options;
    const due = [...this.#lost].filter(([, { number }]) => number <= last.number).map(([origin]) => origin);
    const hidden = due.filter((origin) => sight.isShown(origin)).sort();
    for (const origin of due) this.#lost.delete(origin);
    if (hidden.length === 0) return;
    for (const origin of hidden) sight.hide(origin);
    onShift([], hidden, []);
  }
}
