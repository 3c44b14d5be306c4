// Masks of users: the normal form, and matching held against a plain matcher that shares no code with it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches, normalMask } from "../../src/protocol/masks.ts";

describe("normalMask", () => {
  it.each([
    ["alice", "alice!*@*"],
    ["alice!", "alice!*@*"],
    ["!al", "*!al@*"],
    ["al@host", "*!al@host"],
    ["@host", "*!*@host"],
    ["alice!al@host", "alice!al@host"],
    ["alice!al", "alice!al@*"],
    ["192.0.2.*", "*!*@192.0.2.*"],
    ["2001:db8::1", "*!*@2001:db8::1"],
    ["***", "*!*@*"],
    ["a**b!*@**", "a*b!*@*"],
    ["a@b!c", "a@b!c@*"],
  ])("makes %j %j", (text, mask) => {
    expect(normalMask(text)).toBe(mask);
  });

  it("is idempotent and has all three parts", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-c!@*?.:]{0,16}$/), (text) => {
        const mask = normalMask(text);
        expect(normalMask(mask)).toBe(mask);
        expect(mask).toMatch(/^[^!]+!.+@.+$/);
        expect(mask).not.toContain("**");
      }),
      { numRuns: 1000 },
    );
  });
});

describe("matches", () => {
  it.each([
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["*!*@192.0.2.*", "alice!~a@192.0.2.77", true],
    ["*a*b*c", "xaybzc", true],
    ["*a*b*c", "xaybzcd", false],
  ])("%j on %j is %s", (mask, text, isMatch) => {
    expect(matches(mask, text)).toBe(isMatch);
  });

  it("equals a matcher that tries everything", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*?]{0,9}$/), fc.stringMatching(/^[ab]{0,9}$/), (mask, text) => {
        expect(matches(mask, text)).toBe(tryAll(mask, text));
      }),
      { numRuns: 5000 },
    );
  });

  it("takes no more than the product of the lengths for a mask made to be slow", () => {
    const started = process.hrtime.bigint();
    expect(matches(`${"*a".repeat(60)}b`, "a".repeat(5000))).toBe(false);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(500);
  });
});

function tryAll(mask: string, text: string): boolean {
  const [first] = mask;
  if (first === undefined) return text === "";
  if (first === "*") {
    return Array.from({ length: text.length + 1 }, (_, at) => at).some((at) => tryAll(mask.slice(1), text.slice(at)));
  }
  return text !== "" && (first === "?" || first === text[0]) && tryAll(mask.slice(1), text.slice(1));
}
