// Bytes to lines: however a stream is cut into chunks, the same lines and faults come out.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LineFault, LineSplitter, TAGS_BYTES } from "../../src/net/line-splitter.ts";

type Piece = { readonly line: string } | { readonly fault: LineFault };

function collector() {
  const pieces: Piece[] = [];
  const splitter = new LineSplitter({
    line: (text) => pieces.push({ line: text }),
    fault: (fault) => pieces.push({ fault }),
  });
  return { splitter, pieces };
}

const split = (...chunks: (string | Buffer)[]): Piece[] => {
  const { splitter, pieces } = collector();
  for (const chunk of chunks) {
    // As from an edge: the buffer holds more than what is new.
    const bytes = Buffer.concat([Buffer.from(chunk as string), Buffer.from("stale\n")]);
    splitter.push(bytes, bytes.length - 6);
  }
  return pieces;
};

const line = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: "grapheme", maxLength: 30 }).map((each) => Buffer.from(each)) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 20 }).map((each) => Buffer.from(each)) },
  { weight: 1, arbitrary: fc.integer({ min: 505, max: 515 }).map((size) => Buffer.alloc(size, "a")) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: TAGS_BYTES + 504, max: TAGS_BYTES + 519 }).map((size) => Buffer.alloc(size, "b")),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: TAGS_BYTES - 11, max: TAGS_BYTES + 9 }), fc.integer({ min: 505, max: 512 }))
      .map(([tags, text]) => Buffer.from(`@${"t".repeat(tags - 2)} ${"x".repeat(text)}`)),
  },
);
const end = fc.constantFrom("\r\n", "\n", "\n", "\r\r\n", "\r", "");
const stream = fc
  .array(fc.tuple(line, end), { maxLength: 8 })
  .map((all) => Buffer.concat(all.flatMap(([each, stop]) => [each, Buffer.from(stop)])));

describe("LineSplitter", () => {
  it("gives the same pieces for any cut of the stream", () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat({ max: 9000 }), { maxLength: 8 }), (bytes, places) => {
        const whole = Buffer.concat([bytes, Buffer.from("\n")]);
        const cuts = [...new Set([0, ...places.map((place) => place % whole.length), whole.length])].sort(
          (a, b) => a - b,
        );
        const chunks = cuts.slice(1).map((to, at) => whole.subarray(cuts[at], to));
        expect(split(...chunks)).toEqual(split(whole));
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps nothing of a chunk, for the edge uses its buffer again", () => {
    const { splitter, pieces } = collector();
    const buffer = Buffer.from("PING :a");
    splitter.push(buffer, buffer.length);
    buffer.fill("x");
    splitter.push(Buffer.from("b\r\n"), 3);
    expect(pieces).toEqual([{ line: "PING :ab" }]);
  });

  it.each([
    ["a\r\nb\n", [{ line: "a" }, { line: "b" }]],
    ["a\rb\n", [{ line: "a" }, { line: "b" }]],
    ["\r\n\n\r\r\n", []],
    ["a\0b\nc\n", [{ fault: "nul" }, { line: "c" }]],
    [Buffer.from([0x61, 0xff, 0x0a, 0x62, 0x0a]), [{ fault: "not-utf8" }, { line: "b" }]],
    [`${"a".repeat(510)}\r\n`, [{ line: "a".repeat(510) }]],
    [`${"a".repeat(511)}\r\n`, [{ fault: "too-long" }]],
    [`${"é".repeat(256)}\n`, [{ fault: "too-long" }]],
  ])("reads %j", (bytes, pieces) => {
    expect(split(bytes)).toEqual(pieces);
  });

  it("lets tags have their own room, and no more", () => {
    const tags = `@${"t".repeat(TAGS_BYTES - 2)} `;
    expect(split(`${tags}${"x".repeat(510)}\n`)).toEqual([{ line: tags + "x".repeat(510) }]);
    expect(split(`@${tags}x\n`)).toEqual([{ fault: "too-long" }]);
    const wide = `@${"é".repeat(TAGS_BYTES / 2 - 1)} `;
    expect(split(`${wide}${"é".repeat(255)}\n`)).toEqual([{ line: wide + "é".repeat(255) }]);
    expect(split(`@é${wide.slice(1)}x\n`)).toEqual([{ fault: "too-long" }]);
  });

  it("names an endless line once, holds at most one line of it, and goes on after its end", () => {
    const { splitter, pieces } = collector();
    let most = 0;
    for (let chunk = 0; chunk < 100; chunk++) {
      splitter.push(Buffer.alloc(1000, "z"), 1000);
      most = Math.max(most, splitter.bytes);
    }
    splitter.push(Buffer.from("\nPING\n"), 6);
    expect(pieces).toEqual([{ fault: "too-long" }, { line: "PING" }]);
    expect(most).toBeLessThanOrEqual(9000);
  });
});
