// What late events cost: how many are applied in place and how many by taking others back, in a mesh; and one merge after
// a partition. Usage: node --import tsx bench/late-events.ts [--seconds 60] [--rate 500] [--partition 600]
import { parseArgs } from "node:util";
import { encodeBody, encodeHeader } from "../events/codec.ts";
import { type AnyDraft, type AnyEvent, comparePlaces } from "../events/envelope.ts";
import type { ChannelId, Micros, NodeId, Origin, UserId } from "../events/names.ts";
import { userId } from "../events/names.ts";
import { MemberCache } from "../projections/member-cache.ts";
import { Network } from "../projections/network.ts";
import { Journal, Table } from "../projections/table.ts";
import { Timeline } from "../projections/timeline.ts";
import { Differences } from "../src/delivery/differences.ts";
import { HeldOutboxes, Outbox } from "../src/delivery/outbox.ts";
import { Recipients } from "../src/delivery/recipients.ts";
import { Merge } from "../src/node-merge.ts";
import { MemoryLog } from "../src/record/memory-log.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    rate: { type: "string", default: "500" },
    partition: { type: "string", default: "600" },
  },
});
const rate = Number(values.rate);
const SECOND = 1_000_000;
const USERS = 200;
const CHANNELS = 100;
const START = 1_767_225_600 * SECOND;

/** xorshift32, so that two runs measure the same. */
let seed = 20_261_124;
function random(below: number): number {
  seed ^= seed << 13;
  seed ^= seed >>> 17;
  seed ^= seed << 5;
  return (seed >>> 0) % below;
}

/** The events of one origin, each at its time: people who come into channels, leave, change modes, topics and nicks. */
class Source {
  readonly origin: Origin;
  readonly events: AnyEvent[] = [];
  #at: number;

  constructor(number: number) {
    this.origin = `${number}AA.bench0` as Origin;
    this.#at = START + number;
    const node = this.origin.slice(0, 3) as NodeId;
    this.#add({ type: "OPEN", body: { node, name: `n${number}`, software: "bench", firstUser: 0 } });
    for (let user = 0; user < USERS; user++) {
      const nick = `u${number}x${user}`;
      this.#add({ type: "CONNECT", actor: this.#user(user), body: { nick, username: "u", host: "h", realname: "r" } });
    }
  }

  #user(number = random(USERS)): UserId {
    return userId(this.origin, number);
  }

  /** At least so much later than the last one. */
  next(at: number): void {
    this.#at = Math.max(this.#at + 1, at);
    const actor = this.#user();
    const channel = `#c${random(CHANNELS)}` as ChannelId;
    const what = random(100);
    if (what < 40) this.#add({ type: "JOIN", actor, body: { channel, name: channel } });
    else if (what < 75) this.#add({ type: "PART", actor, body: { channel } });
    else if (what < 85) this.#add({ type: "TOPIC", actor, body: { channel, text: `t${random(9)}`, by: "b" } });
    else if (what < 95) this.#add({ type: "MODE", actor, body: { channel, changes: [["+", "flag", "m"]], by: "b" } });
    else this.#add({ type: "NICK", actor, body: { nick: `n${random(1000)}` } });
  }

  #add(draft: AnyDraft): void {
    const place = { origin: this.origin, seq: this.events.length + 1, at: this.#at++ as Micros, version: 1 };
    this.events.push({ ...place, ...draft } as AnyEvent);
  }
}

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
  const append = (events: readonly AnyEvent[]) =>
    log.append(
      events.map((event) => {
        const [header, body] = [encodeHeader(event), encodeBody(event.type, event.body as never)];
        const { origin, seq } = event;
        return { position: ++position, origin, seq, header, salt: new Uint8Array(16), body, commitment: null };
      }),
    );
  append(own.events);
  const live = new Timeline(new Network());
  for (const event of own.events) live.settle(event);
  append(other.events);
  const from = process.hrtime.bigint();
  const merge = new Merge(log, position, { marksSince: START + count * SECOND, causesSince: START });
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
