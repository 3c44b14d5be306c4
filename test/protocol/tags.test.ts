// Message tags: escaping, reading what clients send, labels, and how a labeled response is put together.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CLIENT_TAGS_BYTES,
  clientOnlyTags,
  escapeValue,
  labeled,
  labelOf,
  readTags,
  timeText,
  unescapeValue,
  withTags,
} from "../../src/protocol/tags.ts";

const value = fc.string({ unit: fc.constantFrom("a", ";", " ", "\\", "\r", "\n", ":", "s", "é", "=", "+") });
/** As it can stand on a line. */
const raw = fc.string({ unit: fc.constantFrom("+", "a", "b", "=", ";", "\\", ":", "/", ".", "-", "é", "s") });

describe("a value", () => {
  it("survives escaping, and escaped it cannot end a tag", () => {
    fc.assert(
      fc.property(value, (text) => {
        const escaped = escapeValue(text);
        expect(unescapeValue(escaped)).toBe(text);
        expect(escaped).not.toMatch(/[; \r\n]/);
      }),
    );
  });

  it.each([
    [String.raw`a\:b\sc\\d\re\n`, "a;b c\\d\re\n"],
    [String.raw`a\bc`, "abc"],
    ["test\\", "test"],
    ["", ""],
  ])("%j is read as %j", (text, read) => {
    expect(unescapeValue(text)).toBe(read);
  });
});

describe("tags of a client", () => {
  it("are read by key, the last of equal ones, and what has no key's form is passed over", () => {
    expect([...readTags("a=1;b;+c/d=;a=2;=x;+;a b=3;é=4;;x.org/y=5;x.org/=6")]).toEqual([
      ["b", ""],
      ["+c/d", ""],
      ["a", "2"],
      ["x.org/y", "5"],
    ]);
  });

  it("are passed on where they begin with +, each once", () => {
    expect(clientOnlyTags("label=1;+a=1;time=x;+b;+a=2;bot")).toBe("+b;+a=2");
    expect(clientOnlyTags("label=1;bot=+")).toBe("");
    expect(clientOnlyTags(undefined)).toBe("");
    // A lone backslash stands for nothing.
    expect(clientOnlyTags("+a=\\")).toBe("+a");
  });

  it("never grow, so that what was taken can be delivered, and passed on again they stay as they are", () => {
    fc.assert(
      fc.property(raw, (text) => {
        const sent = clientOnlyTags(text);
        expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(Buffer.byteLength(text));
        expect(clientOnlyTags(sent)).toBe(sent);
        for (const key of readTags(sent).keys()) expect(key).toMatch(/^\+/);
      }),
      { numRuns: 1000 },
    );
  });

  it("take 4094 bytes between @ and the space", () => {
    expect(CLIENT_TAGS_BYTES).toBe(4094 + 2);
  });
});

describe("a label", () => {
  it.each([
    ["label=abc", "abc"],
    ["a=1;label=abc;+b", "abc"],
    ["label=a;label=b", "b"],
    ["label=a\\", "a"],
    [String.raw`label=a\sb`, String.raw`a\sb`],
    [`label=${String.raw`\s`.repeat(64)}`, String.raw`\s`.repeat(64)],
    [`label=${"é".repeat(32)}`, "é".repeat(32)],
    [`label=${"é".repeat(33)}`, undefined],
    ["label=", undefined],
    ["label", undefined],
    ["+label=a", undefined],
    [undefined, undefined],
  ])("of %j is %j", (tags, label) => {
    expect(labelOf(tags)).toBe(label);
  });
});

describe("a labeled response", () => {
  const envelope = { batch: "7", server: "irc.test", tags: "" };

  it("of no line is an ACK, of one is that line", () => {
    expect(labeled("a", [], envelope)).toBe("@label=a :irc.test ACK\r\n");
    expect(labeled("a", ["x\r\n"], envelope)).toBe("@label=a x\r\n");
    expect(labeled("a", ["@time=t x\r\n"], envelope)).toBe("@label=a;time=t x\r\n");
  });

  it("of several is a batch; a batch in it keeps its own", () => {
    const lines = ["1\r\n", "@label=b;batch=4 2\r\n", "@time=t 3\r\n"];
    expect(labeled("a", lines, { ...envelope, tags: "time=t" })).toBe(
      [
        "@label=a;time=t :irc.test BATCH +7 labeled-response",
        "@batch=7 1",
        "@label=b;batch=4 2",
        "@batch=7;time=t 3",
        "@time=t :irc.test BATCH -7",
        "",
      ].join("\r\n"),
    );
  });

  it("begins with the label and holds each line once, in order", () => {
    const line = fc.stringMatching(/^[a-z]{1,9}$/).map((word) => `${word}\r\n`);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 9 }), (lines) => {
        const text = labeled("a", lines, envelope);
        expect(text.startsWith("@label=a ")).toBe(true);
        expect(text.split("@label=")).toHaveLength(2);
        const inside = text.split("\r\n").map((each) => each.replace(/^@\S+ /, ""));
        const kept = inside.filter((each) => each !== "" && !each.startsWith(":irc.test "));
        expect(kept.map((each) => `${each}\r\n`)).toEqual(lines);
      }),
    );
  });
});

describe("tags before a line", () => {
  it("stand before those that it has", () => {
    expect(withTags("a=1", "x")).toBe("@a=1 x");
    expect(withTags("a=1", "@b x")).toBe("@a=1;b x");
    expect(withTags("", "x")).toBe("x");
  });
});

describe("a time", () => {
  it("is UTC with milliseconds, rounded down", () => {
    const ms = Date.UTC(2026, 11, 31, 23, 59, 59, 999);
    expect(timeText(ms * 1000 + 999)).toBe("2026-12-31T23:59:59.999Z");
    expect(timeText((ms + 1) * 1000)).toBe("2027-01-01T00:00:00.000Z");
  });
});
