// Canonical JSON text of headers and bodies: keys in catalogue order, integers only, no spaces.
// Written once, at the origin; the same characters are hashed, stored and sent.
import { canonicalChannelMessage, canonicalHeader } from "./canonical.ts";
import { type Bodies, catalogue, type EventType, type FieldKind, type ModeChange } from "./catalogue.ts";
import { eventWith, type Header, type Recorded } from "./envelope.ts";
import type { Micros, NodeId, Origin, UserId } from "./names.ts";
import { isKnown, loweredBody } from "./versions.ts";

/** Text that is not an event of this build's catalogue. `reason` is for people. */
export class CodecError extends Error {
  readonly code: "EVENT_MALFORMED" | "EVENT_UNKNOWN";
  constructor(code: "EVENT_MALFORMED" | "EVENT_UNKNOWN", reason: string) {
    super(reason);
    this.code = code;
  }
}

/** The canonical text of a header, without its commitment. */
export function encodeHeader(header: Header): string {
  let text = `{"origin":"${header.origin}","seq":${header.seq},"at":${microsText(header.at)},"type":"${header.type}"`;
  text += `,"version":${header.version}`;
  if (header.actor !== undefined) text += `,"actor":"${header.actor}"`;
  if (header.to !== undefined) text += `,"to":["${header.to.join('","')}"]`;
  return `${text}}`;
}

const SECOND = 1_000_000;
let second = -1;
let secondText = "";

/** The decimal text of a time. Sixteen digits are slow to convert, and the first ten seldom change. */
function microsText(at: number): string {
  const seconds = Math.floor(at / SECOND);
  if (seconds === 0) return String(at);
  if (seconds !== second) {
    second = seconds;
    secondText = String(seconds);
  }
  return secondText + String(SECOND + (at - seconds * SECOND)).slice(1);
}

type Plan = readonly (readonly [key: string, prefix: string, kind: FieldKind])[];

const plans = Object.fromEntries(
  Object.entries(catalogue).map(([type, row]) => [
    type,
    Object.entries(row.fields).map(([key, kind]) => [key, `"${key}":`, kind as FieldKind] as const),
  ]),
) as unknown as { readonly [T in EventType]: Plan };

/** The canonical text of a body. Fields that the type does not have are left out. */
export function encodeBody<T extends EventType>(type: T, body: Bodies[T]): string {
  if (type === "PRIVMSG" || type === "NOTICE") return encodeMessage(body as Bodies["PRIVMSG"]);
  const fields = body as unknown as Readonly<Record<string, unknown>>;
  let text = "{";
  for (const [key, prefix, kind] of plans[type]) {
    const value = fields[key];
    if (value === undefined && kind === "text?") continue;
    if (text.length > 1) text += ",";
    text += prefix + JSON.stringify(value);
  }
  return `${text}}`;
}

/** By hand what the plan of PRIVMSG and NOTICE says: of all types these two must be fast. */
function encodeMessage({ channel, sender, target, status, tags, text }: Bodies["PRIVMSG"]): string {
  let fields = "";
  if (channel !== undefined) fields += `"channel":${JSON.stringify(channel)},`;
  if (sender !== undefined) fields += `"sender":${JSON.stringify(sender)},`;
  if (target !== undefined) fields += `"target":${JSON.stringify(target)},`;
  if (status !== undefined) fields += `"status":${JSON.stringify(status)},`;
  if (tags !== undefined) fields += `"tags":${JSON.stringify(tags)},`;
  return `{${fields}"text":${JSON.stringify(text)}}`;
}

/** Reads a header. Throws CodecError: EVENT_MALFORMED, or EVENT_UNKNOWN for a type or version of a newer build. */
export function decodeHeader(text: string): Header {
  const header = decodeAnyHeader(text);
  if (isKnown(header)) return header;
  const what = `${header.type} version ${header.version}`;
  throw new CodecError("EVENT_UNKNOWN", `${what} is not known to this build; upgrade this node`);
}

/** Reads a header, of a newer build's event as well. Throws CodecError EVENT_MALFORMED. */
export function decodeAnyHeader(text: string): Header {
  return canonicalHeader(text) ?? decodeLooseHeader(text);
}

function decodeLooseHeader(text: string): Header {
  const value = parseObject(text);
  const { origin, seq, at, type, version, actor, to } = value;
  if (!isText(origin) || !isCount(seq) || !isCount(at) || !isText(type) || !isCount(version)) throw malformed("header");
  if (actor !== undefined && !isText(actor)) throw malformed("actor");
  if (to !== undefined && !(Array.isArray(to) && to.every(isText))) throw malformed("to");
  return {
    origin: origin as Origin,
    seq,
    at: at as Micros,
    type: type as EventType,
    version,
    ...(actor === undefined ? {} : { actor: actor as UserId }),
    ...(to === undefined ? {} : { to: to as NodeId[] }),
  };
}

/** Reads a body of the given type. Throws CodecError EVENT_MALFORMED. */
export function decodeBody<T extends EventType>(type: T, text: string): Bodies[T] {
  const value = parseObject(text);
  for (const [key, , kind] of plans[type]) {
    if (!fits(kind, value[key])) throw malformed(`${type}.${key}`);
  }
  return value as unknown as Bodies[T];
}

/**
 * Reads a body of the given type and version in canonical form; undefined where its form is another, or not one of
 * that version. Throws CodecError EVENT_MALFORMED.
 */
export function decodeCanonicalBody<T extends EventType>(
  type: T,
  version: number,
  text: string,
): Bodies[T] | undefined {
  if ((type === "PRIVMSG" || type === "NOTICE") && version >= 1) {
    const message = canonicalChannelMessage(text);
    if (message !== undefined) return message as Bodies[T];
  }
  const body = decodeBody(type, text);
  const said = loweredBody(type, body, version);
  return said !== undefined && encodeBody(type, said) === text ? body : undefined;
}

/** What an opening says of its node in whatever version it is written. Throws CodecError EVENT_MALFORMED. */
export function decodeOpening(text: string): Pick<Bodies["OPEN"], "node" | "key" | "understands"> {
  const { node, key, understands } = parseObject(text);
  if (!isText(node)) throw malformed("OPEN.node");
  return {
    node: node as NodeId,
    ...(isText(key) ? { key } : {}),
    ...(isText(understands) ? { understands } : {}),
  };
}

/** Reads a header with its body, or with what is left when the body is gone (`null`). */
export function decode(header: string, body: string | null): Recorded {
  const head = decodeHeader(header);
  return eventWith(head, body === null ? null : decodeBody(head.type, body));
}

function fits(kind: FieldKind, value: unknown): boolean {
  if (kind === "text") return isText(value);
  if (kind === "text?") return value === undefined || isText(value);
  if (kind === "integer") return Number.isSafeInteger(value);
  return Array.isArray(value) && value.every(isChange);
}

function isChange(value: unknown): value is ModeChange {
  if (!Array.isArray(value) || !value.every(isText)) return false;
  const [sign, kind, letter] = value as string[];
  // A mode is one letter: what is set under a longer word could be found under a name that every object has.
  if ((sign !== "+" && sign !== "-") || letter?.length !== 1) return false;
  if (kind === "flag") return value.length === 3;
  return (kind === "setting" || kind === "list" || kind === "status") && value.length === 4;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Not JSON: the same answer as for JSON that is no object.
  }
  throw malformed("not a JSON object");
}

const isText = (value: unknown): value is string => typeof value === "string";
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const malformed = (what: string) => new CodecError("EVENT_MALFORMED", `malformed event: ${what}`);
