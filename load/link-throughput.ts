// What a link costs: the same people and the same messages once on one node alone, and once with those who speak on one
// node and those who listen on another that is linked with it.
//   npm run link-throughput -- [--clients 200] [--channel-size 50] [--messages 200] [--window 10] [--rate 100]
//     [--seconds 10] [--rounds 3] [--profile DIR] [--json FILE]
//   npm run link-throughput -- --serve    starts the nodes and says where they are, for a generator of your own
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Closed, closedLoop, type Hall, openLoop, seat } from "./fan-out.ts";
import { NodeProcess, until } from "./node-process.ts";
import { percentile, table } from "./resources.ts";

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "200" },
    "channel-size": { type: "string", default: "50" },
    messages: { type: "string", default: "200" },
    window: { type: "string", default: "10" },
    rate: { type: "string", default: "100" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
    serve: { type: "boolean", default: false },
    profile: { type: "string" },
    json: { type: "string" },
  },
});
const number = (name: "clients" | "channel-size" | "messages" | "window" | "rate" | "seconds" | "rounds") =>
  Number(values[name]);
const LINKED_MS = 30_000;
/** What a link may cost (docs/performance.md): a share of the local rate, and milliseconds more at P50. */
const REACH = { rate: 0.7, p50Ms: 2 };

const folder = mkdtempSync(`${tmpdir()}/hansard-throughput-`);
const flags = values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
const [alone, near, far] = ["1AL", "2NE", "3FA"].map((id) => new NodeProcess({ id, folder, flags })) as [
  NodeProcess,
  NodeProcess,
  NodeProcess,
];
const nodes = [alone, near, far];
process.once("exit", () => {
  for (const node of nodes) node.signal("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

interface Round {
  readonly where: string;
  readonly perSecond: number;
  /** Of each node that has a part, microseconds a delivery. */
  readonly cpuMicros: readonly number[];
  readonly closedP50Ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly lost: number;
}

/** One after the other on the same seats: as fast as it goes, then at a steady rate. */
async function measure(where: string, speakers: NodeProcess, listeners: NodeProcess): Promise<Round> {
  const halls = await seat({ speakers, listeners, clients: number("clients"), size: number("channel-size") });
  await closedLoop(halls, Math.ceil(number("messages") / 5), number("window"));
  const taking = [...new Set([speakers, listeners])];
  const before = taking.map((node) => node.cpu().all);
  const closed = await closedLoop(halls, number("messages"), number("window"));
  const cpuMicros = taking.map((node, at) => (node.cpu().all - (before[at] ?? 0)) / closed.deliveries);
  await delay(300);
  const open = await openLoop(halls, number("rate"), number("seconds"));
  leave(halls);
  const perSecond = closed.deliveries / closed.seconds;
  const [closedP50Ms, p50Ms] = [closed, open].map(({ delays }) => percentile(delays, 0.5)) as [number, number];
  const p99Ms = percentile(open.delays, 0.99);
  return { where, perSecond, cpuMicros, closedP50Ms, p50Ms, p99Ms, lost: lostIn(closed) + lostIn(open) };
}

const lostIn = ({ expected, deliveries }: Closed) => expected - deliveries;

function leave(halls: readonly Hall[]): void {
  for (const hall of halls) for (const socket of hall.sockets) socket.destroy();
}

function rowOf({ where, perSecond, cpuMicros, closedP50Ms, p50Ms, p99Ms, lost }: Round): readonly (string | number)[] {
  const cpu = cpuMicros.map((each) => each.toFixed(2)).join(" + ");
  return [where, Math.round(perSecond), cpu, closedP50Ms.toFixed(2), p50Ms.toFixed(2), p99Ms.toFixed(2), lost];
}

const medianOf = (rounds: readonly Round[], value: (round: Round) => number) => percentile(rounds.map(value), 0.5);

for (const node of nodes) await node.prepare();
far.calls(near);
for (const node of nodes) await node.start();
await until("the two are linked", () => near.isLinkedWith(far) && far.isLinkedWith(near), LINKED_MS);

if (values.serve) {
  console.log(`alone   --port ${alone.port} --pid ${alone.pid}`);
  console.log(`linked  --port ${near.port} --port ${far.port} --pid ${near.pid} --pid ${far.pid}`);
  console.log("Ctrl-C ends them");
  await new Promise((done) => process.stdin.once("end", done).resume());
} else {
  process.exitCode = (await compare()) ? 0 : 1;
}
for (const node of nodes) await node.stop();

async function compare(): Promise<boolean> {
  const local: Round[] = [];
  const linked: Round[] = [];
  for (let round = 1; round <= number("rounds"); round++) {
    process.stderr.write(`round ${round} of ${values.rounds}\n`);
    local.push(await measure("one node", alone, alone));
    linked.push(await measure("across a link", near, far));
  }
  const head = ["", "deliveries/s", "CPU µs each", "P50 ms, full speed", "P50 ms, steady", "P99 ms, steady", "lost"];
  console.log(table([head, ...[...local, ...linked].map(rowOf)]));
  const rate = medianOf(linked, ({ perSecond }) => perSecond) / medianOf(local, ({ perSecond }) => perSecond);
  const more = medianOf(linked, ({ p50Ms }) => p50Ms) - medianOf(local, ({ p50Ms }) => p50Ms);
  console.log(
    `across a link: ${(rate * 100).toFixed(0)}% of the local rate (to reach: ${REACH.rate * 100}%), ` +
      `${more.toFixed(2)} ms more at P50 (at most ${REACH.p50Ms}); medians of ${values.rounds} rounds`,
  );
  const lost = [...local, ...linked].reduce((sum, round) => sum + round.lost, 0);
  if (lost > 0) console.log(`FAILED: ${lost} deliveries did not come`);
  if (values.json) writeFileSync(values.json, JSON.stringify({ asked: values, local, linked, rate, more }, null, 1));
  return lost === 0;
}
