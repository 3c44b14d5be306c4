// What is no event, one fault at a time: it is refused with what is wrong, and so is what merely looks like one. What is
// written in another way than ours is read all the same.
import { describe, expect, it } from "vitest";
import {
  CodecError,
  decodeAnyHeader,
  decodeBody,
  decodeCanonicalBody,
  decodeHeader,
  decodeOpening,
  encodeHeader,
} from "../../events/codec.ts";
import type { Header } from "../../events/envelope.ts";

const HEADER = { origin: "1HS.abc123", seq: 7, at: 1_000_007, type: "JOIN", version: 1 };
/** With spaces: not as this build writes it. */
const loose = (value: object) => JSON.stringify(value, null, 1);

function faultOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof CodecError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "none";
}

describe("a header that this build would write otherwise", () => {
  it("is read with all that it has, and no more", () => {
    for (const more of [{}, { actor: "1HS.abc123.4" }, { to: ["1HS", "2AB"] }, { actor: "x", to: ["1HS"] }]) {
      const header = { ...HEADER, ...more };
      expect(decodeAnyHeader(loose(header))).toEqual(header);
      expect(decodeAnyHeader(JSON.stringify(header))).toEqual(header);
      expect(Object.keys(decodeAnyHeader(loose(header)))).toEqual(Object.keys(header));
    }
    expect(decodeAnyHeader(loose({ ...HEADER, seq: 0, at: 0, version: 0 }))).toMatchObject({
      seq: 0,
      at: 0,
      version: 0,
    });
  });

  it("is refused for each field that is missing or of another kind", () => {
    for (const field of Object.keys(HEADER)) {
      const wrong =
        typeof HEADER[field as keyof typeof HEADER] === "string" ? [undefined, 5, null] : [undefined, "5", -1, 0.5];
      for (const value of wrong) {
        const fault = faultOf(() => decodeAnyHeader(loose({ ...HEADER, [field]: value })));
        expect(fault, `${field} ${value}`).toBe("EVENT_MALFORMED: malformed event: header");
      }
    }
    for (const actor of [5, null]) {
      const fault = faultOf(() => decodeAnyHeader(loose({ ...HEADER, actor })));
      expect(fault).toBe("EVENT_MALFORMED: malformed event: actor");
    }
    for (const to of ["1HS", [1], ["1HS", 2], null, { every: true }]) {
      expect(faultOf(() => decodeAnyHeader(loose({ ...HEADER, to })))).toBe("EVENT_MALFORMED: malformed event: to");
    }
  });

  it("is refused where a number is more than can be counted, in either form", () => {
    const most = "9999999999999999";
    for (const field of ["seq", "at", "version"]) {
      const text = JSON.stringify({ ...HEADER, [field]: 0 }).replace(`"${field}":0`, `"${field}":${most}`);
      expect(
        faultOf(() => decodeAnyHeader(text)),
        field,
      ).toBe("EVENT_MALFORMED: malformed event: header");
    }
  });

  it("is no object, and says so", () => {
    for (const text of ["", "{", "[]", "[1]", "null", "7", '"text"']) {
      expect(
        faultOf(() => decodeAnyHeader(text)),
        text,
      ).toBe("EVENT_MALFORMED: malformed event: not a JSON object");
    }
  });

  it("of a newer build is read, and named where it must be understood", () => {
    const newer = JSON.stringify({ ...HEADER, type: "POKE", version: 3 });
    expect(decodeAnyHeader(newer)).toMatchObject({ type: "POKE", version: 3 });
    expect(faultOf(() => decodeHeader(newer))).toBe(
      "EVENT_UNKNOWN: POKE version 3 is not known to this build; upgrade this node",
    );
  });
});

describe("a time in a header", () => {
  it("is written as a number, whichever came before it", () => {
    const times = [5, 1_000_000, 999_999, 1_000_000, 0, 1_700_000_000_000_001, 1_700_000_000_999_999, 2_000_000, 3];
    for (const at of times) {
      expect(JSON.parse(encodeHeader({ ...HEADER, at } as unknown as Header))).toEqual({ ...HEADER, at });
      expect(encodeHeader({ ...HEADER, at } as unknown as Header)).toContain(`"at":${at},`);
    }
  });
});

