// R3, R4 What sessions received, held against the log alone: `Logged` rebuilds each session's deliveries from the stored
// text with code of its own. And a log whose last write was cut at any byte.
import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Entry } from "../../src/record/log.ts";
import { SqliteLog } from "../../src/record/sqlite-log.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { Logged } from "../crash/logged.ts";
import { eventEntry } from "./entries.ts";
import { action, DELIVERY, type Member, Run } from "./failing-run.ts";

const RUNS = Number(process.env.HANSARD_RUNS ?? 60);
const TIMEOUT_MS = 600_000;
const actions = fc.array(action, { minLength: 20, maxLength: 100 });

const deliveriesOf = ({ lines }: Member) => lines.filter((line) => DELIVERY.test(line));
const rebuilt = (stored: readonly Entry[], { firstNick }: Member) =>
  (new Logged(stored).byFirstNick.get(firstNick)?.lines ?? []).map(({ line }) => line);

test(
  "R3 whatever somebody was told is in the log at that moment, wherever the log fails",
  () => {
    let compared = 0;
    const property = fc.property(actions, fc.integer({ min: 1, max: 6 }), (drawn, each) => {
      const run = new Run();
      const early: string[] = [];
      let heard = 0;
      // The process could end right here: what is in the file then must give all that was received.
      run.onHeard = (member, line) => {
        if (!DELIVERY.test(line) || heard++ % each !== 0) return;
        const received = deliveriesOf(member);
        const held = rebuilt(run.rig.stored(), member).slice(0, received.length);
        compared++;
        if (held.length < received.length || held.at(-1) !== line) early.push(`${member.firstNick}: ${line}`);
      };
      try {
        for (const one of drawn) run.do(one);
        run.end();
        expect(early).toEqual([]);
      } finally {
        run.close();
      }
    });
    fc.assert(property, { numRuns: RUNS });
    expect(compared).toBeGreaterThan(RUNS * 3);
  },
  TIMEOUT_MS,
);

test(
  "R3 a log whose last write was cut at any byte has every turn that was committed before it, and goes on",
  () => {
    const turns = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
    const property = fc.property(turns, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (sizes, share, pick) => {
      const folder = mkdtempSync(join(tmpdir(), "hansard-torn-"));
      const log = new SqliteLog(folder, { durability: "os", walBytes: 64 * 1024 * 1024 });
      const ends = [{ bytes: statSync(`${log.file}-wal`).size, position: 0 }];
      for (const size of sizes) {
        const after = log.lastPosition();
        log.append(Array.from({ length: size }, (_, at) => eventEntry(after + at + 1)));
        ends.push({ bytes: statSync(`${log.file}-wal`).size, position: after + size });
      }
      try {
        // Within the write of one of the turns.
        const turn = 1 + (pick % sizes.length);
        const [before, end] = [ends[turn - 1], ends[turn]] as [(typeof ends)[0], (typeof ends)[0]];
        const cut = before.bytes + Math.floor(share * (end.bytes - before.bytes));
        const torn = tornCopy(log.file, cut);
        const whole = cut === end.bytes ? end.position : before.position;
        expect(positionsIn(torn)).toBe(whole);
        const again = new SqliteLog(torn, { durability: "os", walBytes: 64 * 1024 * 1024 });
        again.append([eventEntry(whole + 1)]);
        again.close();
        expect(positionsIn(torn)).toBe(whole + 1);
        rmSync(torn, { recursive: true });
      } finally {
        log.close();
        rmSync(folder, { recursive: true });
      }
    });
    fc.assert(property, { numRuns: RUNS });
  },
  TIMEOUT_MS,
);

/** The file and its write-ahead log as a process left them that died while it wrote. */
function tornCopy(file: string, walBytes: number): string {
  const torn = mkdtempSync(join(tmpdir(), "hansard-torn-"));
  for (const suffix of ["", "-wal"]) copyFileSync(file + suffix, join(torn, `log.db${suffix}`));
  truncateSync(join(torn, "log.db-wal"), walBytes);
  return torn;
}

function positionsIn(folder: string): number {
  const reader = new SqliteReader(folder);
  try {
    return reader.read(0, 10_000).length;
  } finally {
    reader.close();
  }
}

test(
  "R4 a session's deliveries are a prefix of those that the log gives, and all of them if it ended with its own QUIT",
  () => {
    const met = { open: 0, quit: 0, cutShort: 0 };
    const property = fc.property(actions, (drawn) => {
      const run = new Run();
      try {
        for (const one of drawn) run.do(one);
        run.end();
        const stored = run.rig.stored();
        for (const member of run.members) {
          const received = deliveriesOf(member);
          const expected = rebuilt(stored, member);
          const isWhole = member.client.state === "open" || hasQuit(stored, member);
          expect(received, member.firstNick).toEqual(isWhole ? expected : expected.slice(0, received.length));
          met[isWhole ? (member.hasQuit ? "quit" : "open") : "cutShort"]++;
        }
      } finally {
        run.close();
      }
    });
    fc.assert(property, { numRuns: RUNS });
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(RUNS / 30);
  },
  TIMEOUT_MS,
);

/** Whether the log has the user's own QUIT, and not that of a connection that was lost. */
function hasQuit(stored: readonly Entry[], { firstNick }: Member): boolean {
  const connect = stored.find(({ header, body }) => header.includes('"CONNECT"') && body?.includes(`"~${firstNick}"`));
  const actor = /"actor":"([^"]+)"/.exec(connect?.header ?? "")?.[1];
  const quit = stored.find(({ header }) => header.includes('"QUIT"') && header.includes(`"${actor}"`));
  return quit?.body?.includes("bye") === true;
}
