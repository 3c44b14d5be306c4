// What late events cost: how many are applied in place and how many by taking others back, in a mesh; and one merge after
// a partition. Usage: node --expose-gc --import tsx bench/late-events.ts [--seconds 60] [--rate 500] [--partition 600]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { PerformanceObserver } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type AnyEvent, comparePlaces } from "../events/envelope.ts";
import { type Origin, type UserId, userId } from "../events/names.ts";
import { MemberCache } from "../projections/member-cache.ts";
import { Network } from "../projections/network.ts";
import { Journal, Table } from "../projections/table.ts";
import { Timeline } from "../projections/timeline.ts";
import { Differences } from "../src/delivery/differences.ts";
import { HeldOutboxes, Outbox } from "../src/delivery/outbox.ts";
import { Recipients } from "../src/delivery/recipients.ts";
import { Merge } from "../src/node-merge.ts";
import { SqliteLog } from "../src/record/sqlite-log.ts";
import { entryOf, random, SECOND, Source, START, USERS } from "./source.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    rate: { type: "string", default: "500" },
    partition: { type: "string", default: "600" },
  },
});
const rate = Number(values.rate);
const ms = (from: bigint) => Number(process.hrtime.bigint() - from) / 1e6;

/** Five nodes, 50 ms apart: what the first of them does with the events of all, in batches of 10 ms. */
function mesh(): void {
  const sources = [1, 2, 3, 4, 5].map((number) => new Source(number));
  const count = Number(values.seconds) * rate;
  for (let at = 0; at < count; at++) {
    sources[random(5)]?.next(START + SECOND + Math.floor((at / rate) * SECOND));
  }
  const arrivals = sources.flatMap((source, number) => {
    let last = 0;
    return source.events.map((event) => {
      const delay = number === 0 ? 0 : 50_000 + random(5000);
      last = Math.max(last, event.at + delay);
      return { event, batch: number === 0 ? last : Math.ceil(last / 10_000) * 10_000 };
    });
  });
  arrivals.sort((a, b) => a.batch - b.batch || comparePlaces(a.event, b.event));
  const timeline = new Timeline(new Network());
  const times = { admitted: 0n, refolded: 0n };
  let late: AnyEvent[] = [];
  let batch = 0;
  const flush = () => {
    if (late.length === 0) return;
    const from = process.hrtime.bigint();
    timeline.refold(late);
    times.refolded += process.hrtime.bigint() - from;
    late = [];
  };
  for (const { event, batch: at } of arrivals) {
    if (at !== batch) flush();
    batch = at;
    if (late.length > 0) {
      late.push(event);
      continue;
    }
    const from = process.hrtime.bigint();
    const how = timeline.admit(event);
    times.admitted += process.hrtime.bigint() - from;
    if (how === "late") late.push(event);
    if (event.seq % 500 === 0) timeline.cut(event.at - 2 * SECOND);
  }
  flush();
  const { inOrder, inPlace, late: taken, refolds, redone } = timeline.figures();
  const each = (total: bigint, events: number) => (Number(total) / 1000 / Math.max(1, events)).toFixed(1);
  console.log(`mesh: 5 nodes, 50-55 ms apart, ${rate} state events/s, ${values.seconds} s, batches of 10 ms`);
  console.log(`  in order ${inOrder}, in place ${inPlace}, by taking back ${taken} in ${refolds} refolds`);
  console.log(`  applied again ${redone}: ${(redone / (inOrder + inPlace + taken)).toFixed(2)} for each event`);
  console.log(
    `  µs an event: in order or in place ${each(times.admitted, inOrder + inPlace)}, ` +
      `taken back ${each(times.refolded, taken)}`,
  );
}

/** A stretch of work in which nobody else gets a turn: milliseconds on the clock, and of CPU with the collector's threads. */
interface Stretch {
  readonly name: string;
  readonly wall: number;
  readonly cpu: number;
}

const stretches: Stretch[] = [];

function stretch<T>(name: string, work: () => T): T {
  const cpu = process.cpuUsage();
  const from = process.hrtime.bigint();
  const result = work();
  const wall = ms(from);
  const { user, system } = process.cpuUsage(cpu);
  stretches.push({ name, wall, cpu: (user + system) / 1000 });
  return result;
}

