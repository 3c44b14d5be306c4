// Runs the simulator over many seeds on all cores, prints what was met, and tells the first failures as short stories.
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { type Asked, readArguments, USAGE } from "./arguments.ts";
import { drawPlan } from "./plan.ts";
import { shrink } from "./shrink.ts";
import { storyOf } from "./story.ts";
import { SOMETIMES, Tally } from "./tally.ts";
import type { Id } from "./violation.ts";
import type { Assignment, Report } from "./worker.ts";

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));
const MOST_STORIES = 3;
const SHRINK_RUNS = 400;
/** With so many failures no further seeds are begun: something is broken that every seed would show. */
const MOST_FAILURES = 20;

interface Failure {
  readonly seed: number;
  readonly id: Id;
  readonly message: string;
}

class Totals {
  readonly times = new Tally();
  /** In how many seeds each was met. */
  readonly seeds = new Tally();
  readonly failures: Failure[] = [];
  count = 0;
  cpuMs = 0;

  add({ seed, cpuMs, tally, violation }: Report): void {
    this.count++;
    this.cpuMs += cpuMs;
    this.times.add(tally);
    for (const [what, times] of tally) if (times > 0) this.seeds.met(what);
    if (violation) this.failures.push({ seed, ...violation });
  }

  hasFound(id: string | undefined): boolean {
    return this.failures.some((failure) => id === undefined || failure.id === id);
  }

  print(): void {
    const rows = [...this.times.counts].sort(([a], [b]) => (a < b ? -1 : 1));
    const width = Math.max(...rows.map(([what]) => what.length), ...SOMETIMES.map((what) => what.length));
    const row = (what: string) =>
      `  ${what.padEnd(width)} ${String(this.times.of(what)).padStart(9)} ${String(this.seeds.of(what)).padStart(7)}`;
    console.log(`\n  ${"met".padEnd(width)} ${"times".padStart(9)} ${"seeds".padStart(7)}`);
    for (const [what] of rows) if (!SOMETIMES.some((each) => each === what)) console.log(row(what));
    console.log("\n  sometimes:");
    for (const what of SOMETIMES) console.log(row(what));
    const each = (this.cpuMs / Math.max(1, this.count)).toFixed(0);
    console.log(`\n${this.count} seeds, ${each} ms of CPU each, ${this.failures.length} violations`);
  }

  /** What was met too seldom. */
  below(floor: number): readonly string[] {
    return SOMETIMES.filter((what) => this.times.of(what) < floor);
  }
}

/** Seeds first + at, first + at + workers, … of one process. */
function work(asked: Asked, at: number, totals: Totals, until: number): Promise<void> {
  const child = fork(WORKER, { execArgv: ["--import", "tsx"] });
  let next = asked.seed + at;
  return new Promise((resolve, reject) => {
    const give = () => {
      const isSpoilt = asked.isHunting ? totals.hasFound(asked.id) : totals.failures.length >= MOST_FAILURES;
      const isDone = isSpoilt || (asked.seconds === undefined ? next >= asked.seed + asked.seeds : Date.now() >= until);
      if (isDone) return void child.disconnect();
      const assignment: Assignment = { seed: next, nodes: asked.nodes, commands: asked.commands };
      next += asked.workers;
      child.send(assignment);
    };
    child.on("message", (report: Report) => {
      totals.add(report);
      if (report.violation) console.log(`seed ${report.seed}: ${report.violation.message.slice(0, 300)}`);
      give();
    });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    give();
  });
}

const optional = ({ nodes, commands }: Asked) => ({
  ...(nodes === undefined ? {} : { nodes }),
  ...(commands === undefined ? {} : { commands }),
});

async function tell(asked: Asked, { seed, id }: Failure): Promise<void> {
  const { run, outcome, plan, runs } = await shrink(drawPlan({ seed, ...optional(asked) }), id, SHRINK_RUNS);
  console.log(`\n${"=".repeat(100)}\ncut down to ${plan.steps.length} steps in ${runs} runs`);
  if (outcome.violation) console.log(storyOf(run, outcome.violation));
}

async function simulate(asked: Asked): Promise<number> {
  const totals = new Totals();
  const until = Date.now() + (asked.seconds ?? 0) * 1000;
  const workers = Math.min(asked.workers, asked.seconds === undefined ? asked.seeds : asked.workers);
  const shared = { ...asked, workers };
  await Promise.all(Array.from({ length: workers }, (_, at) => work(shared, at, totals, until)));
  totals.failures.sort((a, b) => a.seed - b.seed);
  const told = asked.isHunting ? 0 : MOST_STORIES;
  for (const failure of totals.failures.slice(0, told)) await tell(asked, failure);
  totals.print();
  const seldom = totals.below(asked.floor);
  for (const what of seldom) console.log(`met less than ${asked.floor} times: ${what}`);
  return totals.failures.length > 0 || seldom.length > 0 ? 1 : 0;
}

let asked: Asked | undefined;
try {
  asked = readArguments(process.argv.slice(2), availableParallelism());
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
}
process.exitCode = asked === undefined ? 2 : await simulate(asked);
