// Makes a log fail at chosen steps, once or until it is healed, and counts what it met.
import type { Step } from "../../src/record/sqlite-log.ts";

/** The error that SQLite gives when the disk is full. */
export function diskFull(): Error {
  return Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
}

export class Faults {
  /** How often each step was made to fail. */
  readonly injected = new Map<Step, number>();
  #always = new Set<Step>();
  #once: { readonly step: Step; left: number }[] = [];

  /** Fails the nth such step from now on, and no other. */
  once(step: Step, nth = 1): void {
    this.#once.push({ step, left: nth });
  }

  /** Fails each such step until `heal`. */
  always(...steps: readonly Step[]): void {
    for (const step of steps) this.#always.add(step);
  }

  heal(): void {
    this.#always.clear();
    this.#once = [];
  }

  readonly onStep = (step: Step): void => {
    let isFailing = this.#always.has(step);
    for (const plan of this.#once) if (plan.step === step && --plan.left === 0) isFailing = true;
    this.#once = this.#once.filter((plan) => plan.left > 0);
    if (!isFailing) return;
    this.injected.set(step, (this.injected.get(step) ?? 0) + 1);
    throw diskFull();
  };
}
