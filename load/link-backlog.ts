// A month's backlog arriving while people talk: a node with a long record, and a new one that goes on from its snapshot and
// fetches the rest beside the link. How soon it is live, and how long deliveries take before, meanwhile and afterwards.
//   npm run link-backlog -- [--events 5000000] [--rate 200] [--seconds 10] [--replay] [--verify] [--json FILE]
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { entryOf, SECOND, Source, START } from "../bench/source.ts";
import { SqliteLog } from "../src/record/sqlite-log.ts";
import { SqliteReader } from "../src/record/sqlite-reader.ts";
import { type Hall, openLoop, seat } from "./fan-out.ts";
import { hansard, NodeProcess, until } from "./node-process.ts";
import { percentile, table } from "./resources.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "5000000" },
    rate: { type: "string", default: "200" },
    seconds: { type: "string", default: "10" },
    replay: { type: "boolean", default: false },
    verify: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
const [events, rate, seconds] = [values.events, values.rate, values.seconds].map(Number) as [number, number, number];
const TALK = 80;
const TURN = 1000;
const MOST_MS = 3_600_000;
const MIB = 1024 * 1024;

const folder = mkdtempSync(`${tmpdir()}/hansard-backlog-`);
const [old, fresh] = ["1AA", "2BB"].map((id) => new NodeProcess({ id, folder })) as [NodeProcess, NodeProcess];
process.once("exit", () => {
  for (const node of [old, fresh]) node.signal("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

/** A record of a node of its own: four of five events are messages. */
function record(node: NodeProcess): void {
  mkdirSync(node.data, { recursive: true });
  const log = new SqliteLog(node.data, { durability: "os", walBytes: 256 * MIB });
  const source = new Source(1, { tag: "past00", key: node.key });
  for (let position = 0; position < events; ) {
    for (let n = 0; n < TURN; n++) source.next(START + Math.floor(((position + n) / 2) * SECOND), TALK);
    const made = source.take().slice(0, events - position);
    log.append(made.map((event) => entryOf(event, ++position)));
    log.maintain();
  }
  log.close();
}

/** Events of before the snapshot that the new node does not have yet; undefined before it took one. */
function missing(): number | undefined {
  if (!existsSync(join(fresh.data, "log.db"))) return undefined;
  const reader = new SqliteReader(fresh.data);
  try {
    const hole = reader.hole();
    if (hole !== undefined) return hole.last - hole.next + 1;
    return [...reader.lastSequences().keys()].some((origin) => origin === "1AA.past00") ? 0 : undefined;
  } finally {
    reader.close();
  }
}

interface Row {
  readonly when: string;
  readonly where: string;
  readonly delays: readonly number[];
}

const rows: Row[] = [];

async function measure(when: string, places: readonly (readonly [where: string, halls: readonly Hall[]])[]) {
  const results = await Promise.all(places.map(([, halls]) => openLoop(halls, rate / places.length, seconds)));
  for (const [at, { delays }] of results.entries()) rows.push({ when, where: places[at]?.[0] ?? "", delays });
}

const sinceMs = (from: number) => performance.now() - from;
const inSeconds = (ms: number) => (ms / 1000).toFixed(1);

console.error(`recording ${events} events`);
for (const node of [old, fresh]) await node.prepare();
fresh.calls(old, undefined, !values.replay);
record(old);
console.error("the node with the record starts, and makes a snapshot");
await old.start(0, MOST_MS);
const hasSnapshot = () => {
  const place = join(old.data, "snapshots");
  return existsSync(place) && readdirSync(place).some((name) => name.endsWith(".json.gz"));
};
await until("there is a snapshot", hasSnapshot, MOST_MS);
const local = await seat({ speakers: old, listeners: old, clients: 20, size: 10 });
await measure("warming up", [["one node", local]]);
await measure("before", [["one node", local]]);

console.error("the new node links");
const from = performance.now();
const cpuBefore = { old: old.cpu().all, fresh: 0 };
await fresh.start(0, MOST_MS);
await until("it holds the network's state", () => missing() !== undefined, MOST_MS);
const across = await seat({ speakers: old, listeners: fresh, clients: 20, size: 10 });
// Until what one says on the old node is heard on the new one, that is no live link.
for (let heard = 0; heard === 0; ) heard = (await openLoop(across, 4, 1)).deliveries;
const liveMs = sinceMs(from);
let filledMs = 0;
let peakMib = 0;
for (let left = missing() ?? 0; left > 0; left = missing() ?? 0) {
  console.error(`${left} events to come`);
  await measure("meanwhile", [
    ["one node", local],
    ["across the link", across],
  ]);
  peakMib = Math.max(peakMib, fresh.rssBytes() / MIB);
  filledMs = sinceMs(from);
}
const cpu = { old: old.cpu().all - cpuBefore.old, fresh: fresh.cpu().all };
await delay(2000);
await measure("afterwards", [
  ["one node", local],
  ["across the link", across],
]);

const kinds = [...new Set(rows.map(({ when, where }) => `${when}|${where}`))].filter((kind) => !/^warm/.test(kind));
const shown = kinds.map((kind) => {
  const [when = "", where = ""] = kind.split("|");
  const delays = rows.filter((row) => row.when === when && row.where === where).flatMap((row) => row.delays);
  return [when, where, delays.length, ...[0.5, 0.99, 1].map((share) => percentile(delays, share).toFixed(2))];
});
console.log(table([["", "", "deliveries", "P50 ms", "P99 ms", "longest ms"], ...shown]));
console.log(`${events} events: the new node was live ${inSeconds(liveMs)} s after its start`);
console.log(
  `all of them were there after ${inSeconds(filledMs)} s (${Math.round(events / (filledMs / 1000))} a second); CPU of ` +
    `sender and receiver ${(cpu.old / events).toFixed(1)} and ${(cpu.fresh / events).toFixed(1)} µs an event; ` +
    `the receiver had at most ${peakMib.toFixed(0)} MiB`,
);
for (const { sockets } of [...local, ...across]) for (const socket of sockets) socket.destroy();
let isEqual = true;
if (values.verify) {
  await delay(3000);
  const digests = await Promise.all([old, fresh].map((node) => hansard("at", "now", "--digest", "--data", node.data)));
  isEqual = digests[0] === digests[1];
  console.log(isEqual ? "both folds of the whole record have one digest" : `FAILED: digests ${digests.join(" ")}`);
}
for (const node of [fresh, old]) await node.stop();
if (values.json) writeFileSync(values.json, JSON.stringify({ events, liveMs, filledMs, cpu, peakMib, shown }, null, 1));
process.exitCode = isEqual ? 0 : 1;
