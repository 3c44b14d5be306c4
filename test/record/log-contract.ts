// The contract of the log port: every adapter passes the same tests.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Entry, Log } from "../../src/record/log.ts";
import { entries } from "../../src/record/replay.ts";
import { erasedEntry, eventEntry, noteEntry, plain } from "./entries.ts";

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

    test("a long log is walked page by page without a gap, and `until` ends the walk", () => {
      const turn = Array.from({ length: 4500 }, (_, at) => eventEntry(at + 1));
      log.append(turn);
      expect([...entries(log)].map((entry) => entry.position)).toEqual(turn.map((entry) => entry.position));
      expect([...entries(log, 2000, 2003)].map((entry) => entry.position)).toEqual([2001, 2002, 2003]);
    });

    refusals(() => log, holds);

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
