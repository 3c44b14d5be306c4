// What a backlog costs: a node has recorded events, a fresh peer links and takes them all. Events a second until both
// have the same, and the CPU of both.
//   npm run bench:link-replay -- [--events 300000] [--topic-every 10] [--profile DIR] [--json FILE]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { flood } from "../load/flood.ts";
import { NodeProcess, until } from "../load/node-process.ts";
import { table } from "../load/resources.ts";
import { SqliteReader } from "../src/record/sqlite-reader.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "300000" },
    "topic-every": { type: "string", default: "10" },
    profile: { type: "string" },
    json: { type: "string" },
  },
});
const events = Number(values.events);
const PEOPLE = 4;
const MOST_MS = 600_000;
const POLL_MS = 20;

const folder = mkdtempSync(`${tmpdir()}/hansard-replay-`);
const flags = values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
const nodes = ["1AA", "2BB"].map((id) => new NodeProcess({ id, folder, flags }));
const [origin, peer] = nodes as [NodeProcess, NodeProcess];
process.once("exit", () => {
  for (const node of nodes) node.signal("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

function lastPosition(node: NodeProcess): number {
  const reader = new SqliteReader(node.data);
  try {
    return reader.lastPosition();
  } finally {
    reader.close();
  }
}

/** What the peer holds of the origin's events. */
function held(node: NodeProcess): number {
  const reader = new SqliteReader(node.data);
  try {
    const own = [...reader.lastSequences()].find(([name]) => name.startsWith(`${origin.id}.`));
    return own?.[1] ?? 0;
  } finally {
    reader.close();
  }
}

/** Until somebody on the node is told of a channel of the other: what came is folded. */
async function isFolded(node: NodeProcess): Promise<void> {
  const socket = connect({ host: node.host, port: node.port, noDelay: true });
  let heard = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
  });
  socket.write("NICK watcher\r\nUSER w 0 * :w\r\n");
  await until(
    "the channel is there",
    () => {
      socket.write("LIST #keep\r\n");
      return heard.includes(" 322 ");
    },
    MOST_MS,
  );
  socket.destroy();
}

console.error(`recording ${events} events`);
for (const node of nodes) await node.prepare();
peer.calls(origin);
await origin.start();
const keeper = connect({ host: origin.host, port: origin.port });
keeper.write("NICK keeper\r\nUSER k 0 * :k\r\nJOIN #keep\r\n");
const topicEvery = Number(values["topic-every"]);
await flood({ host: origin.host, port: origin.port, people: PEOPLE, messages: events, topicEvery });
const target = held(origin);
console.error("a fresh peer links");
const before = origin.cpu();
await peer.start();
await until("they are linked", () => peer.isLinkedWith(origin), MOST_MS);
const [from, atLink] = [performance.now(), peer.cpu()];
const curve: [seconds: number, events: number][] = [];
for (let has = 0; has < target && performance.now() - from < MOST_MS; await delay(POLL_MS)) {
  has = held(peer);
  curve.push([Math.round(performance.now() - from) / 1000, has]);
}
const committedMs = performance.now() - from;
const after = { origin: origin.cpu(), peer: peer.cpu() };
await isFolded(peer);
const foldedMs = performance.now() - from;
const folded = peer.cpu();
keeper.destroy();
const isWhole = held(peer) >= target && lastPosition(peer) >= target;
for (const node of nodes) await node.stop();

const each = (cpu: number) => (cpu / target).toFixed(2);
const rows = [
  ["", "seconds", "events/s", "µs an event", "of it main thread"],
  [
    "origin, sending",
    (committedMs / 1000).toFixed(2),
    Math.round(target / (committedMs / 1000)),
    each(after.origin.all - before.all),
    each(after.origin.main - before.main),
  ],
  [
    "peer, until all is committed",
    (committedMs / 1000).toFixed(2),
    Math.round(target / (committedMs / 1000)),
    each(after.peer.all - atLink.all),
    each(after.peer.main - atLink.main),
  ],
  [
    "peer, until it is folded and shown",
    (foldedMs / 1000).toFixed(2),
    Math.round(target / (foldedMs / 1000)),
    each(folded.all - atLink.all),
    each(folded.main - atLink.main),
  ],
];
console.log(`${target} events of one origin, one in ${topicEvery} a TOPIC`);
console.log(table(rows));
const perMain = (1e6 * target) / (after.peer.main - atLink.main);
console.log(`${Math.round(perMain)} events for each second of the peer's main thread`);
if (values.json) writeFileSync(values.json, JSON.stringify({ target, rows, perMain, curve }, null, 1));
if (!isWhole) console.log("FAILED: the peer does not have all of it");
process.exitCode = isWhole ? 0 : 1;
