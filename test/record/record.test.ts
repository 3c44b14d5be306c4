// The record's own rules: when a turn ends, what is stored, and what an observer may not do.
import { beforeEach, describe, expect, test } from "vitest";
import type { AnyEvent } from "../../events/envelope.ts";
import type { Entry } from "../../src/record/log.ts";
import type { Record } from "../../src/record/record.ts";
import { type RolledBack, TurnFailed } from "../../src/record/turn.ts";
import { message, recordOn, TurnLog } from "./turn-log.ts";
import { VirtualTime } from "./virtual-time.ts";

let time: VirtualTime;
let log: TurnLog;
let record: Record;
let released: number;
let rolledBack: RolledBack[];

beforeEach(() => {
  time = new VirtualTime(3);
  log = new TurnLog();
  released = 0;
  rolledBack = [];
  record = recordOn(log, time, "digest");
  record.released$.subscribe(() => released++);
  record.rolledBack$.subscribe((each) => rolledBack.push(each));
});

describe("a turn", () => {
  test("is committed at the end of this turn of the event loop, all at once", () => {
    for (let at = 0; at < 5; at++) record.append(message());
    expect(log.sizes).toEqual([]);
    expect(released).toBe(0);
    time.settle();
    expect(log.sizes).toEqual([5]);
    expect(released).toBe(1);
  });

  test("ends between commands once it holds a thousand events, and not in the middle of one", () => {
    for (let at = 0; at < 999; at++) record.append(message());
    record.endOfCommand();
    expect(log.sizes).toEqual([]);
    for (let at = 0; at < 3; at++) record.append(message());
    expect(log.sizes).toEqual([]);
    record.endOfCommand();
    expect(log.sizes).toEqual([1002]);
  });

  test("ends between commands once it is 4 ms old", () => {
    record.append(message());
    time.micros += 3900;
    record.endOfCommand();
    expect(log.sizes).toEqual([]);
    record.append(message());
    time.micros += 200;
    record.endOfCommand();
    expect(log.sizes).toEqual([2]);
  });

  test("that opens after a quiet spell is as young as any other", () => {
    record.append(message());
    time.settle();
    time.micros += 60_000_000;
    record.append(message());
    record.endOfCommand();
    expect(log.sizes).toEqual([1]);
    record.append(message());
    time.settle();
    expect(log.sizes).toEqual([1, 2]);
  });

  test("without events lets go what was held and writes nothing", () => {
    record.touch();
    record.touch();
    record.endOfCommand();
    expect(released).toBe(0);
    time.settle();
    expect(released).toBe(1);
    expect(log.sizes).toEqual([]);
    record.settle();
    expect(released).toBe(1);
  });

  test("shows its entries in committed$ once they are stored", () => {
    const seen: (readonly Entry[])[] = [];
    record.committed$.subscribe((entries) => seen.push(entries));
    record.append(message());
    record.note("RESUMED", { reason: "test", rolledBack: 0 });
    expect(seen).toEqual([]);
    time.settle();
    expect(seen).toEqual([log.read(0, 10)]);
    expect(log.sizes).toEqual([2]);
  });

  test("is committed by close, after which nothing is taken", () => {
    record.append(message());
    record.close();
    expect(log.sizes).toEqual([1]);
    expect(() => record.append(message())).toThrow(TurnFailed);
  });
});

describe("a turn that gathers", () => {
  test("and grows with each pass of the event loop gathers for half a millisecond, and no longer", () => {
    for (let pass = 0; pass < 6; pass++) {
      record.append(message());
      time.micros += 100;
      time.tick();
    }
    expect(log.sizes).toEqual([5]);
  });

  test("and is not added to does not wait for more", () => {
    record.append(message());
    time.tick();
    time.tick();
    expect(log.sizes).toEqual([1]);
  });

  test("stops gathering at 64 events", () => {
    for (let at = 0; at < 64; at++) record.append(message());
    time.tick();
    expect(log.sizes).toEqual([64]);
  });
});

