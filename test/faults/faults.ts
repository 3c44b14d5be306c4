// Three real nodes in network namespaces of their own, over a network that is slow and loses packets, with people who
// talk all the time; then faults, act by act, and after each what must hold of nodes that are healed and quiet.
//   npm run faults -- [--quick] [--act TEXT] [--seed S] [--delay-ms 200] [--loss 0.05] [--json FILE]
// It needs root, Linux, iproute2 and python3. Exit code 1: something did not hold.
import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { chart, percentile, Resources, table } from "../../load/resources.ts";
import { type Act, FULL, QUICK } from "./acts.ts";
import { disagreements, unrecorded } from "./agreement.ts";
import { Crowd } from "./crowd.ts";
import type { Delivered, Sight } from "./ledger.ts";
import { Mesh, WAYS } from "./mesh.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    act: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    "delay-ms": { type: "string", default: "200" },
    loss: { type: "string", default: "0.05" },
    json: { type: "string" },
  },
});
/** A node's own needs grow with what it holds; a queue without bound would grow by the flood and more. */
const MOST_GROWTH_MIB = 96;
const PER_SECOND = 60;
/** What clients are still to be told once nodes agree. */
const TOLD_MS = 2500;

interface Outcome {
  readonly act: string;
  readonly seconds: number;
  readonly sent: number;
  readonly owed: number;
  readonly delivered: number;
  readonly historyOnly: number;
  readonly refused: number;
  /** Links lost, in the words of each node's log. */
  readonly lost: readonly string[];
  readonly relinkedMs: number;
  readonly agreedMs: number;
  readonly delayP50Ms: number;
  readonly mostRssMib: readonly number[];
  readonly shownGone: number;
  readonly shownBack: number;
}

const acts = (values.quick ? QUICK : FULL).filter(({ name }) => name.includes(values.act));
const mesh = new Mesh(values.quick ? 2000 : 10_000);
let crowd: Crowd | undefined;
process.once("exit", () => mesh.remove());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));

const progress = (text: string) => process.stderr.write(`${text}\n`);

/** Who was shown to whom as gone and as back, so far. */
function sights(people: Crowd): ReadonlyMap<string, Sight> {
  const pairs = people.steadyNicks.flatMap((reader) => people.steadyNicks.map((of) => [reader, of] as const));
  return new Map(pairs.map(([reader, of]) => [`${reader} ${of}`, people.ledger.sightOf(reader, of)]));
}

/** C8: each is shown as gone and as back as often as the act says. */
function judgeSights(act: Act, people: Crowd, before: ReadonlyMap<string, Sight>): Sight {
  const shown = { quits: 0, joins: 0 };
  for (const [pair, now] of sights(people)) {
    const [reader = "", of = ""] = pair.split(" ");
    const was = before.get(pair) as Sight;
    const [quits, joins] = [now.quits - was.quits, now.joins - was.joins];
    shown.quits += quits;
    shown.joins += joins;
    const sides = [reader, of].map((nick) => act.apart?.includes(people.machineOf(nick)) ?? false);
    const due = sides[0] === sides[1] ? 0 : 1;
    const isRight = act.isVague ? quits === joins : quits === due && joins === due;
    if (!isRight)
      people.ledger.blame(`C8: in "${act.name}" ${reader} saw ${of} go ${quits} times, come ${joins} times`);
  }
  return shown;
}

async function play(act: Act, people: Crowd, resources: Resources, before: Delivered): Promise<Outcome> {
  const seen = sights(people);
  const logs = mesh.nodes.map(({ output }) => output.length);
  const [from, sampledFrom, delaysFrom] = [performance.now(), resources.now, people.ledger.delays.length];
  const rssBefore = mesh.nodes.map((node) => node.rssBytes() / 1024 ** 2);
  people.start();
  mesh.suffer(act.ways, act.mishap);
  const again = act.againSeconds && setInterval(() => mesh.suffer(act.ways, act.mishap), act.againSeconds * 1000);
  if (act.flood) await people.flood(0, act.flood);
  await delay(Math.max(0, act.seconds * 1000 - (performance.now() - from)));
  if (again) clearInterval(again);
  people.stop();
  mesh.suffer(WAYS, { kind: "heal" });
  const healed = performance.now();
  await mesh.linked();
  const relinkedMs = performance.now() - healed;
  await mesh.agreed();
  const agreedMs = performance.now() - healed;
  await delay(TOLD_MS);
  await people.settled();
  await people.ask();
  for (const fault of await disagreements(mesh.nodes)) people.ledger.blame(fault);
  const shown = judgeSights(act, people, seen);
  const after = people.ledger.settle();
  const mostRssMib = mesh.nodes.map(({ id }) => Math.round(resources.mostMib(id, sampledFrom)));
  for (const [at, { id }] of mesh.nodes.entries()) {
    const growth = (mostRssMib[at] ?? 0) - (rssBefore[at] ?? 0);
    if (growth > MOST_GROWTH_MIB) people.ledger.blame(`C13: ${id} grew by ${growth.toFixed(0)} MiB in "${act.name}"`);
  }
  return {
    ...{ act: act.name, seconds: act.seconds },
    sent: after.sent - before.sent,
    owed: after.expected - before.expected,
    delivered: after.delivered - before.delivered,
    historyOnly: after.historyOnly - before.historyOnly,
    refused: after.refused - before.refused,
    lost: mesh.nodes.flatMap((node, at) => node.lostSince(logs[at] ?? 0).map((text) => `${node.id}: ${text}`)),
    ...{ relinkedMs: Math.round(relinkedMs), agreedMs: Math.round(agreedMs) },
    delayP50Ms: Math.round(percentile(people.ledger.delays.slice(delaysFrom), 0.5)),
    ...{ mostRssMib, shownGone: shown.quits, shownBack: shown.joins },
  };
}

