// What late events cost: how many are applied in place and how many by taking others back, in a mesh; and one merge after
// a partition. Usage: node --import tsx bench/late-events.ts [--seconds 60] [--rate 500] [--partition 600]
import { parseArgs } from "node:util";
import { type AnyEvent, comparePlaces } from "../events/envelope.ts";
import { type UserId, userId } from "../events/names.ts";
import { MemberCache } from "../projections/member-cache.ts";
import { Network } from "../projections/network.ts";
import { Journal, Table } from "../projections/table.ts";
import { Timeline } from "../projections/timeline.ts";
import { Differences } from "../src/delivery/differences.ts";
import { HeldOutboxes, Outbox } from "../src/delivery/outbox.ts";
import { Recipients } from "../src/delivery/recipients.ts";
import { Merge } from "../src/node-merge.ts";
import { MemoryLog } from "../src/record/memory-log.ts";
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

/** Two sides apart; then one of them merges what the other has. */
function partition(): void {
  const [own, other] = [new Source(1), new Source(2)];
  const count = Number(values.partition) * rate;
  for (let at = 0; at < count; at++) {
    const time = START + SECOND + Math.floor((at / rate) * SECOND);
    own.next(time);
    other.next(time);
  }
  const log = new MemoryLog();
  let position = 0;
  const append = (events: readonly AnyEvent[]) => log.append(events.map((event) => entryOf(event, ++position)));
  append(own.events);
  const live = new Timeline(new Network());
  for (const event of own.events) live.settle(event);
  append(other.events);
  const from = process.hrtime.bigint();
  const merge = new Merge({
    ...{ log, committed: position, base: undefined, first: undefined },
    ...{ marksSince: START + count * SECOND, causesSince: START },
  });
  let slices = 0;
  let longest = 0;
  for (let isDone = false; !isDone; slices++) {
    const slice = process.hrtime.bigint();
    isDone = merge.step(position);
    longest = Math.max(longest, ms(slice));
  }
  const folded = ms(from);
  const finish = process.hrtime.bigint();
  merge.complete(position);
  const rows = merge.differencesFrom(live.network.state);
  live.adopt(merge.timeline);
  const lines = told(live.network, own, rows);
  console.log(`merge: ${values.partition} s apart at ${rate} state events/s a side, ${position} events in all`);
  console.log(`  one merge: ${slices} slices, ${(folded / 1000).toFixed(1)} s, longest slice ${longest.toFixed(1)} ms`);
  console.log(
    `  put in place and told: ${ms(finish).toFixed(1)} ms, ${rows.length} rows differ, ` +
      `${(lines / USERS).toFixed(0)} lines for each of ${USERS} clients`,
  );
}

/** Tells the differences to all users of this side; gives how many lines that is. */
function told(network: Network, own: Source, rows: Parameters<Differences["tell"]>[0]["rows"]): number {
  const { state } = network;
  const held = new HeldOutboxes();
  let lines = 0;
  const outboxes = new Table<UserId, Outbox>(new Journal());
  for (let user = 0; user < USERS; user++) {
    const write = (text: string) => {
      lines += text.split("\n").length - 1;
    };
    outboxes.put(userId(own.origin, user), new Outbox({ write }, held));
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
  return lines;
}

mesh();
partition();
