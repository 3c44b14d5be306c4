// Frames there and back, however the stream is cut; what is not a frame is refused with a code before memory is spent.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame, FRAME_BYTES, type Frame, FrameError, FrameSplitter } from "../../src/link/frames.ts";

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const count = fc.maxSafeNat();
const vector = fc.dictionary(fc.stringMatching(/^[0-9][A-Z]{2}\.[a-z0-9]{6}$/), count, { maxKeys: 4 });
const carried = fc.tuple(text, fc.option(text), fc.option(text), fc.option(text));

const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({
    kind: fc.constant("HELLO" as const),
    versions: fc.array(fc.nat(), { maxLength: 3 }),
    network: text,
    node: text,
    origin: text,
    name: text,
    software: text,
    key: text,
    now: count,
    events: vector,
  }),
  fc.record({ kind: fc.constant("PROOF" as const), signature: text }),
  fc.record({ kind: fc.constant("HAVE" as const), vector }),
  fc.record({ kind: fc.constant("EVENTS" as const), events: fc.array(carried, { maxLength: 5 }) }),
  fc.record({ kind: fc.constant("SEAL" as const), origin: text, count, root: text, signature: text }),
  fc.record({ kind: fc.constant("ACK" as const), vector }),
  fc.record({ kind: fc.constant("PROMISE" as const), origin: text, seq: count, at: count, signature: text }),
  fc.record({ kind: fc.constant("BODY" as const), wanted: fc.array(fc.tuple(text, count), { maxLength: 3 }) }),
  fc.record({ kind: fc.constant("CREDIT" as const), bytes: count }),
  fc.record({ kind: fc.constant("PING" as const), token: count, now: count }),
  fc.record({ kind: fc.constant("PONG" as const), token: count, now: count }),
  fc.record({ kind: fc.constant("BYE" as const), code: text, reason: text }),
);

/** The stream in chunks, cut at the given places. */
function chunks(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return cuts.slice(1).map((to, at) => bytes.subarray(cuts[at], to));
}

const codeOf = (bytes: Buffer) => {
  try {
    new FrameSplitter().push(bytes);
  } catch (error) {
    return (error as FrameError).code;
  }
  return "taken";
};

function raw(kind: number, payload: string, length = Buffer.byteLength(payload) + 1): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 0);
  head.writeUInt8(kind, 4);
  return Buffer.concat([head, Buffer.from(payload)]);
}

describe("frames", () => {
  it("come out as they went in, for any cut of the stream", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 12 }), (frames, places) => {
        const splitter = new FrameSplitter();
        const got = chunks(Buffer.concat(frames.map(encodeFrame)), places).flatMap((chunk) => [
          ...splitter.push(chunk),
        ]);
        expect(got).toEqual(frames);
      }),
      { numRuns: 500 },
    );
  });

  it("are refused with a code, whatever bytes come instead", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }), (parts) => {
        const splitter = new FrameSplitter();
        try {
          for (const part of parts) splitter.push(Buffer.from(part));
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["a length of 2 GiB, at its first five bytes", raw(3, "", 2 ** 31).subarray(0, 5), "FRAME_TOO_LARGE"],
    ["no kind", Buffer.from([0, 0, 0, 0, 1]), "FRAME_MALFORMED"],
    ["a kind of a newer build", raw(200, "{}"), "FRAME_UNKNOWN"],
    ["no JSON", raw(3, "{"), "FRAME_MALFORMED"],
    ["JSON that is no object", raw(3, "[]"), "FRAME_MALFORMED"],
    ["a field that is missing", raw(3, "{}"), "FRAME_MALFORMED"],
    ["a negative number", raw(9, '{"bytes":-1}'), "FRAME_MALFORMED"],
    ["an event of three parts", raw(4, '{"events":[["h",null,null]]}'), "FRAME_MALFORMED"],
  ])("refuse %s", (_what, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  it("are not made beyond the limit", () => {
    const events = [["h".repeat(FRAME_BYTES), null, null, null]] as const;
    expect(() => encodeFrame({ kind: "EVENTS", events })).toThrow(FrameError);
  });
});
