// What a canary compares: the steps of a fold say all that the state is, and two that differ are told apart where they do.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeBody, encodeHeader } from "../../events/codec.ts";
import { canonicalRow } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { type Comparison, compareFolds, type Folding } from "../../src/audit/canary/compare.ts";
import { type Block, Fold, type Step } from "../../src/audit/canary/fold.ts";
import type { Entry, LogReader } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import { replay } from "../../src/record/replay.ts";
import { arrivals, histories, step } from "../support/histories.ts";
import { Scribe, user } from "./recorded.ts";

const folding = (log: LogReader, until = log.lastPosition()): Folding => {
  const fold = new Fold(log, until);
  return { fold: async (count) => fold.fold(count), steps: async () => fold.steps };
};

/** Of a build that folds as this one does, but for what a test makes of its steps. */
function otherwise(log: LogReader, change: (steps: readonly Step[]) => readonly Step[]): Folding {
  const own = folding(log);
  let steps: readonly Step[] = [];
  return {
    fold: async (count): Promise<Block> => {
      const block = await own.fold(count);
      steps = change(await own.steps());
      return { ...block, events: steps.length, digest: JSON.stringify(steps) };
    },
    steps: async () => steps,
  };
}

const quiet = () => undefined;
const steps = fc.array(step, { minLength: 1, maxLength: 80 });
const choices = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 20 });

/** The log of a node that several others told their events, in whatever order. */
function logOf(drawn: Parameters<typeof histories>[0], order: readonly number[]): MemoryLog {
  const log = new MemoryLog();
  const entries = arrivals(histories(drawn), order).map((event, at): Entry => {
    const texts = { header: encodeHeader(event), body: encodeBody(event.type, event.body as never) };
    return {
      position: at + 1,
      origin: event.origin,
      seq: event.seq,
      ...texts,
      salt: new Uint8Array(16),
      commitment: null,
    };
  });
  log.append(entries);
  return log;
}

/** What is left when all rows of all steps are written one after the other. */
function written(all: readonly Step[]): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  for (const { table, key, before, after } of all.flatMap((each) => each.rows)) {
    const place = `${table} ${key}`;
    expect(rows.get(place) ?? null).toBe(before);
    if (after === null) rows.delete(place);
    else rows.set(place, after);
  }
  return rows;
}

describe("the steps of a fold", () => {
  it("written one after the other are the state, each row as it was before and is after", () => {
    const property = fc.property(steps, choices, (drawn, order) => {
      const log = logOf(drawn, order);
      const fold = new Fold(log, log.lastPosition());
      fold.fold(1_000_000);
      const network = new Network();
      replay(log, network);
      const rows = Object.entries(network.tables).flatMap(([table, all]) =>
        [...all.entries()].map(([key, row]) => [`${table} ${key}`, canonicalRow(row)] as const),
      );
      expect(written(fold.steps)).toEqual(new Map(rows));
    });
    fc.assert(property, { numRuns: 150 });
  });

  it("are the same in whatever order the events came, but for their positions", () => {
    const property = fc.property(steps, choices, choices, (drawn, one, other) => {
      const told = [one, other].map((order) => {
        const log = logOf(drawn, order);
        const fold = new Fold(log, log.lastPosition());
        fold.fold(1_000_000);
        return fold.steps.map((each) => ({ ...each, position: 0 }));
      });
      expect(told[0]).toEqual(told[1]);
    });
    fc.assert(property, { numRuns: 100 });
  });
});

const scene = () => new Scribe().open().connect(0, "alice").connect(1, "bob").join(0, "#c").join(1, "#c");
const long = () => {
  const scribe = scene();
  for (let n = 0; n < 2500; n++) scribe.event("PRIVMSG", user(n % 2), { channel: "#c" as never, text: `${n}` });
  return scribe.event("QUIT", user(0), { reason: "" });
};

describe("two folds", () => {
  it("are the same over all blocks, and the caller is told how far they are", async () => {
    const log = long().log();
    const told: number[] = [];
    const compared = await compareFolds(folding(log), folding(log), (position) => told.push(position));
    expect(compared).toEqual({ kind: "same", events: 2506, position: 2506 });
    expect(told).toEqual([1000, 2000, 2506]);
  });

  it("differ at the first event whose rows do, and only those rows are told", async () => {
    const log = long().log();
    const other = otherwise(log, (all) =>
      all.map((each) =>
        each.type === "QUIT" ? { ...each, rows: each.rows.filter(({ table }) => table !== "members") } : each,
      ),
    );
    const compared = await compareFolds(folding(log), other, quiet);
    expect(compared).toMatchObject({ kind: "differs", step: { position: 2506, type: "QUIT" } });
    expect((compared as Comparison & { kind: "differs" }).rows).toEqual([
      {
        table: "members",
        key: expect.stringContaining("#c"),
        before: expect.stringContaining('"status":"o"'),
        here: null,
        there: expect.stringContaining('"status":"o"'),
      },
    ]);
  });

  it("differ where they do not take the same event next, or one takes none", async () => {
    const log = scene().log();
    const turned = otherwise(log, (all) => [...all.slice(0, 3), ...all.slice(3).reverse()]);
    expect(await compareFolds(folding(log), turned, quiet)).toMatchObject({
      kind: "order",
      here: { position: 4 },
      there: { position: 5 },
    });
    const short = otherwise(log, (all) => all.slice(0, 4));
    expect(await compareFolds(folding(log), short, quiet)).toMatchObject({ here: { position: 5 }, there: undefined });
    expect(await compareFolds(short, folding(log), quiet)).toMatchObject({ kind: "order", here: undefined });
  });

  it("cannot be compared beyond an event that one of them cannot fold, and are until then", async () => {
    const log = long().log();
    const unknown = (scribe: Scribe) => {
      const last = scribe.entries.at(-1) as Entry;
      const header = last.header.replace('"version":1', '"version":99');
      scribe.entries[scribe.entries.length - 1] = { ...last, header };
      return scribe.log();
    };
    const stopped = { position: 2506, code: "LOG_NEWER", text: expect.stringMatching(/QUIT version 99/) };
    const newer = () => folding(unknown(long()));
    expect(await compareFolds(newer(), folding(log), quiet)).toEqual({
      kind: "stopped",
      who: "here",
      events: 2505,
      stopped,
    });
    expect(await compareFolds(folding(log), newer(), quiet)).toMatchObject({ kind: "stopped", who: "there", stopped });
    const early = otherwise(log, (all) => all.map((each) => (each.position === 3 ? { ...each, rows: [] } : each)));
    expect(await compareFolds(newer(), early, quiet)).toMatchObject({ kind: "differs", step: { position: 3 } });
  });
});