const modes = (...changes: readonly unknown[]) => JSON.stringify({ channel: "#c", changes, by: "a!b@c" });

describe("a body", () => {
  it("is refused for a field of another kind, which is named", () => {
    const cases = [
      ["JOIN", { channel: "#c" }, "JOIN.name"],
      ["JOIN", { channel: 5, name: "#c" }, "JOIN.channel"],
      ["AWAY", { text: 5 }, "AWAY.text"],
      ["AWAY", { text: null }, "AWAY.text"],
      ["ADDRESS", { address: "x", port: "5" }, "ADDRESS.port"],
      ["ADDRESS", { address: "x", port: 1.5 }, "ADDRESS.port"],
      ["MODE", { channel: "#c", changes: "x", by: "a" }, "MODE.changes"],
      ["MODE", { channel: "#c", by: "a" }, "MODE.changes"],
    ] as const;
    for (const [type, body, field] of cases) {
      const fault = faultOf(() => decodeBody(type, JSON.stringify(body)));
      expect(fault).toBe(`EVENT_MALFORMED: malformed event: ${field}`);
    }
    expect(decodeBody("AWAY", "{}")).toEqual({});
  });

  it("has mode changes of four kinds, each of its length, and nothing else", () => {
    const right = [
      ["+", "flag", "n"],
      ["-", "flag", "t"],
      ["+", "setting", "k", "key"],
      ["-", "list", "b", "*!*@x"],
      ["+", "status", "o", "1HS.abc123.4"],
    ];
    expect(decodeBody("MODE", modes(...right))).toMatchObject({ changes: right });
    const wrong = [
      "flag",
      { 0: "+", 1: "flag", 2: "n", length: 3 },
      ["+", "flag", 5],
      ["+", "flag"],
      ["+", "flag", "n", "x"],
      ["*", "flag", "n"],
      ["+", "setting", "k"],
      ["+", "list", "b", "m", "x"],
      ["+", "status", "o", 7],
      ["+", "other", "x", "y"],
      [],
    ];
    for (const change of wrong) {
      const all = [right[0], change];
      expect(
        faultOf(() => decodeBody("MODE", modes(...all))),
        JSON.stringify(change),
      ).toContain("MODE.changes");
    }
  });

  it("in canonical form is known as such, in each version of its type", () => {
    const plain = '{"channel":"#c","text":"hi"}';
    for (const type of ["PRIVMSG", "NOTICE"] as const) {
      expect(decodeCanonicalBody(type, 1, plain)).toEqual({ channel: "#c", text: "hi" });
      expect(decodeCanonicalBody(type, 2, plain)).toEqual({ channel: "#c", text: "hi" });
      expect(decodeCanonicalBody(type, 0, plain)).toBeUndefined();
      expect(decodeCanonicalBody(type, 2, '{"channel":"#c", "text":"hi"}')).toBeUndefined();
      const tagged = '{"channel":"#c","tags":"+x=y","text":"hi"}';
      expect(decodeCanonicalBody(type, 2, tagged)).toEqual({ channel: "#c", tags: "+x=y", text: "hi" });
      expect(decodeCanonicalBody(type, 1, tagged)).toBeUndefined();
    }
    expect(faultOf(() => decodeCanonicalBody("JOIN", 1, plain))).toContain("JOIN.name");
    expect(decodeCanonicalBody("JOIN", 1, '{"channel":"#c","name":"#c","x":1}')).toBeUndefined();
  });

  it("of an opening says whose it is, in whatever version it is written", () => {
    const opening = { node: "1HS", name: "irc.x", more: [1], key: "k", understands: "POKE:1" };
    expect(decodeOpening(JSON.stringify(opening))).toEqual({ node: "1HS", key: "k", understands: "POKE:1" });
    expect(decodeOpening('{"node":"1HS","key":7,"understands":null}')).toEqual({ node: "1HS" });
    expect(faultOf(() => decodeOpening('{"name":"irc.x"}'))).toBe("EVENT_MALFORMED: malformed event: OPEN.node");
  });
});
