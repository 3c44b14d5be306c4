// What runs met, counted: a simulation that never met trouble proves nothing (invariants.md, "Sometimes").

/** Each must be met this often over all the runs of a night. */
export const SOMETIMES = [
  "a three-way nick race",
  "JOIN crossing the last PART",
  "a ban lifted during a partition",
  "a late event that changed an outcome",
  "a link lost in the middle of a batch",
  "a duplicate dropped",
  "a torn tail",
  "a one-way partition",
  "a snapshot taken while events arrive",
  "a restart with the last commits lost that a peer had",
] as const;

export class Tally {
  readonly counts = new Map<string, number>();

  met(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times);
  }

  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  add(other: Iterable<readonly [string, number]>): void {
    for (const [what, times] of other) this.met(what, times);
  }
}
