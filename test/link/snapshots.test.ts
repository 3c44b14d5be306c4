// C9 A node that goes on from a peer's snapshot: what came before arrives over a second connection, whatever happens to it.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { noticeText } from "../../src/link/notice-text.ts";
import type { LinkNotice } from "../../src/link/ports.ts";
import type { Hole } from "../../src/record/hole.ts";
import { entries } from "../../src/record/replay.ts";
import { SqliteLog } from "../../src/record/sqlite-log.ts";
import { Faults } from "../record/faults.ts";
import { gives } from "./giving.ts";
import type { Network } from "./network.ts";
import { type MachineOptions, type RigNode, world } from "./rig.ts";
import { expectSame } from "./same.ts";

const WAL_BYTES = 256 * 1024;

/** Little goes over a second connection at a time, so that it can be lost in the middle. */
const limits = {
  ...{ replayLimit: 100, snapshotWaitMs: 5000, bulkRetryMs: 1000 },
  ...{ bulkWindowBytes: 20_000, bulkChunkBytes: 5000 },
};

/** Two that have much to say, one of whom gives snapshots; and one that has been away and takes them. */
function met({ own = {}, peers = ["1AA"] }: { readonly own?: MachineOptions; readonly peers?: string[] } = {}) {
  const { time, network, make } = world();
  const a = make("1AA", ["2BB", "3CC"], { limits });
  const c = make("3CC", ["1AA"], { limits, offMicros: -20_000 });
  time.advance(1000);
  for (let n = 0; n < 40; n++) {
    for (let m = 0; m < 25; m++) (n % 2 === 0 ? a : c).node.say(`${n} ${m} ${"x".repeat(200)}`);
    time.advance(50);
  }
  // One head covers all of these, and the snapshot ends in the middle of them. What comes after them is earlier.
  const middle = time.micros + 40;
  for (let n = 0; n < 80; n++) a.node.say(`last ${n} ${"x".repeat(200)}`);
  for (let n = 0; n < 300; n++) c.node.say(`last ${n} ${"x".repeat(200)}`);
  time.advance(1000);
  gives(a.node, () => middle);
  const b = make("2BB", peers, { limits, trusts: ["1AA"], ...own });
  return { time, network, make, a, b };
}

const isWhole = ({ log }: RigNode) => log.hole() === undefined;
const notesOf = ({ log }: RigNode) =>
  [...entries(log)].filter(({ origin, header }) => origin === null && header.includes('"SNAPSHOT"')).length;

