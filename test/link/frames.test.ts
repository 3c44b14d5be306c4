// Frames there and back, however the stream is cut; what is not a frame is refused with a code before memory is spent.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame, FRAME_BYTES, type Frame, FrameError, FrameSplitter } from "../../src/link/frames.ts";

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const count = fc.maxSafeNat();
const vector = fc.dictionary(fc.stringMatching(/^[0-9][A-Z]{2}\.[a-z0-9]{6}$/), count, { maxKeys: 4 });
const origin = fc.stringMatching(/^[0-9][A-Z0-9]{2}\.[a-z0-9]{1,12}$/);
const digest = fc.stringMatching(/^[0-9a-f]{64}$/);
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
  fc.record({ kind: fc.constant("SEAL" as const), origin, count, root: digest, signature: text }),
  fc.record({ kind: fc.constant("ACK" as const), vector }),
  fc.record({ kind: fc.constant("PROMISE" as const), origin, seq: count, at: count, signature: text }),
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

/** All frames that a chunk completes. */
function push(splitter: FrameSplitter, chunk: Buffer): Frame[] {
  splitter.push(chunk);
  const frames: Frame[] = [];
  for (let next = splitter.next(); next !== undefined; next = splitter.next()) frames.push(next.frame);
  return frames;
}

const codeOf = (bytes: Buffer) => {
  try {
    push(new FrameSplitter(), bytes);
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
        const got = chunks(Buffer.concat(frames.map(encodeFrame)), places).flatMap((chunk) => push(splitter, chunk));
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
          for (const part of parts) push(splitter, Buffer.from(part));
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
    [
      "a head with a root that is none",
      raw(5, '{"origin":"1AA.e","count":1,"root":"r","signature":"s"}'),
      "FRAME_MALFORMED",
    ],
    ["a promise of what is no origin", raw(7, '{"origin":"x","seq":1,"at":1,"signature":"s"}'), "FRAME_MALFORMED"],
    ["a negative number", raw(9, '{"bytes":-1}'), "FRAME_MALFORMED"],
    ["an event of three parts", raw(4, '{"events":[["h",null,null]]}'), "FRAME_MALFORMED"],
  ])("refuse %s", (_what, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  it("say how many bytes they were, and are smaller for a stranger", () => {
    const bye = encodeFrame({ kind: "BYE", code: "SHUTDOWN", reason: "x".repeat(100) });
    const splitter = new FrameSplitter();
    splitter.push(Buffer.concat([bye, bye]));
    expect([splitter.next()?.bytes, splitter.next()?.bytes, splitter.next()]).toEqual([
      bye.length,
      bye.length,
      undefined,
    ]);
    const wary = new FrameSplitter(50);
    wary.push(bye);
    expect(() => wary.next()).toThrow(FrameError);
  });

  it("are not made beyond the limit", () => {
    const events = [["h".repeat(FRAME_BYTES), null, null, null]] as const;
    expect(() => encodeFrame({ kind: "EVENTS", events })).toThrow(FrameError);
  });
});
