// Tags that clients send: the label of a command, and the tags that are sent on (IRCv3 message-tags, labeled-response).
import { bytesOf, type Line } from "./wire.ts";

const MEANING: Readonly<Record<string, string>> = { ":": ";", s: " ", "\\": "\\", r: "\r", n: "\n" };

/** A value as a server writes it, whatever other way the client wrote it in. */
function rewritten(raw: string): string {
  let value = "";
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === "\\") value += at + 1 < raw.length ? (MEANING[raw[++at] ?? ""] ?? raw[at]) : "";
    else value += raw[at];
  }
  const written = [...value].map((letter) => {
    const [code] = Object.entries(MEANING).find(([, meant]) => meant === letter) ?? [];
    return code === undefined ? letter : `\\${code}`;
  });
  return written.join("");
}

/** At most 64 bytes; an empty one is none. */
export function labelOf({ tags }: Line): string | undefined {
  const raw = tags.get("label");
  if (raw === undefined) return undefined;
  const label = rewritten(raw);
  const bytes = bytesOf(label.replace(/\\./g, "x"));
  return label === "" || bytes > 64 ? undefined : label;
}

/** Those that are sent on, each as it is written. */
export function clientTagsOf({ tags }: Line): readonly string[] {
  const own = [...tags].filter(([key]) => key.startsWith("+"));
  return own.map(([key, raw]) => (rewritten(raw) === "" ? key : `${key}=${rewritten(raw)}`));
}