describe("C9 a node that goes on from a snapshot", () => {
  it("gets what came before it, and has all that the other has", () => {
    const { time, a, b } = met();
    time.advance(20_000);
    expect(notesOf(b.node)).toBe(1);
    expect(isWhole(b.node)).toBe(true);
    expectSame(a.node, b.node);
  });

  it("gets all of it although the second connection is lost again and again", () => {
    const { log, dispose } = onDisk();
    const { time, network, a, b } = met({ own: { log } });
    const filled: number[] = [];
    network.delayMs = 40;
    for (let n = 0; n < 400 && !(notesOf(b.node) > 0 && isWhole(b.node)); n++) {
      time.advance(100);
      filled.push(log.hole()?.next ?? 0);
      expect(statSync(`${log.file}-wal`).size).toBeLessThan(WAL_BYTES * 1.5);
      if (n % 7 === 0) for (const each of secondOnes(network)) each.cut("the way is cut");
    }
    expect(new Set(filled).size).toBeGreaterThan(5);
    time.advance(10_000);
    expect(isWhole(b.node)).toBe(true);
    expectSame(a.node, b.node);
    dispose();
  });

  it("goes on where it left off after a restart in the middle, and speaks to others meanwhile", () => {
    const { log, dispose } = onDisk();
    const { time, network, make, a, b } = met({ own: { log } });
    network.delayMs = 40;
    for (let n = 0; n < 400 && (log.hole()?.next ?? 0) === (log.hole()?.first ?? 0); n++) time.advance(50);
    const { next, first, last } = log.hole() as Hole;
    expect(next).toBeGreaterThan(first);
    expect(next).toBeLessThanOrEqual(last);
    b.links.close("a restart");
    network.kill("2BB");
    log.reopen();
    expect(log.hole()).toMatchObject({ next, first, last });
    const again = make("2BB", ["1AA"], { limits, trusts: ["1AA"], log, epoch: "e2" });
    const missing = again.node.have;
    expect(missing.get("1AA.e1")).toBe(b.node.have.get("1AA.e1"));
    again.node.say("here again");
    for (let n = 0; n < 400 && !a.node.have.has("2BB.e2"); n++) time.advance(50);
    expect(isWhole(again.node)).toBe(false);
    time.advance(20_000);
    expect(isWhole(again.node)).toBe(true);
    expect(notesOf(again.node)).toBe(1);
    expectSame(a.node, again.node);
    dispose();
  });

  it("says what it has, where it found out only later that the snapshot was stored", () => {
    const faults = new Faults();
    const { log, dispose } = onDisk(faults.onStep);
    const { time, a, b } = met({ own: { log } });
    const { append } = log;
    log.append = (turn, seals, hole) => {
      if (hole !== undefined) {
        faults.once("committed");
        faults.always("open");
      }
      append.call(log, turn, seals, hole);
    };
    for (let n = 0; n < 100 && b.node.record.phase === "ready"; n++) time.advance(50);
    expect(b.node.record.phase).toBe("undecided");
    time.advance(2000);
    faults.heal();
    time.advance(20_000);
    expect(isWhole(b.node)).toBe(true);
    expectSame(a.node, b.node);
    expect(b.links.figures()[0]?.duplicates).toBe(0);
    dispose();
  });

  it("is sent the events where no snapshot is to be had, however much it says itself", () => {
    const { time, a, b } = met();
    a.node.snapshots = { toSend: () => undefined, ask: () => undefined };
    for (let n = 0; n < 20; n++) {
      b.node.say(`${n}`);
      time.advance(1000);
    }
    expect(notesOf(b.node)).toBe(0);
    expectSame(a.node, b.node);
  });

  it("tells once that nobody who is linked has what is missing, and gets it when somebody has", () => {
    const { time, network, make, a, b } = met({ peers: ["1AA", "4DD"] });
    for (let n = 0; n < 400 && b.node.log.hole() === undefined; n++) time.advance(10);
    network.way("1AA", "2BB", false);
    const d = make("4DD", ["2BB"], { limits, offMicros: -20_000 });
    time.advance(10_000);
    const { next, last } = b.node.log.hole() as Hole;
    b.node.say("not before what came before it");
    time.advance(30_000);
    const told = b.notices.filter(({ kind }) => kind === "incomplete");
    expect(told).toEqual([{ kind: "incomplete", missing: last - next + 1, giver: "1aa.example" }]);
    expect(noticeText(told[0] as LinkNotice)).toMatch(/^\d+ events of before the snapshot of 1aa\.example are missing/);
    expect(d.node.have.has("1AA.e1")).toBe(false);
    expect(d.node.have.get("2BB.e1")).toBeLessThan(b.node.have.get("2BB.e1") as number);
    network.way("1AA", "2BB", true);
    time.advance(60_000);
    expect(isWhole(b.node)).toBe(true);
    for (const each of [b, d]) expectSame(a.node, each.node);
    expect(b.notices.filter(({ kind }) => kind === "incomplete")).toHaveLength(1);
  });

  it("calls again where a second connection is lost before the peer was known", () => {
    const { time, network, a, b } = met();
    let isCut = false;
    for (let n = 0; n < 5000 && !isCut; n++) {
      time.advance(1);
      for (const each of secondOnes(network)) {
        each.cut("the way is cut");
        isCut = true;
      }
    }
    expect(isCut).toBe(true);
    expect(isWhole(b.node)).toBe(false);
    time.advance(20_000);
    expect(isWhole(b.node)).toBe(true);
    expectSame(a.node, b.node);
  });
});

/** Of two nodes that keep their one link. */
const secondOnes = ({ connections }: Network) =>
  connections.filter(({ isOpen, between }) => isOpen && between.includes("2BB")).slice(1);

function onDisk(onStep: Faults["onStep"] = () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), "hansard-hole-"));
  const log = new SqliteLog(folder, { durability: "os", walBytes: WAL_BYTES, onStep });
  const dispose = () => {
    log.close();
    rmSync(folder, { recursive: true });
  };
  return { log, dispose };
}
