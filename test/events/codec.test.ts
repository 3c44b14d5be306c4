// The canonical text of events: what is written is read back, and the same event is always the same text.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bodies, catalogue, type EventType, eventTypes, type FieldKind } from "../../events/catalogue.ts";
import { CodecError, decode, decodeBody, decodeHeader, encodeBody, encodeHeader } from "../../events/codec.ts";
import { commitmentOf } from "../../events/commitment.ts";
import type { Header } from "../../events/envelope.ts";

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const sign = fc.constantFrom("+", "-");
const change = fc.oneof(
  fc.tuple(sign, fc.constant("flag"), fc.constantFrom("n", "t")),
  fc.tuple(sign, fc.constantFrom("setting", "list", "status"), fc.constantFrom("b", "k", "o"), text),
);
const KINDS: Record<FieldKind, fc.Arbitrary<unknown>> = {
  text,
  "text?": fc.option(text, { nil: undefined }),
  integer: fc.maxSafeInteger(),
  changes: fc.array(change, { maxLength: 5 }),
};

function bodyOf<T extends EventType>(type: T): fc.Arbitrary<Bodies[T]> {
  const fields = Object.entries(catalogue[type].fields) as [string, FieldKind][];
  const record = fc.record(Object.fromEntries(fields.map(([name, kind]) => [name, KINDS[kind]])));
  return record.map((body) =>
    Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)),
  ) as never;
}

const origin = fc.stringMatching(/^[0-9][A-Z0-9]{2}\.[a-z0-9]{6}$/);
const header = (type: EventType): fc.Arbitrary<Header> =>
  fc
    .record({
      origin,
      seq: fc.nat(),
      at: fc.maxSafeNat(),
      actor: fc.option(
        origin.map((each) => `${each}.7`),
        { nil: undefined },
      ),
      to: fc.option(fc.array(fc.stringMatching(/^[0-9][A-Z0-9]{2}$/), { minLength: 1, maxLength: 3 }), {
        nil: undefined,
      }),
    })
    .map(({ actor, to, ...rest }) => ({
      ...rest,
      type,
      version: catalogue[type].version,
      ...(actor === undefined ? {} : { actor }),
      ...(to === undefined ? {} : { to }),
    })) as unknown as fc.Arbitrary<Header>;

describe("codec", () => {
  it.each(eventTypes)("reads back a %s as it was written, and writes it in the same bytes", (type) => {
    fc.assert(
      fc.property(header(type), bodyOf(type), (head, body) => {
        const texts = [encodeHeader(head), encodeBody(type, body)] as const;
        expect(decode(...texts)).toEqual({ ...head, body });
        expect(encodeHeader(decodeHeader(texts[0]))).toBe(texts[0]);
        expect(encodeBody(type, decodeBody(type, texts[1]))).toBe(texts[1]);
        expect(JSON.parse(texts[0])).toEqual(head);
      }),
    );
  });

  it("does not depend on the order in which a body was put together", () => {
    const one = encodeBody("MODE", { channel: "#a", changes: [["+", "flag", "n"]], by: "x" } as never);
    const other = encodeBody("MODE", { by: "x", changes: [["+", "flag", "n"]], channel: "#a", more: 1 } as never);
    expect(one).toBe('{"channel":"#a","changes":[["+","flag","n"]],"by":"x"}');
    expect(other).toBe(one);
  });

  it.each([
    ["no JSON", "x"],
    ["no object", "[]"],
    ["a missing number", '{"origin":"1HS.a","at":1,"type":"JOIN","version":1}'],
    ["a fraction", '{"origin":"1HS.a","seq":1.5,"at":1,"type":"JOIN","version":1}'],
    ["an actor that is no text", '{"origin":"1HS.a","seq":1,"at":1,"type":"JOIN","version":1,"actor":1}'],
  ])("refuses a header with %s", (_what, head) => {
    expect(() => decodeHeader(head)).toThrow(CodecError);
  });

  it.each(["TELEPORT", "toString"])("says to upgrade for the unknown type %s", (type) => {
    const head = `{"origin":"1HS.a","seq":1,"at":1,"type":"${type}","version":1}`;
    expect(() => decodeHeader(head)).toThrow(expect.objectContaining({ code: "EVENT_UNKNOWN" }));
  });

  it("says to upgrade for a newer version, and reads every version up to its own", () => {
    const head = (version: number) => `{"origin":"1HS.a","seq":1,"at":1,"type":"JOIN","version":${version}}`;
    expect(decodeHeader(head(catalogue.JOIN.version)).version).toBe(catalogue.JOIN.version);
    expect(() => decodeHeader(head(catalogue.JOIN.version + 1))).toThrow("upgrade");
  });

  it.each(['{"channel":"#a"}', '{"channel":1,"name":"#a"}', '{"channel":null,"name":"#a"}'])(
    "refuses the body %s of a JOIN",
    (body) => {
      expect(() => decodeBody("JOIN", body)).toThrow("malformed event");
    },
  );
});

describe("commitmentOf", () => {
  it("is sha256 of salt and body, for short and long bodies alike", async () => {
    const { createHash } = await import("node:crypto");
    const salt = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(salt, text, fc.constantFrom(1, 1000), (bytes, each, times) => {
        const body = each.repeat(times);
        expect(commitmentOf(bytes, body)).toEqual(createHash("sha256").update(bytes).update(body).digest());
      }),
    );
  });
});
