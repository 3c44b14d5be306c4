// Cuts a failing plan down: steps are left out, more and more of them at once and then one by one, as long as the same
// invariant still fails (delta debugging, ddmin).
import type { Plan, Step } from "./plan.ts";
import { type Outcome, Run } from "./run.ts";
import type { Id } from "./violation.ts";

export interface Shrunk {
  readonly plan: Plan;
  readonly run: Run;
  readonly outcome: Outcome;
  /** How many runs it took. */
  readonly runs: number;
}

interface Failing {
  readonly steps: readonly Step[];
  readonly run: Run;
  readonly outcome: Outcome;
}

/** `most`: how many runs it may take. The plan must fail with this id. */
export async function shrink(plan: Plan, id: Id, most: number): Promise<Shrunk> {
  let runs = 0;
  const attempt = async (steps: readonly Step[]): Promise<Failing | undefined> => {
    runs++;
    const run = new Run({ ...plan, steps });
    const outcome = await run.play();
    return outcome.violation?.id === id ? { steps, run, outcome } : undefined;
  };
  const whole = await attempt(plan.steps);
  if (whole === undefined) throw new Error(`seed ${plan.seed} does not fail with ${id} again`);
  const endedAt = whole.run.world.now;
  let best = (await attempt(plan.steps.filter((step) => step.at <= endedAt))) ?? whole;
  for (let size = Math.ceil(best.steps.length / 2); runs < most; size = Math.ceil(size / 2)) {
    let isShorter = false;
    for (let from = 0; from < best.steps.length && runs < most; ) {
      const fewer = await attempt([...best.steps.slice(0, from), ...best.steps.slice(from + size)]);
      if (fewer === undefined) from += size;
      else [best, isShorter] = [fewer, true];
    }
    if (size === 1 && !isShorter) break;
  }
  return { plan: { ...plan, steps: best.steps }, run: best.run, outcome: best.outcome, runs };
}
