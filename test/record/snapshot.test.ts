// Snapshots: a fold that goes on from one ends where the fold of the whole log ends (R1), or it is not taken.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeBody, encodeHeader } from "../../events/codec.ts";
import type { AnyEvent } from "../../events/envelope.ts";
import { canonicalState } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { rowsOf } from "../../projections/snapshot.ts";
import { Journal } from "../../projections/table.ts";
import { Whowas } from "../../projections/whowas.ts";
import type { Entry, LogReader } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import { replay } from "../../src/record/replay.ts";
import { fits, restore, type Snapshot } from "../../src/record/snapshot.ts";
import { SnapshotFolder } from "../../src/record/snapshot-folder.ts";
import { takeSnapshot } from "../../src/record/take-snapshot.ts";
import { arrivals, histories, step } from "../support/histories.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "snapshots-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function entryOf(event: AnyEvent, position: number): Entry {
  const { origin, seq, type, body } = event;
  const texts = { header: encodeHeader(event), body: encodeBody(type, body as never) };
  return { position, origin, seq, ...texts, salt: new Uint8Array(16), commitment: null };
}

function append(log: MemoryLog, events: readonly AnyEvent[]): void {
  const last = log.lastPosition();
  if (events.length > 0) log.append(events.map((event, at) => entryOf(event, last + at + 1)));
}

/** Everything that a start comes to. */
function startedOn(log: LogReader, after?: Snapshot): object {
  const network = new Network();
  const journal = new Journal();
  const whowas = new Whowas(journal);
  if (after) restore(after, network, whowas);
  const { have, position, greatest } = replay(log, network, { whowas, after });
  const former = rowsOf(whowas.tables);
  return { state: [...canonicalState(network.state)], former, have: new Map([...have].sort()), position, greatest };
}

const steps = fc.array(step, { minLength: 1, maxLength: 60 });
const choices = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 20 });
const histories2 = { steps, choices, cuts: fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 3 }) };

test("R1 a start from a snapshot that fits comes to what a start on the whole log comes to", () => {
  const met = { used: 0, refused: 0 };
  const property = fc.property(fc.record({ ...histories2, before: fc.nat({ max: 2500 }) }), (drawn) => {
    const events = arrivals(histories(drawn.steps), drawn.choices);
    const log = new MemoryLog();
    let base: Snapshot | undefined;
    let done = 0;
    for (const cut of [...drawn.cuts].sort((a, b) => a - b)) {
      const until = Math.floor((events.length * cut) / 100);
      append(log, events.slice(done, until));
      done = Math.max(done, until);
      if (base && !fits(base, log)) base = undefined;
      if (log.lastPosition() > 0) base = takeSnapshot(log, base, drawn.before) ?? base;
    }
    append(log, events.slice(done));
    if (base === undefined) return;
    if (!fits(base, log)) return void met.refused++;
    met.used++;
    expect(startedOn(log, base)).toEqual(startedOn(log));
  });
  fc.assert(property, { numRuns: 1000 });
  expect(met.used).toBeGreaterThan(100);
  expect(met.refused).toBeGreaterThan(100);
});

function written(events: readonly AnyEvent[]): { readonly log: MemoryLog; readonly kept: SnapshotFolder } {
  const log = new MemoryLog();
  append(log, events);
  const kept = new SnapshotFolder(folder);
  const snapshot = takeSnapshot(log, undefined, Number.POSITIVE_INFINITY);
  if (snapshot) kept.store(snapshot);
  return { log, kept };
}

const drawn = (seed: number) => {
  const [events] = fc.sample(
    steps.map((each) => histories(each).flat()),
    { numRuns: 1, seed },
  );
  return events as readonly AnyEvent[];
};

test("a file gives back what was stored, and the older one where the newer one is damaged", () => {
  const events = drawn(7);
  const { log, kept } = written(events);
  const first = kept.newest(log) as Snapshot;
  expect(startedOn(log, first)).toEqual(startedOn(log));
  append(log, [{ ...(events.at(-1) as AnyEvent), seq: (events.at(-1) as AnyEvent).seq + 1, at: 1e9 as never }]);
  kept.store(takeSnapshot(log, first, Number.POSITIVE_INFINITY) as Snapshot);
  expect(kept.newest(log)?.position).toBe(events.length + 1);
  writeFileSync(join(folder, "snapshots", `${events.length + 1}.json.gz`), "torn");
  const unsound: string[] = [];
  expect(kept.newest(log, (file) => unsound.push(file))?.position).toBe(events.length);
  expect(unsound).toEqual([join(folder, "snapshots", `${events.length + 1}.json.gz`)]);
});

test("of another log, and of one that was put back to a backup, none is taken", () => {
  const { log, kept } = written(drawn(8));
  const shorter = new MemoryLog();
  shorter.append(log.read(0, log.lastPosition() - 1));
  expect(kept.newest(shorter)).toBeUndefined();
  const other = new MemoryLog();
  append(
    other,
    drawn(9)
      .concat(drawn(9))
      .slice(0, log.lastPosition())
      .map((event, at) => ({ ...event, seq: at + 1 })),
  );
  expect(kept.newest(other)).toBeUndefined();
});

test("of a newer build none is taken, for it may go beyond what this one can read", () => {
  const { log, kept } = written(drawn(11));
  const { position } = kept.newest(log) as Snapshot;
  const file = join(folder, "snapshots", `${position}.json.gz`);
  const stored = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { versions: Record<string, number> };
  const write = (change: object) =>
    writeFileSync(file, gzipSync(JSON.stringify({ ...stored, versions: { ...stored.versions, ...change } })));
  write({ TOPIC: 99 });
  expect(kept.newest(log)).toBeUndefined();
  write({ POKE: 1 });
  expect(kept.newest(log)).toBeUndefined();
  write({});
  expect(kept.newest(log)?.position).toBe(position);
});

test("two are kept, and nothing else", () => {
  const { log, kept } = written(drawn(10));
  const snapshot = kept.newest(log) as Snapshot;
  for (const position of [2000, 2001, 2002]) kept.store({ ...snapshot, position });
  expect(readdirSync(join(folder, "snapshots")).sort()).toEqual(["2001.json.gz", "2002.json.gz"]);
});
