// The frames of a link: four bytes of length, one of kind, and a payload of canonical JSON. What is not a frame is an
// error with a code; nothing is guessed and no length is believed beyond the limit.
import type { Vector } from "../record/vector.ts";

/** An event on its way: the bytes that its origin wrote. Salt and commitment in base64; null where they are gone. */
export type Carried = readonly [header: string, salt: string | null, body: string | null, commitment: string | null];

export interface Frames {
  /** The first frame of both sides. */
  readonly HELLO: {
    /** Of this protocol, that the side can speak. */
    readonly versions: readonly number[];
    readonly network: string;
    readonly node: string;
    readonly origin: string;
    readonly name: string;
    readonly software: string;
    /** Ed25519 public key, base64url. */
    readonly key: string;
    /** Microseconds since 1970 at the sender. */
    readonly now: number;
    /** Type of event → greatest version understood. */
    readonly events: Readonly<Record<string, number>>;
    /** A second connection of peers that are linked; absent for the link itself. */
    readonly purpose?: "bulk";
  };
  /** Over both HELLOs and the keying material of the TLS session: base64url. */
  readonly PROOF: { readonly signature: string };
  /** `snapshot`: where much is lacking, a snapshot will do. */
  readonly HAVE: { readonly vector: Vector; readonly snapshot?: boolean };
  readonly EVENTS: { readonly events: readonly Carried[] };
  /** An origin's word for its first `count` headers. */
  readonly SEAL: {
    readonly origin: string;
    readonly count: number;
    readonly root: string;
    readonly signature: string;
  };
  readonly ACK: { readonly vector: Vector };
  /** An origin's word: it has made `seq` events and will make none at or before `at`. */
  readonly PROMISE: {
    readonly origin: string;
    readonly seq: number;
    readonly at: number;
    readonly signature: string;
  };
  /** Asks for the bodies of private messages. */
  readonly BODY: { readonly wanted: readonly (readonly [origin: string, seq: number])[] };
  /** How many bytes more may be sent. */
  readonly CREDIT: { readonly bytes: number };
  readonly PING: { readonly token: number; readonly now: number };
  readonly PONG: { readonly token: number; readonly now: number };
  /** A part of a snapshot: of `bytes` bytes, the first `headBytes` of which are its heads. `data`: base64. */
  readonly SNAPSHOT: {
    readonly bytes: number;
    readonly headBytes: number;
    readonly offset: number;
    readonly data: string;
  };
  /** Asks the side that called for a second connection, for what a snapshot left out. */
  readonly CALL: object;
  /** On a second connection: asks for events after `have`, up to and with `until`. */
  readonly WANT: { readonly have: Vector; readonly until: Vector };
  readonly BYE: { readonly code: string; readonly reason: string };
}

export type FrameKind = keyof Frames;
export type Frame = { [K in FrameKind]: { readonly kind: K } & Frames[K] }[FrameKind];

/** In the order of their codes on the wire, which never change. */
const KINDS: readonly FrameKind[] = [
  "HELLO",
  "PROOF",
  "HAVE",
  "EVENTS",
  "SEAL",
  "ACK",
  "PROMISE",
  "BODY",
  "CREDIT",
  "PING",
  "PONG",
  "BYE",
  "SNAPSHOT",
  "CALL",
  "WANT",
];

export const FRAME_BYTES = 1024 * 1024;
/** Before a key is proved. */
export const STRANGER_BYTES = 16 * 1024;
const HEAD_BYTES = 5;
/** 64 bytes in base64url are 86. */
const SIGNATURE_LENGTH = 128;

export type FrameFault = "FRAME_TOO_LARGE" | "FRAME_UNKNOWN" | "FRAME_MALFORMED";

/** The peer's bytes are not the protocol: the link ends with this code and reason. */
export class FrameError extends Error {
  readonly code: FrameFault;
  constructor(code: FrameFault, reason: string) {
    super(reason);
    this.code = code;
  }
}

/** Throws FrameError FRAME_TOO_LARGE: a batch must be cut before. */
export function encodeFrame(frame: Frame): Buffer {
  const { kind, ...payload } = frame;
  const text = JSON.stringify(payload);
  const bytes = Buffer.byteLength(text);
  if (bytes > FRAME_BYTES) throw new FrameError("FRAME_TOO_LARGE", `a ${kind} of ${bytes} bytes`);
  const encoded = Buffer.allocUnsafe(HEAD_BYTES + bytes);
  encoded.writeUInt32BE(bytes + 1, 0);
  encoded.writeUInt8(KINDS.indexOf(kind) + 1, 4);
  encoded.write(text, HEAD_BYTES, "utf8");
  return encoded;
}

