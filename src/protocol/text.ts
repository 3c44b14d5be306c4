// Bytes and characters of a line: lengths in UTF-8 and cutting on a code point.

/** A line is at most 512 bytes with its CR LF (RFC 2812 §2.3). */
export const LINE_BYTES = 512;

const ASCII = /^[\x00-\x7f]*$/;

export function byteLength(text: string): number {
  return ASCII.test(text) ? text.length : Buffer.byteLength(text, "utf8");
}

/** The longest beginning of `text` that fits into `bytes` of UTF-8 and splits no code point. */
export function cut(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  if (ASCII.test(text)) return text.length <= bytes ? text : text.slice(0, Math.max(0, bytes));
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += Buffer.byteLength(character, "utf8");
    if (used > bytes) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

/** A line as it goes out: cut to 510 bytes on a code point, with CR LF. */
export function toLine(text: string): string {
  return `${cut(text, LINE_BYTES - 2)}\r\n`;
}
