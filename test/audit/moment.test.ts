import { describe, expect, it } from "vitest";
import { isoOf, isSince, isUntil, momentOf, shownTime } from "../../src/audit/moment.ts";

const at = (iso: string) => new Date(iso).getTime() * 1000;
const NOW = at("2026-11-23T20:00:00Z");

describe("a moment", () => {
  it("reads as a position with and without @", () => {
    expect(momentOf("@123", NOW)).toEqual({ kind: "position", position: 123 });
    expect(momentOf("123", NOW)).toEqual({ kind: "position", position: 123 });
  });

  it("reads as how long ago", () => {
    const cases = { "30s": 30, "10m": 600, "2h": 7200, "1d": 86_400, "1w": 604_800, now: 0 };
    for (const [text, seconds] of Object.entries(cases)) {
      expect(momentOf(text, NOW)).toMatchObject({ kind: "time", first: NOW - seconds * 1e6 });
    }
  });

  it("reads as a time, UTC unless it has a zone", () => {
    expect(momentOf("2026-11-23", NOW)).toMatchObject({ first: at("2026-11-23T00:00:00Z") });
    expect(momentOf("2026-11-23 20:01", NOW)).toMatchObject({ first: at("2026-11-23T20:01:00Z") });
    expect(momentOf("2026-11-23T20:01:02Z", NOW)).toMatchObject({ first: at("2026-11-23T20:01:02Z") });
    expect(momentOf("2026-11-23T20:01:02+01:00", NOW)).toMatchObject({ first: at("2026-11-23T19:01:02Z") });
    expect(momentOf("2026-11-23T20:01:02-0530", NOW)).toMatchObject({ first: at("2026-11-24T01:31:02Z") });
  });

  it("with a fraction stands for all of its last digit, so that a time copied from a line includes the line", () => {
    const micros = at("2026-11-23T20:01:02Z") + 123_456;
    const copied = momentOf(shownTime(micros), NOW);
    expect(isSince(copied, 1, micros) && isUntil(copied, 1, micros)).toBe(true);
    expect(isUntil(copied, 1, micros + 1000)).toBe(false);
    expect(momentOf(isoOf(micros), NOW)).toEqual({ kind: "time", first: micros, last: micros });
  });

  it("is none for other text, and for days and hours that do not exist", () => {
    for (const text of ["yesterday", "", "-5m", "2026-02-30", "2026-13-01", "2026-11-23T25:00", "10 m"]) {
      expect(momentOf(text, NOW), text).toBeUndefined();
    }
  });
});
