// A process of the simulator: runs the seeds that it is sent, one after the other, and says what each came to.
import { drawPlan } from "./plan.ts";
import { Run } from "./run.ts";
import type { Id } from "./violation.ts";

export interface Assignment {
  readonly seed: number;
  readonly nodes: number | undefined;
  readonly commands: number | undefined;
}

export interface Report {
  readonly seed: number;
  readonly cpuMs: number;
  readonly tally: readonly (readonly [string, number])[];
  readonly violation: { readonly id: Id; readonly message: string } | undefined;
}

async function report({ seed, nodes, commands }: Assignment): Promise<Report> {
  const from = process.cpuUsage();
  const plan = drawPlan({
    seed,
    ...(nodes === undefined ? {} : { nodes }),
    ...(commands === undefined ? {} : { commands }),
  });
  const { violation, tally } = await new Run(plan).play();
  const { user, system } = process.cpuUsage(from);
  return {
    seed,
    cpuMs: (user + system) / 1000,
    tally: [...tally],
    violation: violation && { id: violation.id, message: violation.message },
  };
}

process.on("message", (assignment: Assignment) => {
  void report(assignment).then((done) => process.send?.(done));
});
