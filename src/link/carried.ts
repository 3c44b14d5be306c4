// An event as it goes over a link: written from the log's entry, and read with every check that needs no state.
import { canonicalHeader } from "../../events/canonical.ts";
import { CodecError, decodeAnyHeader, decodeCanonicalBody, decodeOpening } from "../../events/codec.ts";
import { commitmentOf, SALT_BYTES } from "../../events/commitment.ts";
import { eventWith, type Header, type Recorded } from "../../events/envelope.ts";
import { leafOf } from "../../events/merkle.ts";
import { isNumbered, isOf, nodeOf, type UserId } from "../../events/names.ts";
import { isKnown } from "../../events/versions.ts";
import type { Entry } from "../record/log.ts";
import { LinkFault } from "./fault.ts";
import type { Carried } from "./frames.ts";

/** An event of another origin, sound in itself; what it says of its origin is not checked yet. */
export interface Arriving {
  /** Without its body where that is of a newer build. */
  readonly event: Recorded;
  /** Of an epoch's opening. */
  readonly opening: Opening | undefined;
  readonly header: string;
  readonly salt: Buffer | null;
  readonly body: string | null;
  readonly commitment: Buffer;
  /** Of its origin's Merkle tree. */
  readonly leaf: Buffer;
  /** Roughly what it takes in memory. */
  readonly bytes: number;
}

/** The text and the salt of a body that the log does not keep. */
export interface Body {
  readonly salt: Uint8Array;
  readonly body: string;
}

export type Opening = ReturnType<typeof decodeOpening>;

const ORIGIN = /^[0-9][0-9A-Z]{2}\.[0-9a-z]{1,32}$/;
const NODE_ID = /^[0-9][0-9A-Z]{2}$/;
/** Node ids that a private message can name. */
const NAMED_MOST = 8;
const DIGEST_BYTES = 32;
/** What an event takes beside its text. */
const BESIDE_BYTES = 200;

/** `kept` is the body where the log has none. */
export function carriedOf({ header, salt, body, commitment }: Entry, kept?: Body): Carried {
  if (kept !== undefined) return [header, base64(kept.salt), kept.body, null];
  const isWhole = salt !== null && body !== null;
  return isWhole ? [header, base64(salt), body, null] : [header, null, null, base64(commitment as Uint8Array)];
}

/** Roughly the bytes of an event in a frame. */
export const sizeOfCarried = ([header, , body]: Carried): number =>
  ((header.length + (body?.length ?? 0)) * 5) / 4 + 100;

/** Only the header, to see whether the event is wanted. Throws LinkFault. */
export function readHeader([text]: Carried): Header {
  const header = canonicalHeader(text);
  if (header !== undefined) return header;
  const { origin, seq } = reading(() => decodeAnyHeader(text));
  throw new LinkFault("NOT_CANONICAL", `the header of ${origin}-${seq} is not in canonical form`);
}

/** Throws LinkFault. */
export function readCarried(carried: Carried, header: Header): Arriving {
  const [headerText, saltText, body, commitmentText] = carried;
  const what = `${header.origin}-${header.seq}`;
  if (header.to !== undefined && !areNodes(header.to)) throw new LinkFault("EVENT_MALFORMED", `${what}: "to"`);
  if (!ORIGIN.test(header.origin)) throw new LinkFault("EVENT_MALFORMED", `"${header.origin}" is not an origin`);
  if ((saltText === null) !== (body === null)) throw new LinkFault("EVENT_MALFORMED", `${what}: half of a body`);
  const salt = saltText === null ? null : bytesIn(saltText, SALT_BYTES, what);
  const said = commitmentText === null ? undefined : bytesIn(commitmentText, DIGEST_BYTES, what);
  const commitment = salt !== null && body !== null ? commitmentOf(salt, body) : said;
  if (commitment === undefined) throw new LinkFault("EVENT_MALFORMED", `${what}: neither body nor commitment`);
  if (said !== undefined && !commitment.equals(said)) {
    throw new LinkFault("COMMITMENT_WRONG", `the body of ${what} is not the one that it was committed to`);
  }
  if (body === null && header.to === undefined) throw new LinkFault("BODY_MISSING", `${what} came without its body`);
  const event = isKnown(header) ? eventOf(header, body) : eventWith(header, null);
  const opening = header.type === "OPEN" && body !== null ? reading(() => decodeOpening(body)) : undefined;
  assertOwnActor(event);
  if (opening !== undefined && opening.node !== nodeOf(header.origin)) {
    throw new LinkFault("OPENING_MISSING", `${header.origin} is opened for node ${opening.node}`);
  }
  const leaf = leafOf(headerText, commitment);
  const bytes = headerText.length + (body?.length ?? 0) + BESIDE_BYTES;
  return { event, opening, header: headerText, salt, body, commitment, leaf, bytes };
}

/** The event of a header and its body's text, if there is one. Throws LinkFault. */
export function eventOf(header: Header, body: string | null): Recorded {
  if (body === null) return eventWith(header, null);
  const read = reading(() => decodeCanonicalBody(header.type, header.version, body));
  if (read === undefined) {
    throw new LinkFault("NOT_CANONICAL", `the body of ${header.origin}-${header.seq} is not in canonical form`);
  }
  return eventWith(header, read);
}

/** A node speaks for its own users only, whoever passes it on. */
function assertOwnActor(event: Recorded): void {
  const { origin, actor, body } = event;
  const sender = body !== null && "sender" in body ? body.sender : undefined;
  const isForeign = (who: UserId | undefined) => who !== undefined && !isOf(origin, who);
  if (!isForeign(actor) && !isForeign(sender)) {
    if (actor === undefined || isNumbered(actor)) return;
    throw new LinkFault("EVENT_MALFORMED", `${origin}-${event.seq} acts as ${actor}, which is no user's number`);
  }
  const who = isForeign(actor) ? actor : sender;
  throw new LinkFault("FOREIGN_ACTOR", `${origin}-${event.seq} acts as ${who}, a user of another origin`);
}

const areNodes = (ids: readonly string[]) => ids.length <= NAMED_MOST && ids.every((id) => NODE_ID.test(id));

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    throw new LinkFault("EVENT_MALFORMED", error.message);
  }
}

function bytesIn(text: string, length: number, what: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== length) throw new LinkFault("EVENT_MALFORMED", `${what}: not ${length} bytes of base64`);
  return bytes;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
