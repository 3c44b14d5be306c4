import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDuration, shownDuration } from "../../src/protocol/durations.ts";

const MINUTE = 60_000_000;

describe("a duration", () => {
  it("is minutes, or spelled out", () => {
    expect(readDuration("30")).toBe(30 * MINUTE);
    expect(readDuration("1d2h30m")).toBe((26 * 60 + 30) * MINUTE);
    expect(readDuration("1W")).toBe(7 * 1440 * MINUTE);
    expect(readDuration("0")).toBe(0);
  });

  it("is nothing else", () => {
    for (const text of ["", "x", "1x", "-5", "1.5", "2h1d", "1d ", "9999999999", "*@h"])
      expect(readDuration(text), text).toBeUndefined();
  });

  it("beyond a hundred years is for good", () => {
    expect(readDuration("999999w")).toBe(0);
    expect(readDuration("999999999")).toBe(0);
  });

  it("is read as it is shown", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000_000 }), (minutes) => {
        expect(readDuration(shownDuration(minutes * MINUTE))).toBe(minutes * MINUTE);
      }),
    );
  });
});
