// Packs words into lines: names, tokens, verbs.
import { byteLength, LINE_BYTES } from "./text.ts";

/** Packs words into as few texts as fit beside `overhead` bytes on a line, at most `most` words each. */
export function packWords(words: Iterable<string>, overhead: number, most = Number.POSITIVE_INFINITY): string[] {
  const room = LINE_BYTES - 2 - overhead;
  const texts: string[] = [];
  let line: string[] = [];
  let used = 0;
  for (const word of words) {
    const bytes = byteLength(word) + 1;
    if (line.length > 0 && (used + bytes > room || line.length >= most)) {
      texts.push(line.join(" "));
      line = [];
      used = 0;
    }
    line.push(word);
    used += bytes;
  }
  if (line.length > 0) texts.push(line.join(" "));
  return texts;
}
