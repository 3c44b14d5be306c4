// How often each command was carried out and refused: a property that never met a refusal proves nothing.

export interface Count {
  accepted: number;
  refused: number;
}

export class Tally {
  readonly counts = new Map<string, Count>();
  /** Numeric of an error → how often it was given. */
  readonly errors = new Map<string, number>();

  /** What else a run met → how often. */
  readonly met = new Map<string, number>();

  meet(what: string, times = 1): void {
    this.met.set(what, (this.met.get(what) ?? 0) + times);
  }

  error(numeric: string, times = 1): void {
    this.errors.set(numeric, (this.errors.get(numeric) ?? 0) + times);
  }

  add(command: string, isAccepted: boolean): void {
    let count = this.counts.get(command);
    if (count === undefined) {
      count = { accepted: 0, refused: 0 };
      this.counts.set(command, count);
    }
    if (isAccepted) count.accepted++;
    else count.refused++;
  }

  merge(other: Tally): void {
    for (const [what, times] of other.met) this.meet(what, times);
    for (const [numeric, times] of other.errors) this.error(numeric, times);
    for (const [command, { accepted, refused }] of other.counts) {
      const count = this.counts.get(command) ?? { accepted: 0, refused: 0 };
      this.counts.set(command, { accepted: count.accepted + accepted, refused: count.refused + refused });
    }
  }

  table(title: string): string {
    const rows = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const line = (name: string, accepted: string | number, refused: string | number) =>
      `  ${name.padEnd(10)} ${String(accepted).padStart(9)} ${String(refused).padStart(9)}`;
    const errors = [...this.errors]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([numeric, times]) => `${numeric}:${times}`);
    const met = [...this.met].sort().map(([what, times]) => `${what}: ${times}`);
    const lines = rows.map(([name, { accepted, refused }]) => line(name, accepted, refused));
    return [
      title,
      line("command", "accepted", "refused"),
      ...lines,
      `  errors ${errors.join(" ")}`,
      `  met ${met.join(", ")}`,
    ].join("\n");
  }

  /** Which commands stayed below the floor, in words. */
  below(commands: readonly string[], floor: number): string[] {
    return commands.flatMap((command) => {
      const { accepted, refused } = this.counts.get(command) ?? { accepted: 0, refused: 0 };
      if (accepted >= floor && refused >= floor) return [];
      return [`${command}: ${accepted} accepted, ${refused} refused; the floor is ${floor}`];
    });
  }

  /** Which errors stayed below the floor, in words. */
  errorsBelow(numerics: readonly string[], floor: number): string[] {
    const rare = numerics.filter((numeric) => (this.errors.get(numeric) ?? 0) < floor);
    return rare.map((numeric) => `${numeric}: ${this.errors.get(numeric) ?? 0} times; the floor is ${floor}`);
  }

  /** What was met less often than the floor, in words. */
  metBelow(wanted: readonly string[], floor: number): string[] {
    const rare = wanted.filter((what) => (this.met.get(what) ?? 0) < floor);
    return rare.map((what) => `${what}: met ${this.met.get(what) ?? 0} times; the floor is ${floor}`);
  }
}
