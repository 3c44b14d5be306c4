// Three nodes in a ring on loopback for a long time: each minute a link is cut or broken in some other way, and healed;
// people talk, come and go without a word, and some do not read for seconds. Memory and handles are kept as curves; at the end
// every record is checked and all must be one.
//   npm run soak -- [--minutes 30] [--seed 1] [--per-second 80] [--json FILE]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { hansard, NodeProcess, until } from "../../load/node-process.ts";
import { chart, Resources, table } from "../../load/resources.ts";
import { Dice } from "../simulation/dice.ts";
import { disagreements, isOne, unrecorded, vectorsOf } from "./agreement.ts";
import { BOTH, Cable, type Mishap } from "./cable.ts";
import { Crowd } from "./crowd.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    "per-second": { type: "string", default: "80" },
    json: { type: "string" },
  },
});
const REPORTER = fileURLToPath(new URL("./memory-report.js", import.meta.url));
const MIB = 1024 ** 2;
const SAMPLE_MS = 5000;
const MINUTE = 60;
/** Of each minute; the rest is for healing. */
const BROKEN_SECONDS = 25;
const HEALED_MS = 120_000;
const TOLD_MS = 3000;
/** What the heap may hold more in the last fifth than in the second: state and marks grow with what was said. */
const MOST_GROWTH_MIB = 64;
const HANDLES_MORE = 20;
const MISHAPS: readonly Mishap[] = [
  { kind: "cut" },
  { kind: "reset" },
  { kind: "stall", directions: BOTH },
  { kind: "stall", directions: ["there"] },
  { kind: "throttle", bytesPerSecond: 32_768 },
];

interface Memory {
  readonly at: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly handles: number;
}

