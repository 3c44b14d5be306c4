// How long a node takes from its start until it listens, on a record of many events, without and with a snapshot of the
// state. Usage: npm run bench:restart -- [--events 1000000] [--rounds 3]
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SqliteLog } from "../src/record/sqlite-log.ts";
import { LOG_FILE } from "../src/record/sqlite-schema.ts";
import { entryOf, SECOND, Source, START } from "./source.ts";

const { values } = parseArgs({
  options: { events: { type: "string", default: "1000000" }, rounds: { type: "string", default: "3" } },
});
const MAIN = fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url));
const TALK = 80;
const TURN = 1000;

/** A record of a single node: four of five events are messages. */
function write(folder: string, count: number): void {
  const log = new SqliteLog(folder, { durability: "os", walBytes: 256 * 1024 * 1024 });
  const source = new Source(1);
  let position = 0;
  while (position < count) {
    for (let n = 0; n < TURN; n++) source.next(START + Math.floor(((position + n) / 500) * SECOND), TALK);
    const events = source.take().slice(0, count - position);
    log.append(events.map((event) => entryOf(event, ++position)));
    log.maintain();
  }
  log.close();
}

interface Started {
  readonly ms: number;
  readonly child: ChildProcess;
}

function start(data: string): Promise<Started> {
  const from = performance.now();
  const child = spawn(process.execPath, [MAIN, "start", "--port", "0", "--data", data], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.stdout.on("data", (text) => {
      if (String(text).includes("listening on")) resolve({ ms: performance.now() - from, child });
    });
    child.once("exit", () => reject(new Error("the node ended before it listened")));
  });
}

function stop(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

async function rounds(what: string, data: string, before: () => void): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    before();
    const { ms, child } = await start(data);
    times.push(Math.round(ms));
    await stop(child);
  }
  console.log(`  ${what}: ${times.join(" ")} ms from the start to listening`);
}

/** Leaves a node alone until its worker has written a snapshot. */
async function snapshot(data: string): Promise<void> {
  const { child } = await start(data);
  const from = performance.now();
  const folder = join(data, "snapshots");
  while (!existsSync(folder) || readdirSync(folder).every((name) => !name.endsWith(".json.gz"))) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  const [name = ""] = readdirSync(folder);
  console.log(`  a snapshot: ${statSync(join(folder, name)).size} bytes, ${seconds} s after the start, by a worker`);
  await stop(child);
}

const data = mkdtempSync(join(tmpdir(), "hansard-restart-"));
try {
  const count = Number(values.events);
  write(data, count);
  const megabytes = Math.round(statSync(join(data, LOG_FILE)).size / 1e6);
  console.log(`restart on ${count} events (${megabytes} MB), ${TALK}% of them messages`);
  const forget = () => rmSync(join(data, "snapshots"), { recursive: true, force: true });
  await rounds("without a snapshot", data, forget);
  forget();
  await snapshot(data);
  await rounds("with a snapshot   ", data, () => undefined);
} finally {
  rmSync(data, { recursive: true, force: true });
}
