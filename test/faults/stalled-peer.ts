// C13 with figures: a hub with two peers, one of which takes next to nothing while people on the hub say a million things
// at full speed. The hub's memory must stay flat, and the slow peer must have all of it in the end.
//   npm run stalled-peer -- [--events 1000000] [--bytes-per-second 16384] [--stop] [--json FILE]
// --stop stops the peer's process instead (SIGSTOP): its link is lost after 20 s, and made again when it goes on.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { flood } from "../../load/flood.ts";
import { NodeProcess, until } from "../../load/node-process.ts";
import { chart, Resources, table } from "../../load/resources.ts";
import { disagreements, isOne, vectorsOf } from "./agreement.ts";
import { Cable } from "./cable.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    "bytes-per-second": { type: "string", default: "16384" },
    stop: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
const events = Number(values.events);
const PEOPLE = 4;
/** The first part of the flood is the node's own growth: its code, its heap, its caches. */
const WARM = 0.1;
const MOST_GROWTH_MIB = 64;
const MOST_MS = 1_800_000;
const CHECK_MS = 500;

const folder = mkdtempSync(`${tmpdir()}/hansard-stalled-`);
const nodes = ["1AA", "2BB", "3CC"].map((id) => new NodeProcess({ id, folder }));
const [hub, quick, slow] = nodes as [NodeProcess, NodeProcess, NodeProcess];
process.once("exit", () => {
  for (const node of nodes) node.signal("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
const progress = (text: string) => process.stderr.write(`${text}\n`);

for (const node of nodes) await node.prepare();
const cable = await new Cable({ host: hub.linkHost, port: hub.linkPort }).lay();
quick.calls(hub);
slow.calls(hub, `127.0.0.1:${cable.port}`);
for (const node of nodes) await node.start();
await until("both peers are linked", () => quick.isLinkedWith(hub) && slow.isLinkedWith(hub), MOST_MS);
const resources = new Resources(nodes);
await delay(2000);

if (values.stop) slow.signal("SIGSTOP");
else cable.suffer({ kind: "throttle", bytesPerSecond: Number(values["bytes-per-second"]) });
const how = values.stop ? "is stopped (SIGSTOP)" : `takes ${values["bytes-per-second"]} bytes/s`;
progress(`${slow.id} ${how}; ${events} events at full speed`);
const logs = nodes.map(({ output }) => output.length);
const floodFrom = resources.now;
let sent = 0;
let warmAt = 0;
await flood({
  ...{ host: hub.host, port: hub.port, people: PEOPLE, messages: events },
  progress: () => {
    sent += 200;
    if (warmAt === 0 && sent >= events * WARM) warmAt = resources.now;
    if (sent % 100_000 === 0) progress(`  ${sent}  hub ${(hub.rssBytes() / 1024 ** 2).toFixed(0)} MiB`);
  },
});
const floodTo = resources.now;
const behind = heldBy(slow);
const lost = nodes.flatMap((node, at) => node.lostSince(logs[at] ?? 0).map((text) => `${node.id}: ${text}`));
progress(`said in ${(floodTo - floodFrom).toFixed(0)} s; the slow peer has ${behind}; on it goes`);

if (values.stop) slow.signal("SIGCONT");
else cable.suffer({ kind: "heal" });
await until(
  "all have everything",
  async () => {
    await delay(CHECK_MS);
    return isOne(vectorsOf(nodes));
  },
  MOST_MS,
);
const caughtUp = resources.now;
resources.stop();
progress("all have everything; now their digests and records");
const faults = [...(await disagreements(nodes))];

/** Of the hub's events. */
function heldBy(node: NodeProcess): number {
  const [vector = ""] = vectorsOf([node]);
  return Number(new RegExp(`(?:^| )${hub.id}\\.\\w+:(\\d+)`).exec(vector)?.[1] ?? 0);
}

function rssAt(id: string, at: number): number {
  return (resources.curves.get(id) ?? []).findLast((sample) => sample.at <= at)?.rssMib ?? 0;
}

const during = (resources.curves.get(hub.id) ?? []).filter(({ at }) => at >= warmAt && at <= floodTo);
const [most, least] = [Math.max, Math.min].map((each) => each(...during.map(({ rssMib }) => rssMib)));
const growth = (most ?? 0) - rssAt(hub.id, warmAt);
const all = await Promise.all(nodes.map(async (node) => heldBy(node)));
console.log(
  table([
    ["", "before MiB", "warm", "end of flood", "caught up", "most", "events held"],
    ...nodes.map(({ id }, at) => {
      const moments = [floodFrom, warmAt, floodTo, caughtUp].map((moment) => rssAt(id, moment).toFixed(0));
      return [id, ...moments, resources.mostMib(id).toFixed(0), all[at] ?? 0];
    }),
  ]),
);
for (const { id } of nodes) {
  console.log(`RSS ${id}  ${chart((resources.curves.get(id) ?? []).map(({ rssMib }) => rssMib))} MiB`);
}
const perSecond = Math.round(events / (floodTo - floodFrom));
console.log(`${events} events in ${(floodTo - floodFrom).toFixed(1)} s (${perSecond}/s); ${slow.id} ${how}`);
console.log(`hub between ${least} and ${most} MiB once warm: ${growth.toFixed(0)} MiB more than then`);
console.log(`the slow peer had ${behind} events, and all of them ${(caughtUp - floodTo).toFixed(1)} s after that`);
for (const text of lost) console.log(`link lost  ${text}`);
if (growth > MOST_GROWTH_MIB)
  faults.push(`C13: the hub grew by ${growth.toFixed(0)} MiB, ${MOST_GROWTH_MIB} are allowed`);
if (all.some((each) => each < events)) faults.push("C13: not all have everything");
if (values.json) {
  const report = { events, how, perSecond, growth, behind, caughtUpSeconds: caughtUp - floodTo, lost, faults };
  writeFileSync(values.json, JSON.stringify({ ...report, curves: resources.json() }, null, 1));
}
cable.close();
for (const node of nodes) await node.stop();
for (const fault of faults) console.log(`FAILED ${fault}`);
if (faults.length === 0) console.log("C13 and C1 hold");
process.exitCode = faults.length === 0 ? 0 : 1;
