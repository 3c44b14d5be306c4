// What is read by a pattern against what the codec writes: no more than that is taken for canonical, and it reads alike.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalChannelMessage, canonicalHeader } from "../../events/canonical.ts";
import { decodeCanonicalBody, encodeBody, encodeHeader } from "../../events/codec.ts";
import type { Header } from "../../events/envelope.ts";

const name = fc.oneof(fc.stringMatching(/^[0-9A-Z.]{1,20}$/), fc.string({ maxLength: 8 }));
const count = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, 999_999, 1_000_000));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const header = fc
  .record({ origin: name, seq: count, at: count, type: name, version: count, actor: optional(name) })
  .chain((fields) => fc.record({ ...fixed(fields), to: optional(fc.array(name, { minLength: 1, maxLength: 3 })) }));
const fixed = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fc.constant(value)]));

/** Text with a few characters of JSON put in, taken out or put in the place of others. */
const bent = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.nat(), fc.nat(2), fc.oneof(fc.constantFrom(...'"\\,:{}[]0-.e \n'), fc.string({ maxLength: 2 })))
    .map(([whole, at, cut, put]) => whole.slice(0, at % whole.length) + put + whole.slice((at % whole.length) + cut));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The slow way: it is JSON, and writing it again gives the same characters. */
function isCanonicalHeader(text: string): boolean {
  const value = parsed(text) as Header | undefined;
  if (typeof value !== "object" || value === null) return false;
  const { origin, seq, at, type, version, actor, to } = value;
  const areTexts = [origin, type, ...(actor === undefined ? [] : [actor]), ...(to ?? [])].every(
    (each) => typeof each === "string",
  );
  const areCounts = [seq, at, version].every((each) => Number.isSafeInteger(each) && each >= 0);
  return areTexts && areCounts && (to === undefined || Array.isArray(to)) && encodeHeader(value) === text;
}

const RUNS = { numRuns: 2000 };

describe("canonicalHeader", () => {
  const written = header.map((each) => encodeHeader(each as unknown as Header));

  it("reads what the codec writes as JSON reads it", () => {
    fc.assert(
      fc.property(written, (text) => {
        const read = canonicalHeader(text);
        if (isCanonicalHeader(text)) expect(read).toStrictEqual(parsed(text));
        else expect(read).toBeUndefined();
      }),
      RUNS,
    );
  });

  it("takes no other text for canonical", () => {
    fc.assert(
      fc.property(bent(written), (text) => {
        expect(canonicalHeader(text) !== undefined).toBe(isCanonicalHeader(text));
      }),
      RUNS,
    );
  });
});

describe("canonicalChannelMessage", () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('"', "\\", "\n", "\x7f", "é", "😀", "\ud800", "\u2028"));
  const written = fc
    .tuple(name, text)
    .map(([channel, said]) => encodeBody("PRIVMSG", { channel, text: said } as never));

  it("reads what the codec writes as JSON reads it, or leaves it to the codec", () => {
    fc.assert(
      fc.property(written, (body) => {
        const read = canonicalChannelMessage(body);
        if (read !== undefined) expect(read).toStrictEqual(parsed(body));
        expect(decodeCanonicalBody("PRIVMSG", 2, body)).toStrictEqual(parsed(body));
      }),
      RUNS,
    );
    expect(canonicalChannelMessage('{"channel":"#a","text":"hello"}')).toEqual({ channel: "#a", text: "hello" });
  });

  it("takes no other text for canonical", () => {
    fc.assert(
      fc.property(bent(written), (body) => {
        const read = canonicalChannelMessage(body);
        if (read !== undefined) expect(encodeBody("PRIVMSG", read)).toBe(body);
      }),
      RUNS,
    );
  });

  it("leaves a version that there is not to the codec", () => {
    expect(decodeCanonicalBody("PRIVMSG", 0, '{"channel":"#a","text":"hello"}')).toBeUndefined();
    expect(decodeCanonicalBody("PRIVMSG", 1, '{"channel":"#a","text":"hello"}')).toBeDefined();
  });
});
