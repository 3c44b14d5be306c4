// The clocks: the hybrid one never goes back, and a step of the system's clock becomes a slope.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HybridClock } from "../../events/clock.ts";
import type { Micros } from "../../events/names.ts";
import { slewedWall } from "../../src/record/system-ports.ts";

const TEN_YEARS_MS = 10 * 365 * 86_400_000;
const SLEW = 0.05;
const micros = (value: number) => value as Micros;

describe("HybridClock:", () => {
  test("follows the wall where that is ahead", () => {
    let wall = 100;
    const clock = new HybridClock(() => micros(wall), 0);
    expect(clock.next()).toBe(100);
    wall = 250;
    expect(clock.next()).toBe(250);
    expect(clock.greatest).toBe(250);
  });

  test("counts on by one while the wall stands still or lies behind", () => {
    let wall = 100;
    const clock = new HybridClock(() => micros(wall), 500);
    expect([clock.next(), clock.next()]).toEqual([501, 502]);
    wall = 502;
    expect(clock.next()).toBe(503);
    wall = 504;
    expect(clock.next()).toBe(504);
  });

  test("is greater than all that it witnessed, and never thrown back by it", () => {
    const clock = new HybridClock(() => micros(10), 0);
    clock.witness(micros(1000));
    expect(clock.next()).toBe(1001);
    clock.witness(micros(7));
    expect(clock.next()).toBe(1002);
  });

  test("strictly increases whatever the wall does and whatever it witnesses", () => {
    const step = fc.oneof(
      fc.record({ wall: fc.nat({ max: 2 ** 50 }) }),
      fc.record({ witness: fc.nat({ max: 2 ** 50 }) }),
      fc.constant({}),
    );
    fc.assert(
      fc.property(fc.array(step), fc.nat({ max: 2 ** 50 }), (steps, greatest) => {
        let wall = 0;
        const clock = new HybridClock(() => micros(wall), greatest);
        let last = greatest;
        for (const each of steps) {
          if ("wall" in each) wall = each.wall;
          if ("witness" in each) clock.witness(micros(each.witness));
          if ("witness" in each) last = Math.max(last, each.witness);
          const at = clock.next();
          expect(at).toBeGreaterThan(last);
          expect(Number.isSafeInteger(at)).toBe(true);
          last = at;
        }
      }),
    );
  });
});

describe("slewedWall:", () => {
  const start = 1_700_000_000_000;
  const make = () => {
    const clocks = { system: start, monotonic: 5000 };
    const wall = slewedWall(
      () => clocks.system,
      () => clocks.monotonic,
    );
    const pass = (ms: number) => {
      clocks.system += ms;
      clocks.monotonic += ms;
    };
    return { clocks, wall, pass };
  };

  test("is the system's time in integer microseconds", () => {
    const { wall, pass } = make();
    expect(wall()).toBe(start * 1000);
    pass(1.2345);
    expect(wall()).toBe(start * 1000 + 1234);
  });

  test.each([
    ["forward", 1],
    ["back", -1],
  ])("a jump of ten years %s moves it by no more than the slew", (_direction, sign) => {
    const { clocks, wall, pass } = make();
    const hybrid = new HybridClock(wall, 0);
    let before: number = hybrid.next();
    clocks.system += sign * TEN_YEARS_MS;
    for (let step = 0; step < 2000; step++) {
      const ms = 1 + (step % 40);
      pass(ms);
      const at = hybrid.next();
      const moved = at - before;
      expect(moved).toBeGreaterThanOrEqual(ms * 1000 * (1 - SLEW) - 1);
      expect(moved).toBeLessThanOrEqual(ms * 1000 * (1 + SLEW) + 1);
      before = at;
    }
  });

  test("ten years forward and back again leave it where it would have been, within the slew of the time between", () => {
    const { clocks, wall, pass } = make();
    wall();
    clocks.system += TEN_YEARS_MS;
    for (let step = 0; step < 100; step++) {
      pass(50);
      wall();
    }
    clocks.system -= TEN_YEARS_MS;
    const ahead = wall() - clocks.system * 1000;
    expect(ahead).toBeGreaterThan(0);
    expect(ahead).toBeLessThanOrEqual(100 * 50 * 1000 * SLEW);
    for (let step = 0; step < 400; step++) {
      pass(50);
      wall();
    }
    expect(Math.abs(wall() - clocks.system * 1000)).toBeLessThan(2000);
  });

  test("never goes back and never leaves the slew, whatever the system's clock does", () => {
    const step = fc.record({ ms: fc.integer({ min: 0, max: 5000 }), jump: fc.integer({ min: -1e12, max: 1e12 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { clocks, wall, pass } = make();
        let before = wall();
        for (const { ms, jump } of steps) {
          clocks.system += jump;
          pass(ms);
          const now = wall();
          expect(now - before).toBeGreaterThanOrEqual(ms * 1000 * (1 - SLEW) - 2);
          expect(now - before).toBeLessThanOrEqual(ms * 1000 * (1 + SLEW) + 2);
          before = now;
        }
      }),
    );
  });
});
