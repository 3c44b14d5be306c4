// Headers and messages that are written as this build writes them, read by one pattern each: of all text most is so,
// and then it need be neither parsed nor written again to see it. Nothing that the codec would not write is accepted.
import type { Bodies, EventType } from "./catalogue.ts";
import type { Header } from "./envelope.ts";
import type { ChannelId, Micros, NodeId, Origin, UserId } from "./names.ts";

/** Inside quotes, of a header: none of this is ever escaped there. */
const NAME = '[^"\\\\\\x00-\\x1f]*';
/** Inside quotes, of a body: JSON writes nothing of this in another way. Half of a surrogate pair it would. */
const TEXT = '[^"\\\\\\x00-\\x1f\\ud800-\\udfff]*';
const COUNT = "(0|[1-9][0-9]{0,15})";

const HEADER = new RegExp(
  `^\\{"origin":"(${NAME})","seq":${COUNT},"at":${COUNT},"type":"(${NAME})","version":${COUNT}` +
    `(?:,"actor":"(${NAME})")?(?:,"to":\\["(${NAME}(?:","${NAME})*)"\\])?\\}$`,
);
const CHANNEL_MESSAGE = new RegExp(`^\\{"channel":"(${TEXT})","text":"(${TEXT})"\\}$`);

/** The header of its canonical text; undefined for any other text. */
export function canonicalHeader(text: string): Header | undefined {
  const match = HEADER.exec(text);
  if (match === null) return undefined;
  const seq = Number(match[2]);
  const at = Number(match[3]) as Micros;
  const version = Number(match[5]);
  if (!Number.isSafeInteger(seq) || !Number.isSafeInteger(at) || !Number.isSafeInteger(version)) return undefined;
  const origin = match[1] as Origin;
  const type = match[4] as EventType;
  const actor = match[6] as UserId | undefined;
  const to = match[7]?.split('","') as NodeId[] | undefined;
  // Literals and no spreads: this runs for each event that comes over a link.
  if (to !== undefined) return { origin, seq, at, type, version, ...(actor === undefined ? {} : { actor }), to };
  return actor === undefined ? { origin, seq, at, type, version } : { origin, seq, at, type, version, actor };
}

/** The body of the canonical text of a plain message to a channel; undefined for any other text. */
export function canonicalChannelMessage(body: string): Bodies["PRIVMSG"] | undefined {
  const match = CHANNEL_MESSAGE.exec(body);
  return match === null ? undefined : { channel: match[1] as ChannelId, text: match[2] as string };
}