/** A frame and how many bytes it was on the wire. */
export interface Sized {
  readonly frame: Frame;
  readonly bytes: number;
}

/** Cuts a stream of bytes into frames; holds at most one that is not complete. */
export class FrameSplitter {
  /** Of a payload: less for a stranger. */
  mostBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(mostBytes = FRAME_BYTES) {
    this.mostBytes = mostBytes;
  }

  push(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The next frame that is complete. Throws FrameError; then the stream cannot be read on. */
  next(): Sized | undefined {
    if (this.#bytes < HEAD_BYTES) return undefined;
    const head = this.#joined();
    const length = head.readUInt32BE(0);
    if (length > this.mostBytes + 1)
      throw new FrameError("FRAME_TOO_LARGE", `a frame of ${length} bytes was announced`);
    if (length < 1) throw new FrameError("FRAME_MALFORMED", "a frame without a kind");
    const end = 4 + length;
    if (head.length < end) return undefined;
    this.#parts = [head.subarray(end)];
    this.#bytes -= end;
    return { frame: decodeFrame(head.readUInt8(4), head.toString("utf8", HEAD_BYTES, end)), bytes: end };
  }

  #joined(): Buffer {
    if (this.#parts.length > 1) this.#parts = [Buffer.concat(this.#parts)];
    return this.#parts[0] as Buffer;
  }
}

/** Throws FrameError. */
function decodeFrame(code: number, text: string): Frame {
  const kind = KINDS[code - 1];
  if (kind === undefined) throw new FrameError("FRAME_UNKNOWN", `frame kind ${code} is not known to this build`);
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    throw new FrameError("FRAME_MALFORMED", `${kind}: not JSON`);
  }
  const shape = SHAPES[kind];
  if (!isObject(payload)) throw new FrameError("FRAME_MALFORMED", `${kind}: not an object`);
  for (const [field, fits] of Object.entries(shape)) {
    if (!fits(payload[field])) throw new FrameError("FRAME_MALFORMED", `${kind}.${field}`);
  }
  return { ...payload, kind } as unknown as Frame;
}

type Fits = (value: unknown) => boolean;
const isText: Fits = (value) => typeof value === "string";
const isCount: Fits = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isTextOrNull: Fits = (value) => value === null || isText(value);
const isOptional =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || fits(value);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCounts: Fits = (value) => isObject(value) && Object.values(value).every(isCount);
const isList =
  (fits: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.every(fits);
const isCarried: Fits = (value) =>
  Array.isArray(value) &&
  value.length === 4 &&
  isText(value[0]) &&
  isTextOrNull(value[1]) &&
  isTextOrNull(value[2]) &&
  isTextOrNull(value[3]);
const isWanted: Fits = (value) => Array.isArray(value) && value.length === 2 && isText(value[0]) && isCount(value[1]);

/** What is kept until something else comes must be short. */
const isOrigin: Fits = (value) => isText(value) && /^[0-9][0-9A-Z]{2}\.[0-9a-z]{1,32}$/.test(value as string);
const isDigest: Fits = (value) => isText(value) && /^[0-9a-f]{64}$/.test(value as string);
const isSignature: Fits = (value) => isText(value) && (value as string).length <= SIGNATURE_LENGTH;

const SHAPES: { readonly [K in FrameKind]: { readonly [Field in keyof Frames[K]]-?: Fits } } = {
  HELLO: {
    versions: isList(isCount),
    network: isText,
    node: isText,
    origin: isText,
    name: isText,
    software: isText,
    key: isText,
    now: isCount,
    events: isCounts,
    purpose: isOptional((value) => value === "bulk"),
  },
  PROOF: { signature: isText },
  HAVE: { vector: isCounts, snapshot: isOptional((value) => typeof value === "boolean") },
  EVENTS: { events: isList(isCarried) },
  SEAL: { origin: isOrigin, count: isCount, root: isDigest, signature: isSignature },
  ACK: { vector: isCounts },
  PROMISE: { origin: isOrigin, seq: isCount, at: isCount, signature: isSignature },
  BODY: { wanted: isList(isWanted) },
  CREDIT: { bytes: isCount },
  PING: { token: isCount, now: isCount },
  PONG: { token: isCount, now: isCount },
  SNAPSHOT: { bytes: isCount, headBytes: isCount, offset: isCount, data: isText },
  CALL: {},
  WANT: { have: isCounts, until: isCounts },
  BYE: { code: isText, reason: isText },
};