const HEAD = ["act", "sent", "owed", "told", "history only", "refused", "links lost", "relinked s", "agreed s"];

function rowOf(outcome: Outcome): readonly (string | number)[] {
  const { act, sent, owed, delivered, historyOnly, refused, lost, relinkedMs, agreedMs } = outcome;
  const { delayP50Ms, shownGone, shownBack, mostRssMib } = outcome;
  const times = [relinkedMs, agreedMs].map((ms) => (ms / 1000).toFixed(1));
  const rest = [delayP50Ms, `${shownGone}/${shownBack}`, mostRssMib.join("/")];
  return [act, sent, owed, delivered, historyOnly, refused, lost.length, ...times, ...rest];
}

async function run(): Promise<boolean> {
  progress("namespaces, three nodes, their links");
  const weather = { delayMs: Number(values["delay-ms"]), loss: Number(values.loss), seed: Number(values.seed) };
  await mesh.raise(weather);
  progress(`delay ${weather.delayMs} ms, loss ${weather.loss * 100}% each way: ${mesh.namespaces.weatherBy}`);
  const places = mesh.nodes.map(({ host, port }) => ({ host, port }));
  const people = new Crowd({ nodes: places, steady: 2, roaming: 4, perSecond: PER_SECOND, seed: values.seed });
  crowd = people;
  await people.arrive();
  const resources = new Resources(mesh.nodes);
  const outcomes: Outcome[] = [];
  let before = people.ledger.settle();
  for (const [at, act] of acts.entries()) {
    progress(`${at + 1}/${acts.length} ${act.name}, ${act.seconds} s`);
    const outcome = await play(act, people, resources, before);
    before = people.ledger.settle();
    outcomes.push(outcome);
    const faults = people.ledger.faults.length;
    for (const [text, times] of counted(outcome.lost)) progress(`    ${times} × ${text}`);
    progress(`    ${outcome.agreedMs} ms to agree, ${outcome.delivered} told, ${faults} faults so far`);
  }
  return judge(people, resources, outcomes);
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** The end: what is on record, and what is to be said. */
async function judge(people: Crowd, resources: Resources, outcomes: readonly Outcome[]): Promise<boolean> {
  const { ledger } = people;
  const texts = ledger.channelTexts();
  for (const node of mesh.nodes) {
    const { missing, twice } = unrecorded(node, texts);
    if (missing + twice > 0)
      ledger.blame(`C3: on ${node.id}'s record ${missing} texts are missing, ${twice} are twice`);
  }
  resources.stop();
  people.close();
  await mesh.stop();
  console.log(table([[...HEAD, "P50 ms", "gone/back", "RSS MiB"], ...outcomes.map(rowOf)]));
  for (const { id } of mesh.nodes) {
    console.log(`RSS ${id}  ${chart((resources.curves.get(id) ?? []).map(({ rssMib }) => rssMib))} MiB`);
  }
  console.log(
    `${people.commands} commands, ${people.lines} lines read, ${ledger.roamingRead} messages among the roaming`,
  );
  const report = { seed: values.seed, weather: mesh.namespaces.weatherBy, outcomes, rss: resources.json() };
  if (values.json) writeFileSync(values.json, JSON.stringify({ ...report, faults: ledger.faults }, null, 1));
  for (const fault of ledger.faults) console.log(`FAILED ${fault}`);
  if (ledger.faults.length === 0) console.log("C1, C2, C3, C4, C8, C13 hold");
  return ledger.faults.length === 0;
}

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  console.log(`FAILED ${error instanceof Error ? error.stack : error}`);
  for (const fault of crowd?.ledger.faults ?? []) console.log(`FAILED ${fault}`);
  for (const { id, output } of mesh.nodes) console.log(`${id} said last:\n${output.slice(-1500)}`);
  process.exitCode = 1;
} finally {
  crowd?.close();
  mesh.remove();
}
