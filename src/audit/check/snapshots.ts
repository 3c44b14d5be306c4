// Snapshots held against the log that they were made of: each is what the fold has come to when the first event comes
// that is later than all of its own.
import { digestOf } from "../../../projections/digest.ts";
import { Network } from "../../../projections/network.ts";
import type { State } from "../../../projections/state.ts";
import { restore, type Snapshot } from "../../record/snapshot.ts";
import { must } from "./violation.ts";

/** What is left of a snapshot: it need not be kept while the log is folded. */
interface Expected {
  readonly position: number;
  readonly greatest: number;
  readonly digest: string;
}

export class SnapshotCheck {
  /** The earliest is next. */
  readonly #expected: Expected[];
  readonly count: number;

  /**
   * `snapshots`: such as fit the log. `until`: the last position that is folded; what a node makes meanwhile may go
   * beyond.
   */
  constructor(snapshots: Iterable<Snapshot>, until: number) {
    const expected = Array.from(snapshots, expectedOf).filter(({ position }) => position <= until);
    this.#expected = expected.sort((a, b) => a.greatest - b.greatest);
    this.count = this.#expected.length;
  }

  /** Before the next event is folded, with its time; without one at the end. Throws Violation. */
  before(at: number | undefined, state: State): void {
    for (let next = this.#expected[0]; next !== undefined; next = this.#expected[0]) {
      if (at !== undefined && at <= next.greatest) return;
      const { position, digest } = this.#expected.shift() as Expected;
      must(digestOf(state) === digest, "R1", () => `the snapshot of position ${position} is not what the log gives`);
    }
  }
}

function expectedOf(snapshot: Snapshot): Expected {
  const network = new Network();
  restore(snapshot, network);
  return { position: snapshot.position, greatest: snapshot.greatest, digest: digestOf(network.state) };
}
