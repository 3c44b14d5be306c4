// The contract of the log port: every adapter passes the same tests.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Entry, Log, Seal } from "../../src/record/log.ts";
import { entries } from "../../src/record/replay.ts";
import { erasedEntry, eventEntry, noteEntry, ORIGIN, plain } from "./entries.ts";

export interface Adapter {
  readonly name: string;
  /** An empty log and a way to be rid of it. */
  readonly make: () => { readonly log: Log; readonly dispose: () => void };
}

export function logContract({ name, make }: Adapter): void {
  describe(`${name} keeps the contract of a log:`, () => {
    let log: Log;
    let dispose: () => void;
    const all = () => [...entries(log)].map(plain);
    const holds = (expected: readonly Entry[]) => expect(all()).toEqual(expected.map(plain));

    beforeEach(() => {
      ({ log, dispose } = make());
    });
    afterEach(() => dispose());

    test("an empty log ends at position 0 and reads as nothing", () => {
      expect(log.lastPosition()).toBe(0);
      expect(log.read(0, 10)).toEqual([]);
    });

    test("what was appended is read back as it was, in its order", () => {
      const turn = [eventEntry(1), noteEntry(2), erasedEntry(3), eventEntry(4, "x", 9)];
      log.append(turn.slice(0, 1));
      log.append(turn.slice(1));
      holds(turn);
      expect(log.lastPosition()).toBe(4);
    });

    test("text of any script is kept character by character", () => {
      const texts = ["ünïcödé", "日本語", "👩‍👩‍👧 \u{1F600}", "\u202eright to left", '\\ " \t \u0001', "e\u0301 é", ""];
      const turn = texts.map((text, at) => eventEntry(at + 1, text));
      log.append(turn);
      holds(turn);
    });

    test("a page holds at most its limit, begins after its position and says nothing beyond the end", () => {
      const turn = Array.from({ length: 10 }, (_, at) => eventEntry(at + 1));
      log.append(turn);
      expect(log.read(0, 4).map((entry) => entry.position)).toEqual([1, 2, 3, 4]);
      expect(log.read(4, 4).map((entry) => entry.position)).toEqual([5, 6, 7, 8]);
      expect(log.read(8, 4).map((entry) => entry.position)).toEqual([9, 10]);
      expect(log.read(10, 4)).toEqual([]);
      expect(log.read(99, 4)).toEqual([]);
    });

    test("what is missing in a hole is passed over, comes from its first position on, and closes it with the last", () => {
      log.append([eventEntry(1), eventEntry(2)]);
      const base = { vector: { [ORIGIN]: 5 }, greatest: 5, network: {} };
      const hole = { first: 3, last: 5, held: { [ORIGIN]: 2 }, base, heads: [] };
      log.append([noteEntry(6), eventEntry(7, "after", 6)], [], hole);
      expect(log.hole()).toEqual({ ...hole, next: 3 });
      expect(log.lastPosition()).toBe(7);
      holds([eventEntry(1), eventEntry(2), noteEntry(6), eventEntry(7, "after", 6)]);
      expect(log.read(3, 9).map((entry) => entry.position)).toEqual([6, 7]);
      expect(log.readOrigin(ORIGIN, 0, 9).map((entry) => entry.seq)).toEqual([1, 2]);
      log.fill([eventEntry(3)], []);
      expect(log.hole()).toEqual({ ...hole, next: 4 });
      log.fill([], []);
      expect(log.hole()).toEqual({ ...hole, next: 4 });
      log.reopen();
      expect(log.hole()).toEqual({ ...hole, next: 4 });
      expect(log.readOrigin(ORIGIN, 0, 9).map((entry) => entry.seq)).toEqual([1, 2, 3]);
      log.fill([eventEntry(4), eventEntry(5)], []);
      log.reopen();
      expect(log.hole()).toBeUndefined();
      const whole = [1, 2, 3, 4, 5].map((position) => eventEntry(position));
      holds([...whole, noteEntry(6), eventEntry(7, "after", 6)]);
      expect(log.readOrigin(ORIGIN, 0, 9).map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6]);
    });

    test("a long log is walked page by page without a gap, and `until` ends the walk", () => {
      const turn = Array.from({ length: 4500 }, (_, at) => eventEntry(at + 1));
      log.append(turn);
      expect([...entries(log)].map((entry) => entry.position)).toEqual(turn.map((entry) => entry.position));
      expect([...entries(log, 2000, 2003)].map((entry) => entry.position)).toEqual([2001, 2002, 2003]);
    });

    refusals(() => log, holds);
    seals(() => log);

    test("after re-opening, all that was appended is there and the next turn goes on", () => {
      log.append([eventEntry(1), eventEntry(2)]);
      log.reopen();
      expect(log.lastPosition()).toBe(2);
      log.append([eventEntry(3)]);
      log.reopen();
      log.reopen();
      holds([eventEntry(1), eventEntry(2), eventEntry(3)]);
    });

    test("keeping the log within its bounds changes nothing of what it holds", () => {
      for (let position = 1; position <= 100; position++) {
        log.append([eventEntry(position)]);
        log.maintain();
      }
      expect(log.lastPosition()).toBe(100);
      expect(all()).toHaveLength(100);
      const figures = log.figures();
      expect(figures.pausedMs).toBeGreaterThanOrEqual(figures.longestPauseMs);
    });

    test("an empty turn is no turn", () => {
      log.append([]);
      expect(log.lastPosition()).toBe(0);
    });
  });
}