describe("numbers and times", () => {
  test("positions and sequences have no gap, and `at` strictly increases while the wall stands still", () => {
    for (let at = 0; at < 10; at++) {
      record.append(message());
      if (at % 3 === 0) record.note("RESUMED", { reason: "test", rolledBack: at });
      if (at % 4 === 0) time.settle();
    }
    time.settle();
    const stored = log.read(0, 100);
    expect(stored.map((entry) => entry.position)).toEqual(stored.map((_, at) => at + 1));
    expect(stored.flatMap((entry) => entry.seq ?? [])).toEqual(Array.from({ length: 10 }, (_, at) => at + 1));
    const times = stored.map((entry) => (JSON.parse(entry.header) as { at: number }).at);
    expect(times.every((at, index) => index === 0 || at > (times[index - 1] as number))).toBe(true);
  });

  test.each(["log", "observer"] as const)(
    "a turn that was open while the log came back, and fails by the %s, gives back its own numbers only",
    (cause) => {
      let isThrowing = false;
      record.events$.subscribe(
        record.guarded("broken", () => {
          if (isThrowing) throw new Error("broken projection");
        }),
      );
      record.append(message());
      time.settle();
      // This timer is due together with the record's own next try, and opens a turn before that.
      time.ports.scheduler.after(1000, () => void record.touch());
      log.isFailing = true;
      record.append(message());
      time.settle();
      expect(record.phase).toBe("refusing");
      log.isFailing = false;
      let isFirst = true;
      record.phases$.subscribe((phase) => {
        if (phase !== "ready" || !isFirst) return;
        isFirst = false;
        if (cause === "log") log.isFailing = true;
        else isThrowing = true;
        const append = () => record.append(message("in the turn that was open"));
        if (cause === "log") append();
        else expect(append).toThrow(TurnFailed);
      });
      time.advance(1000);
      log.isFailing = false;
      isThrowing = false;
      time.advance(5000);
      expect(record.phase).toBe("ready");
      const before = released;
      record.append(message("last"));
      time.settle();
      expect(released).toBe(before + 1);
      const stored = log.read(0, 100);
      expect(stored.map((entry) => entry.position)).toEqual(stored.map((_, at) => at + 1));
      expect(stored.at(-1)?.body).toContain("last");
      expect(record.committed).toBe(log.lastPosition());
    },
  );
});

describe("an observer", () => {
  test("must not append", () => {
    record.events$.subscribe(record.guarded("nosy", () => void record.append(message("nested"))));
    expect(() => record.append(message())).toThrow(TurnFailed);
    expect(rolledBack).toEqual([
      {
        code: "INTERNAL_ERROR",
        error: expect.objectContaining({ message: expect.stringMatching(/must not append/) }),
        events: 1,
      },
    ]);
    time.settle();
    expect(log.sizes).toEqual([]);
  });

  test("that throws fails the whole turn, keeps the event from later observers, and the next turn stands", () => {
    let isThrowing = false;
    const seen: string[] = [];
    record.events$.subscribe(
      record.guarded("first", () => {
        if (isThrowing) throw new Error("broken projection");
      }),
    );
    record.events$.subscribe(record.guarded("second", (event: AnyEvent) => seen.push(String(event.seq))));
    record.append(message());
    isThrowing = true;
    expect(() => record.append(message())).toThrow(TurnFailed);
    isThrowing = false;
    time.settle();
    expect(seen).toEqual(["1"]);
    expect(log.sizes).toEqual([]);
    expect(rolledBack.map((each) => [each.code, each.events])).toEqual([["INTERNAL_ERROR", 2]]);
    expect(record.phase).toBe("ready");
    expect(record.append(message()).seq).toBe(1);
    time.settle();
    expect(log.sizes).toEqual([1]);
  });
});
