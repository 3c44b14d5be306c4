// Cuts a stream of bytes into lines. What cannot be a line is named, never guessed at; memory is bounded by one line.
import { isUtf8 } from "node:buffer";

/** Tags may take 8191 bytes beside the 512 of the line (IRCv3 message-tags). */
export const TAGS_BYTES = 8191;
const TEXT_BYTES = 510;
const MOST_BYTES = TAGS_BYTES + TEXT_BYTES;
const LF = 0x0a;

export type LineFault = "too-long" | "not-utf8" | "nul";
export type Piece = { readonly line: string } | { readonly fault: LineFault };

export class LineSplitter {
  #rest: Buffer | undefined;
  /** The rest of a line that was too long is thrown away up to its end. */
  #isSkipping = false;

  /** Bytes of an unfinished line. */
  get bytes(): number {
    return this.#rest?.length ?? 0;
  }

  /** The lines that the chunk completes. The chunk is not kept. */
  push(chunk: Buffer): readonly Piece[] {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(LF) + 1;
    this.#rest = undefined;
    const pieces: Piece[] = [];
    if (end > 0) this.#lines(bytes.subarray(0, end), pieces);
    if (end < bytes.length) this.#keep(bytes.subarray(end), pieces);
    return pieces;
  }

  #lines(body: Buffer, pieces: Piece[]): void {
    const isSound = body.length <= MOST_BYTES && isUtf8(body) && !body.includes(0);
    if (!isSound || this.#isSkipping) return this.#oneByOne(body, pieces);
    for (const line of body.toString("utf8", 0, body.length - 1).split("\n")) split(line, pieces);
  }

  #oneByOne(body: Buffer, pieces: Piece[]): void {
    let from = 0;
    for (let at = body.indexOf(LF); at >= 0; at = body.indexOf(LF, from)) {
      const line = body.subarray(from, at);
      from = at + 1;
      if (this.#isSkipping) this.#isSkipping = false;
      else if (line.length > MOST_BYTES + 1) pieces.push({ fault: "too-long" });
      else if (!isUtf8(line)) pieces.push({ fault: "not-utf8" });
      else if (line.includes(0)) pieces.push({ fault: "nul" });
      else split(line.toString("utf8"), pieces);
    }
  }

  #keep(rest: Buffer, pieces: Piece[]): void {
    if (this.#isSkipping) return;
    if (rest.length <= MOST_BYTES + 1) {
      this.#rest = Buffer.from(rest);
      return;
    }
    this.#isSkipping = true;
    pieces.push({ fault: "too-long" });
  }
}

/** A lone CR ends a line as well: none may get into a parameter. */
function split(text: string, pieces: Piece[]): void {
  const line = text.endsWith("\r") ? text.slice(0, -1) : text;
  if (line.includes("\r")) {
    for (const part of line.split("\r")) split(part, pieces);
    return;
  }
  if (line !== "") pieces.push(isTooLong(line) ? { fault: "too-long" } : { line });
}

function isTooLong(line: string): boolean {
  if (line.length * 3 <= TEXT_BYTES) return false;
  const tags = line.startsWith("@") ? line.indexOf(" ") + 1 : 0;
  return Buffer.byteLength(line) - tags > TEXT_BYTES || tags > TAGS_BYTES;
}