function refusals(log: () => Log, holds: (expected: readonly Entry[]) => void): void {
  const kept = [eventEntry(1), eventEntry(2)];

  test.each([
    ["that repeats a position", [eventEntry(3), eventEntry(3, "again", 4)]],
    ["that repeats an earlier turn's position", [eventEntry(2, "again", 3)]],
  ])("a turn %s is refused and leaves nothing", (_what, turn) => {
    log().append(kept);
    expect(() => log().append(turn)).toThrow();
    expect(log().lastPosition()).toBe(2);
    holds(kept);
  });

  test.each([
    ["that repeats an origin's number", [eventEntry(3), eventEntry(4, "again", 3)]],
    ["that repeats a number of an earlier turn", [eventEntry(3, "again", 1)]],
  ])("a turn %s is refused and leaves nothing", (_what, turn) => {
    log().append(kept);
    expect(() => log().append(turn)).toThrow();
    log().reopen();
    expect(log().lastPosition()).toBe(2);
    holds(kept);
  });

  test("after a refused turn the log takes the next one", () => {
    log().append(kept);
    expect(() => log().append([eventEntry(3), eventEntry(3)])).toThrow();
    log().reopen();
    log().append([eventEntry(3), noteEntry(4)]);
    holds([...kept, eventEntry(3), noteEntry(4)]);
  });
}

function seals(log: () => Log): void {
  const seal = (count: number, root = "ab"): Seal => ({
    ...{ origin: ORIGIN, count, root, signature: `s${count}` },
    peaks: Uint8Array.from({ length: 32 }, (_, at) => (at * count) % 256),
  });
  const read = (found: Seal | undefined) => found && { ...found, peaks: [...found.peaks] };
  const plainSeal = (count: number) => read(seal(count));

  test("seals are found from a count, before a count, and at the end", () => {
    log().append([eventEntry(1), eventEntry(2)], [seal(2)]);
    log().append([], [seal(5), seal(9)]);
    log().reopen();
    expect([1, 2, 3, 5, 6, 9].map((count) => log().seal(ORIGIN, count)?.count)).toEqual([2, 2, 5, 5, 9, 9]);
    expect(log().seal(ORIGIN, 10)).toBeUndefined();
    expect([1, 2, 4, 5, 8, 99].map((count) => log().sealBefore(ORIGIN, count)?.count)).toEqual([
      undefined,
      2,
      2,
      5,
      5,
      9,
    ]);
    expect(read(log().seal(ORIGIN))).toEqual(plainSeal(9));
    expect(log().seal("9ZZ.none")).toBeUndefined();
    expect(log().sealBefore("9ZZ.none", 9)).toBeUndefined();
  });

  test("the first seal for a count stands, and a refused turn leaves no seal", () => {
    log().append([eventEntry(1)], [seal(1, "first")]);
    log().append([], [seal(1, "second")]);
    expect(log().seal(ORIGIN, 1)?.root).toBe("first");
    expect(() => log().append([eventEntry(1)], [seal(7)])).toThrow();
    log().reopen();
    expect(log().seal(ORIGIN)?.count).toBe(1);
  });

  test("events of an origin are found by sequence, and the last of each is known", () => {
    log().append([noteEntry(1), eventEntry(2, "a", 1), eventEntry(3, "b", 2), noteEntry(4), eventEntry(5, "c", 3)]);
    expect(log().positionOf(ORIGIN, 3)).toBe(5);
    expect(log().positionOf(ORIGIN, 4)).toBeUndefined();
    expect(log().positionOf("9ZZ.none", 1)).toBeUndefined();
    expect(
      log()
        .readOrigin(ORIGIN, 1, 9)
        .map(({ seq, position }) => [seq, position]),
    ).toEqual([
      [2, 3],
      [3, 5],
    ]);
    expect(
      log()
        .readOrigin(ORIGIN, 0, 2)
        .map(({ seq }) => seq),
    ).toEqual([1, 2]);
    expect(log().readOrigin(ORIGIN, 3, 2)).toEqual([]);
    expect([...log().lastSequences()]).toEqual([[ORIGIN, 3]]);
  });
}