const folder = mkdtempSync(`${tmpdir()}/hansard-soak-`);
const reportOf = (id: string) => join(folder, `${id}.memory`);
const nodes = ["1AA", "2BB", "3CC"].map(
  (id) =>
    new NodeProcess({
      ...{ id, folder, flags: ["--import", REPORTER] },
      within: ["env", `HANSARD_MEMORY_REPORT=${reportOf(id)}`],
    }),
);
process.once("exit", () => {
  for (const node of nodes) node.signal("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
const progress = (text: string) => process.stderr.write(`${text}\n`);

for (const node of nodes) await node.prepare();
const cables: Cable[] = [];
for (const [at, node] of nodes.entries()) {
  const next = nodes[(at + 1) % nodes.length] as NodeProcess;
  const cable = await new Cable({ host: next.linkHost, port: next.linkPort }).lay();
  node.calls(next, `127.0.0.1:${cable.port}`);
  cables.push(cable);
}
for (const node of nodes) await node.start();
const isRing = () => nodes.every((node, at) => node.isLinkedWith(nodes[(at + 1) % nodes.length] as NodeProcess));
await until("the ring is closed", isRing, HEALED_MS);
const places = nodes.map(({ host, port }) => ({ host, port }));
const perSecond = Number(values["per-second"]);
const people = new Crowd({ nodes: places, steady: 2, roaming: 5, perSecond, seed: values.seed, isRough: true });
await people.arrive();
const resources = new Resources(nodes, SAMPLE_MS);
const dice = new Dice(`soak ${values.seed}`);
const mishaps = new Map<string, number>();

/** One link, or two: then a node is cut off. */
async function minute(number: number, seconds: number): Promise<void> {
  const mishap = dice.pick(MISHAPS);
  const first = dice.below(cables.length);
  const hit = dice.chance(0.4) ? [first, (first + 1) % cables.length] : [first];
  const name = `${mishap.kind}${mishap.kind === "stall" && mishap.directions.length === 1 ? " one way" : ""}`;
  mishaps.set(`${name}, ${hit.length} links`, (mishaps.get(`${name}, ${hit.length} links`) ?? 0) + 1);
  for (const at of hit) cables[at]?.suffer(mishap);
  await delay(Math.min(seconds, BROKEN_SECONDS) * 1000);
  for (const cable of cables) cable.suffer({ kind: "heal" });
  await delay(Math.max(0, seconds - BROKEN_SECONDS) * 1000);
  const rss = nodes.map((node) => Math.round(node.rssBytes() / MIB)).join("/");
  const { commands, lines } = people;
  const faults = people.ledger.faults.length;
  const said = `${commands} commands, ${lines} lines, RSS ${rss} MiB, ${faults} faults`;
  progress(`${number} min: ${name} of ${hit.length}, ${said}`);
}

people.start();
const total = Number(values.minutes) * MINUTE;
for (let done = 0; done < total; done += MINUTE) await minute(done / MINUTE + 1, Math.min(MINUTE, total - done));
people.stop();
await until("the ring is closed", isRing, HEALED_MS);
await until(
  "all nodes have the same events",
  async () => {
    const before = vectorsOf(nodes)[0];
    await delay(500);
    const vectors = vectorsOf(nodes);
    return isOne(vectors) && vectors[0] === before;
  },
  HEALED_MS,
);
await delay(TOLD_MS);
await people.settled();
await people.ask();
resources.stop();
const { ledger } = people;
for (const fault of await disagreements(nodes)) ledger.blame(fault);
const figures = ledger.settle();
const texts = ledger.channelTexts();
for (const node of nodes) {
  const { missing, twice } = unrecorded(node, texts);
  if (missing + twice > 0) ledger.blame(`C3: on ${node.id}'s record ${missing} texts are missing, ${twice} are twice`);
}
const losses = nodes.map((node) => node.lostSince(0).length);
people.close();
for (const cable of cables) cable.close();
for (const node of nodes) await node.stop();
for (const { id, data } of nodes) {
  const said = (await hansard("check", "--data", data)).trim();
  console.log(`hansard check ${id}: ${said.split("\n")[0]}`);
  if (!said.startsWith("ok: ")) ledger.blame(`hansard check on ${id}: ${said}`);
}
conclude();

function memoryOf(id: string): readonly Memory[] {
  const lines = readFileSync(reportOf(id), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Memory);
}

/** The least that was held in a part of the run: what garbage hides. */
function floorOf(memory: readonly Memory[], from: number, to: number): number {
  const part = memory.slice(Math.floor(memory.length * from), Math.ceil(memory.length * to));
  return Math.min(...part.map(({ heapUsed }) => heapUsed)) / MIB;
}

function conclude(): void {
  const rows: (string | number)[][] = [
    ["", "heap MiB, early", "late", "handles early", "late", "RSS most", "links lost"],
  ];
  const curves: Record<string, readonly Memory[]> = {};
  for (const [at, { id }] of nodes.entries()) {
    const memory = memoryOf(id);
    curves[id] = memory;
    const [early, late] = [floorOf(memory, 0.2, 0.4), floorOf(memory, 0.8, 1)];
    const handles = [memory[Math.floor(memory.length * 0.2)], memory.at(-1)].map((each) => each?.handles ?? 0);
    const [first = 0, last = 0] = handles;
    rows.push([id, early.toFixed(0), late.toFixed(0), first, last, resources.mostMib(id).toFixed(0), losses[at] ?? 0]);
    if (late - early > MOST_GROWTH_MIB) ledger.blame(`C13: the heap of ${id} grew by ${(late - early).toFixed(0)} MiB`);
    if (last > first + HANDLES_MORE) ledger.blame(`C13: ${id} had ${first} handles, and ${last} at the end`);
  }
  console.log(table(rows));
  for (const { id } of nodes) {
    console.log(`heap ${id}  ${chart((curves[id] ?? []).map(({ heapUsed }) => heapUsed / MIB))} MiB`);
    console.log(`RSS  ${id}  ${chart((resources.curves.get(id) ?? []).map(({ rssMib }) => rssMib))} MiB`);
  }
  const { sent, expected, delivered, historyOnly, refused } = figures;
  console.log(`${people.commands} commands, ${people.lines} lines read, ${people.reconnects} reconnects`);
  console.log(
    `steady people said ${sent}: ${expected} owed, ${delivered} told, ${historyOnly} history only, ${refused} refused`,
  );
  console.log([...mishaps].map(([name, times]) => `${times} × ${name}`).join("; "));
  const report = { minutes: values.minutes, seed: values.seed, figures, mishaps: Object.fromEntries(mishaps), losses };
  const all = { ...report, memory: curves, processes: resources.json(), faults: ledger.faults };
  if (values.json) writeFileSync(values.json, JSON.stringify(all, null, 1));
  for (const fault of ledger.faults) console.log(`FAILED ${fault}`);
  if (ledger.faults.length === 0) console.log("equal digests, equal records, nothing lost or twice");
  process.exitCode = ledger.faults.length === 0 ? 0 : 1;
}