/** The log of a node after the other side's events have come: in a file, as that of a running node. */
function fill(log: SqliteLog, events: readonly AnyEvent[], from: number): number {
  let position = from;
  for (let at = 0; at < events.length; at += 1000) {
    log.append(events.slice(at, at + 1000).map((event) => entryOf(event, ++position)));
  }
  return position;
}

/** Two sides apart; then one of them merges what the other has. */
async function partition(): Promise<void> {
  const [own, other] = [new Source(1), new Source(2)];
  const count = Number(values.partition) * rate;
  for (let at = 0; at < count; at++) {
    const time = START + SECOND + Math.floor((at / rate) * SECOND);
    own.next(time);
    other.next(time);
  }
  const folder = mkdtempSync(`${tmpdir()}/hansard-merge-`);
  const log = new SqliteLog(folder, { durability: "os", walBytes: 64 * 1024 * 1024 });
  const live = new Timeline(new Network());
  for (const event of own.events) live.settle(event);
  const position = fill(log, other.take(), fill(log, own.take(), 0));
  // What the making of it all has left is not the merge's.
  globalThis.gc?.();
  await merged({ log, live, position, origin: own.origin, marksSince: START + count * SECOND });
  log.close();
  rmSync(folder, { recursive: true });
}

interface Parted {
  readonly log: SqliteLog;
  readonly live: Timeline;
  readonly position: number;
  readonly origin: Origin;
  readonly marksSince: number;
}

async function merged({ log, live, position, origin, marksSince }: Parted): Promise<void> {
  const pauses: number[] = [];
  const observer = new PerformanceObserver((list) => pauses.push(...list.getEntries().map((entry) => entry.duration)));
  observer.observe({ entryTypes: ["gc"] });
  const from = process.hrtime.bigint();
  const merge = new Merge({
    ...{ log, committed: position, base: undefined, first: undefined },
    ...{ marksSince, causesSince: START },
  });
  while (!stretch("slice", () => merge.step(position))) await setImmediate();
  const folded = ms(from);
  const slices = stretches.splice(0);
  await setImmediate();
  stretch("the rest", () => merge.complete(position));
  const rows = stretch("compared", () => merge.differencesFrom(live.network.state));
  stretch("adopted", () => live.adopt(merge.timeline));
  const lines = stretch("told", () => told(live.network, origin, rows));
  await setImmediate();
  observer.disconnect();
  console.log(`merge: ${values.partition} s apart at ${rate} state events/s a side, ${position} events in all`);
  console.log(`  one merge: ${slices.length} slices, ${(folded / 1000).toFixed(1)} s`);
  for (const unit of ["wall", "cpu"] as const) {
    const sorted = slices.map((each) => each[unit]).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]?.toFixed(1);
    console.log(
      `  ms of ${unit} a slice: half of them ${at(0.5)}, 99% ${at(0.99)}, 99.9% ${at(0.999)}, longest ${at(1)}`,
    );
  }
  console.log(`  longest pause of the garbage collector ${Math.max(0, ...pauses).toFixed(1)} ms`);
  for (const { name, wall, cpu } of stretches)
    console.log(`  ${name}: ${wall.toFixed(1)} ms, CPU ${cpu.toFixed(1)} ms`);
  const each = lines() / USERS;
  console.log(`  ${rows.length} rows differ, ${each.toFixed(0)} lines for each of ${USERS} clients`);
}

/** Tells the differences to all users of this side; gives how many lines that is, once it is asked. */
function told(network: Network, origin: Origin, rows: Parameters<Differences["tell"]>[0]["rows"]): () => number {
  const { state } = network;
  const held = new HeldOutboxes();
  const texts: string[] = [];
  const outboxes = new Table<UserId, Outbox>(new Journal());
  for (let user = 0; user < USERS; user++) {
    outboxes.put(userId(origin, user), new Outbox({ write: (text) => void texts.push(text) }, held));
  }
  const members = new MemberCache(state, (user) => outboxes.get(user), 1000);
  const recipients = new Recipients({ state, outboxes, members, watchers: () => [] });
  new Differences({
    ...{ state, recipients, server: "bench" },
    now: () => START,
    onLost: () => undefined,
    onChange: () => undefined,
    joinedText: () => "",
    onBearer: () => undefined,
  }).tell({ rows, hidden: [], shown: [] });
  held.release();
  return () => texts.reduce((sum, text) => sum + text.split("\n").length - 1, 0);
}

mesh();
await partition();
