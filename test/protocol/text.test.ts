// Lengths in UTF-8 and cutting on a code point.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteLength, cut, toLine } from "../../src/protocol/text.ts";

const text = fc.string({ unit: fc.constantFrom("a", "é", "€", "😀", "\u0301", " "), maxLength: 60 });

describe("cut", () => {
  it("gives the longest beginning that fits and splits no character", () => {
    fc.assert(
      fc.property(text, fc.nat({ max: 120 }), (whole, bytes) => {
        const part = cut(whole, bytes);
        expect(whole.startsWith(part)).toBe(true);
        expect(Buffer.from(part).toString()).toBe(part);
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(bytes);
        const [next = ""] = whole.slice(part.length);
        if (next !== "") expect(Buffer.byteLength(part + next)).toBeGreaterThan(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it("leaves alone what fits to the byte", () => {
    expect(cut("€€", 6)).toBe("€€");
    expect(cut("€€", 5)).toBe("€");
    expect(cut("abc", 0)).toBe("");
  });
});

describe("byteLength", () => {
  it("is the length in UTF-8", () => {
    fc.assert(
      fc.property(text, (each) => {
        expect(byteLength(each)).toBe(Buffer.byteLength(each));
      }),
    );
  });
});

describe("toLine", () => {
  it("is at most 512 bytes and ends in CR LF", () => {
    const long = fc.tuple(text, fc.integer({ min: 1, max: 40 })).map(([each, times]) => each.repeat(times));
    fc.assert(
      fc.property(long, (each) => {
        const line = toLine(each);
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(512);
        expect(line.endsWith("\r\n")).toBe(true);
        if (Buffer.byteLength(each) <= 510) expect(line).toBe(`${each}\r\n`);
      }),
    );
  });
});
