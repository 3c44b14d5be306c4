// The frames of a link: four bytes of length, one of kind, and a payload of canonical JSON. What is not a frame is an
// error with a code; nothing is guessed and no length is believed beyond the limit.

/** An event on its way: the bytes that its origin wrote. Salt and commitment in base64; null where they are gone. */
export type Carried = readonly [header: string, salt: string | null, body: string | null, commitment: string | null];

/** Origin → the last number held of it. */
export type Vector = Readonly<Record<string, number>>;

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
    /** Ed25519 public key, base64. */
    readonly key: string;
    /** Microseconds since 1970 at the sender. */
    readonly now: number;
    /** Type of event → greatest version understood. */
    readonly events: Readonly<Record<string, number>>;
  };
  /** Over both HELLOs and the session's exported keying material: base64. */
  readonly PROOF: { readonly signature: string };
  readonly HAVE: { readonly vector: Vector };
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
];

export const FRAME_BYTES = 1024 * 1024;
const HEAD_BYTES = 5;

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

/** Cuts a stream of bytes into frames; holds at most one that is not complete. */
export class FrameSplitter {
  #parts: Buffer[] = [];
  #bytes = 0;

  /** The frames that the chunk completes. Throws FrameError; then the stream cannot be read on. */
  push(chunk: Buffer): readonly Frame[] {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    if (this.#bytes < HEAD_BYTES) return undefined;
    const head = this.#joined();
    const length = head.readUInt32BE(0);
    if (length > FRAME_BYTES + 1) throw new FrameError("FRAME_TOO_LARGE", `a frame of ${length} bytes was announced`);
    if (length < 1) throw new FrameError("FRAME_MALFORMED", "a frame without a kind");
    const end = 4 + length;
    if (head.length < end) return undefined;
    this.#parts = [head.subarray(end)];
    this.#bytes -= end;
    return decodeFrame(head.readUInt8(4), head.toString("utf8", HEAD_BYTES, end));
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
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCounts: Fits = (value) => isObject(value) && Object.values(value).every(isCount);
const isList =
  (fits: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.every(fits);
const isCarried: Fits = (value) =>
  Array.isArray(value) && value.length === 4 && isText(value[0]) && value.slice(1).every(isTextOrNull);
const isWanted: Fits = (value) => Array.isArray(value) && value.length === 2 && isText(value[0]) && isCount(value[1]);

const SHAPES: { readonly [K in FrameKind]: Readonly<Record<keyof Frames[K], Fits>> } = {
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
  },
  PROOF: { signature: isText },
  HAVE: { vector: isCounts },
  EVENTS: { events: isList(isCarried) },
  SEAL: { origin: isText, count: isCount, root: isText, signature: isText },
  ACK: { vector: isCounts },
  PROMISE: { origin: isText, seq: isCount, at: isCount, signature: isText },
  BODY: { wanted: isList(isWanted) },
  CREDIT: { bytes: isCount },
  PING: { token: isCount, now: isCount },
  PONG: { token: isCount, now: isCount },
  BYE: { code: isText, reason: isText },
};
