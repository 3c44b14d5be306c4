// Message tags (IRCv3 message-tags): reading what a client sends, and putting tags before a line.

/** "@", the tags and the space after them, of a line that a client sends (IRCv3 message-tags, "Size limit"). */
export const CLIENT_TAGS_BYTES = 4096;

const ESCAPES: Readonly<Record<string, string>> = { ":": ";", s: " ", "\\": "\\", r: "\r", n: "\n" };
const UNESCAPES: Readonly<Record<string, string>> = { ";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n" };
const KEY = /^\+?(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\/)?[A-Za-z0-9-]+$/;

export function unescapeValue(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(.?)/gs, (_all, letter: string) => ESCAPES[letter] ?? letter);
}

export function escapeValue(text: string): string {
  return text.replace(/[; \\\r\n]/g, (letter) => UNESCAPES[letter] as string);
}

/** Key → raw value, the last of equal keys; keys that are none are passed over. */
export function readTags(raw: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of raw.split(";")) {
    const at = tag.indexOf("=");
    const key = at < 0 ? tag : tag.slice(0, at);
    if (!KEY.test(key)) continue;
    tags.delete(key);
    tags.set(key, at < 0 ? "" : tag.slice(at + 1));
  }
  return tags;
}

/** The client-only tags ("+…") of a line, in one normal form; "" if there are none. */
export function clientOnlyTags(raw: string | undefined): string {
  if (raw?.includes("+") !== true) return "";
  const kept: string[] = [];
  for (const [key, value] of readTags(raw)) {
    if (!key.startsWith("+")) continue;
    const sent = escapeValue(unescapeValue(value));
    kept.push(sent === "" ? key : `${key}=${sent}`);
  }
  return kept.join(";");
}

/** IRCv3 labeled-response: at most 64 bytes. */
const LABEL_BYTES = 64;

/** The label as it is sent back; undefined if there is none that can be used. */
export function labelOf(raw: string | undefined): string | undefined {
  if (raw?.includes("label=") !== true) return undefined;
  const label = unescapeValue(readTags(raw).get("label") ?? "");
  return label === "" || Buffer.byteLength(label) > LABEL_BYTES ? undefined : escapeValue(label);
}

/** Puts tags (without "@") before a line, in front of those that it has. */
export function withTags(tags: string, line: string): string {
  if (tags === "") return line;
  return line.startsWith("@") ? `@${tags};${line.slice(1)}` : `@${tags} ${line}`;
}

/** A time as server-time writes it: milliseconds, UTC. `micros`: since 1970. */
export function timeText(micros: number): string {
  const ms = Math.floor(micros / 1000);
  if (ms !== lastMs) {
    lastMs = ms;
    lastText = new Date(ms).toISOString();
  }
  return lastText;
}
let lastMs = Number.NaN;
let lastText = "";

/** What stands around the lines of a labeled response. */
export interface Envelope {
  /** Not used by another batch of the connection. */
  readonly batch: string;
  readonly server: string;
  /** Tags of the lines that are added, without the "@": the time, or "". */
  readonly tags: string;
}

/**
 * What one labeled command is answered with (IRCv3 labeled-response): its lines, each with its end. Nothing becomes an
 * ACK, one line bears the label, several come as a batch.
 */
export function labeled(label: string, lines: readonly string[], { batch, server, tags }: Envelope): string {
  const tag = `label=${label}`;
  const own = (text: string) => withTags(tags, `:${server} ${text}\r\n`);
  if (lines.length === 0) return withTags(tag, own("ACK"));
  if (lines.length === 1) return withTags(tag, lines[0] as string);
  const inside = lines.map((line) => (isBatched(line) ? line : withTags(`batch=${batch}`, line))).join("");
  return withTags(tag, own(`BATCH +${batch} labeled-response`)) + inside + own(`BATCH -${batch}`);
}

/** A line of a batch within: it belongs to that one alone. */
const isBatched = (line: string) => /^@([^ ]*;)?batch=/.test(line);
