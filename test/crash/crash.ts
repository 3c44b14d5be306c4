// R3: `kill -9` under load, again and again on one data folder. Whatever any client received is in the log.
//   npm run crash -- [--rounds 30] [--seed n] [--clients 24] [--rate 2800]   the node as it is: lost must be 0
//   npm run crash -- --control [--rounds 5]     a build that sends before it commits: lost must be more than 0
//   npm run crash -- --quick                    both, short enough for every build
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { randomOf } from "../record/virtual-time.ts";
import { buildControl, copyBuilt, type Tree } from "./built-trees.ts";
import { startNode } from "./node-process.ts";
import { RoundLog, type RoundResult, round } from "./round.ts";

const NEAR_MS = 20;
/** Of the kills, how many must come so soon after a line. */
const NEAR_SHARE = 2 / 3;
const LEAST_EVENTS_PER_SECOND = 2000;

const { values } = parseArgs({
  options: {
    rounds: { type: "string" },
    seed: { type: "string" },
    clients: { type: "string", default: "24" },
    rate: { type: "string", default: "2800" },
    control: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);

async function run(name: string, { root, remove }: Tree, rounds: number): Promise<readonly RoundResult[]> {
  const data = mkdtempSync(join(tmpdir(), "hansard-crash-"));
  const random = randomOf(seed);
  const options = { root, data, clients: Number(values.clients), commandsPerSecond: Number(values.rate), random };
  const past = new RoundLog(data);
  const results: RoundResult[] = [];
  console.log(`${name}: ${rounds} rounds, seed ${seed}, ${values.clients} clients`);
  console.log("round  kill at   events  events/s  last line  received  lost    facts  restart");
  let node = await startNode(root, data);
  for (let number = 1; number <= rounds; number++) {
    const done = await round(options, node, past);
    node = done.node;
    results.push(done.result);
    console.log(row(number, done.result));
    for (const fault of done.result.faults) console.log(`       ${fault}`);
  }
  await node.stop();
  rmSync(data, { recursive: true });
  remove();
  return results;
}

function row(number: number, result: RoundResult): string {
  const { killedAfterMs, events, eventsPerSecond, lastLineMs, received, lost, facts, restartMs } = result;
  const cells: [text: string, width: number][] = [
    [String(number), 5],
    [`${killedAfterMs.toFixed(0)} ms`, 9],
    [String(events), 9],
    [eventsPerSecond.toFixed(0), 10],
    [`${lastLineMs.toFixed(1)} ms`, 11],
    [String(received), 10],
    [String(lost), 6],
    [String(facts), 9],
    [`${restartMs.toFixed(0)} ms`, 9],
  ];
  return cells.map(([text, width]) => text.padStart(width)).join("");
}

const sum = (results: readonly RoundResult[], of: (result: RoundResult) => number) =>
  results.reduce((total, result) => total + of(result), 0);

/** Gives what is wrong; nothing if the record holds. */
async function real(rounds: number): Promise<readonly string[]> {
  const results = await run("crash", copyBuilt(), rounds);
  const lost = sum(results, (each) => each.lost);
  const faults = sum(results, (each) => each.faults.length);
  const near = results.filter((each) => each.lastLineMs < NEAR_MS).length;
  const perSecond = sum(results, (each) => each.eventsPerSecond) / rounds;
  const received = sum(results, (each) => each.received);
  console.log(
    `crash: ${rounds} kills, ${received} lines received, ${lost} lost, ${faults} faults, ` +
      `${sum(results, (each) => each.facts)} facts held, ${near} kills within ${NEAR_MS} ms of a line, ` +
      `${perSecond.toFixed(0)} events/s, seed ${seed}`,
  );
  const wrong: string[] = [];
  if (lost > 0) wrong.push(`${lost} lines that clients received are not in the log`);
  if (faults > 0) wrong.push(`${faults} faults, see the table`);
  if (near < rounds * NEAR_SHARE) wrong.push(`only ${near} of ${rounds} kills came within ${NEAR_MS} ms of a line`);
  if (perSecond < LEAST_EVENTS_PER_SECOND) wrong.push(`only ${perSecond.toFixed(0)} events/s`);
  return wrong;
}

async function control(rounds: number): Promise<readonly string[]> {
  const results = await run("control (sends before it commits)", buildControl(), rounds);
  const lost = sum(results, (each) => each.lost);
  console.log(`control: ${rounds} kills, ${lost} lines lost, seed ${seed}`);
  return lost > 0 ? [] : ["the control lost nothing: these rounds cannot find a loss"];
}

const wrong: string[] = [];
if (!values.control) wrong.push(...(await real(Number(values.rounds ?? (values.quick ? 5 : 30)))));
if (values.control || values.quick) wrong.push(...(await control(Number(values.control ? (values.rounds ?? 5) : 2))));
for (const each of wrong) console.log(`FAILED: ${each}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
