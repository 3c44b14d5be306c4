// A saturated writer through a real Record and SqliteLog with a reader paging beside it: the WAL must keep its bound.
//   npm run wal-soak -- [--seconds 60]
// Prints figures for docs/: the WAL's greatest size, pauses, events a second, µs an event, bytes of a PRIVMSG on disk.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as pass } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { HybridClock } from "../../events/clock.ts";
import type { AnyDraft } from "../../events/envelope.ts";
import type { ChannelId, Origin, UserId } from "../../events/names.ts";
import { Journal, undoableOf } from "../../projections/table.ts";
import { defaultConfiguration } from "../../src/config/schema.ts";
import { Record } from "../../src/record/record.ts";
import { SqliteLog } from "../../src/record/sqlite-log.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { systemPorts } from "../../src/record/system-ports.ts";

const MIB = 1024 * 1024;
const PAGE = 2000;
const TURN_EVENTS = 500;
/** What one turn writes beyond the bound before it is looked at: its rows and pages of the index. */
const SLACK_BYTES = MIB;
const TEXT = "typical chat: forty to sixty characters of it";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "60" }, reader: { type: "string" } },
});

interface Writer {
  readonly log: SqliteLog;
  readonly record: Record;
  readonly folder: string;
  turn(events: number): void;
  close(): void;
}

function writer(): Writer {
  const folder = mkdtempSync(join(tmpdir(), "hansard-soak-"));
  const ports = systemPorts();
  const { durability, walBytes, private: kept } = defaultConfiguration().record;
  const log = new SqliteLog(folder, { durability, walBytes });
  const origin = "1HS.soak00" as Origin;
  const clock = new HybridClock(ports.wall, 0);
  const undoable = undoableOf(new Journal());
  const record = new Record({ origin, clock, undoable, log, ports, private: kept, have: new Map(), position: 0 });
  let number = 0;
  const draft = (): AnyDraft => ({
    type: "PRIVMSG",
    actor: `${origin}.${number % 500}` as UserId,
    body: { channel: "#hansard" as ChannelId, text: `${TEXT} ${number++}` },
  });
  return {
    log,
    record,
    folder,
    turn: (events) => {
      for (let at = 0; at < events; at++) record.append(draft());
      record.settle();
    },
    close: () => {
      record.close();
      log.close();
    },
  };
}

/** The other process: pages through the whole log again and again, as an audit would. */
async function read(folder: string): Promise<void> {
  const reader = new SqliteReader(folder);
  let pages = 0;
  let position = 0;
  process.on("SIGTERM", () => {
    console.log(String(pages));
    process.exit(0);
  });
  for (;;) {
    const page = reader.read(position, PAGE);
    pages++;
    position = page.length < PAGE ? 0 : position + page.length;
    await pass();
  }
}

function startReader(folder: string): ChildProcess {
  const args = ["--import", "tsx", fileURLToPath(import.meta.url), "--reader", folder];
  return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
}

async function pagesOf(reader: ChildProcess): Promise<number> {
  let text = "";
  reader.stdout?.on("data", (bytes: Buffer) => {
    text += bytes.toString();
  });
  const gone = once(reader, "exit");
  reader.kill("SIGTERM");
  await gone;
  return Number(text);
}

/** Whether the WAL kept its bound and no turn was refused. */
async function soak(seconds: number): Promise<boolean> {
  const { walBytes } = defaultConfiguration().record;
  const { log, record, folder, turn, close } = writer();
  const phases: string[] = [];
  record.phases$.subscribe((phase) => phases.push(phase));
  turn(TURN_EVENTS);
  const reader = startReader(folder);
  const from = performance.now();
  let events = 0;
  let walMax = 0;
  while (performance.now() - from < seconds * 1000 && phases.length === 0) {
    turn(TURN_EVENTS);
    events += TURN_EVENTS;
    walMax = Math.max(walMax, statSync(`${log.file}-wal`).size);
    await pass();
  }
  const took = (performance.now() - from) / 1000;
  const troubles = [...phases];
  const pages = await pagesOf(reader);
  const { pauses, pausedMs, longestPauseMs } = log.figures();
  console.log(`${took.toFixed(0)} s, turns of ${TURN_EVENTS}, a reader took ${pages} pages of ${PAGE} beside it`);
  console.log(`events/s               ${Math.round(events / took)}`);
  console.log(`WAL, greatest          ${(walMax / MIB).toFixed(1)} MiB of ${walBytes / MIB} MiB (record.walBytes)`);
  console.log(
    `pauses at the bound    ${pauses}, ${pausedMs.toFixed(0)} ms in all, longest ${longestPauseMs.toFixed(1)} ms`,
  );
  close();
  rmSync(folder, { recursive: true });
  if (troubles.length > 0) console.log(`FAILED: the record became ${troubles.join(", ")}`);
  if (walMax > walBytes + SLACK_BYTES) console.log("FAILED: the WAL grew beyond its bound");
  return troubles.length === 0 && walMax <= walBytes + SLACK_BYTES;
}

/** µs an event, over a few seconds on a log of its own. */
async function cost(turnEvents: number, seconds: number): Promise<void> {
  const { folder, turn, close } = writer();
  const from = performance.now();
  let events = 0;
  while (performance.now() - from < seconds * 1000) {
    turn(turnEvents);
    events += turnEvents;
    if (events % TURN_EVENTS === 0) await pass();
  }
  const micros = ((performance.now() - from) * 1000) / events;
  console.log(`${`turns of ${turnEvents}`.padEnd(22)} ${micros.toFixed(1)} µs an event`);
  close();
  rmSync(folder, { recursive: true });
}

function bytesOnDisk(): void {
  const { log, folder, turn, close } = writer();
  const events = 100_000;
  for (let at = 0; at < events; at += TURN_EVENTS) turn(TURN_EVENTS);
  close();
  console.log(
    `bytes of a PRIVMSG     ${Math.round(statSync(log.file).size / events)} on disk, ${TEXT.length + 6} of text`,
  );
  rmSync(folder, { recursive: true });
}

if (values.reader !== undefined) {
  await read(values.reader);
} else {
  const isBounded = await soak(Number(values.seconds));
  await cost(100, 3);
  await cost(1, 3);
  bytesOnDisk();
  process.exitCode = isBounded ? 0 : 1;
}
