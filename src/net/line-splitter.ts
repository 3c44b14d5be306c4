// Cuts a stream of bytes into lines. What cannot be a line is named, never guessed at; memory is bounded by one line.
import { isUtf8 } from "node:buffer";
import { CLIENT_TAGS_BYTES } from "../protocol/tags.ts";

/** Tags have their own room beside the 512 bytes of the line. */
export const TAGS_BYTES = CLIENT_TAGS_BYTES;
const TEXT_BYTES = 510;
const MOST_BYTES = TAGS_BYTES + TEXT_BYTES;
const LF = 0x0a;
/** What undecodable bytes become; a line that holds the character itself is looked at again. */
const REPLACEMENT = "\ufffd";

export type LineFault = "too-long" | "not-utf8" | "nul";

export interface LineTaker {
  line(line: string): void;
  fault(fault: LineFault): void;
}

export class LineSplitter {
  readonly #taker: LineTaker;
  #rest: Buffer | undefined;
  /** The rest of a line that was too long is thrown away up to its end. */
  #isSkipping = false;

  constructor(taker: LineTaker) {
    this.#taker = taker;
  }

  /** Bytes of an unfinished line. */
  get bytes(): number {
    return this.#rest?.length ?? 0;
  }

  /** Hands on the lines that the first `length` bytes of the chunk complete. The chunk is not kept. */
  push(chunk: Buffer, length: number): void {
    if (this.#rest === undefined && !this.#isSkipping && length <= MOST_BYTES && chunk[length - 1] === LF) {
      const text = chunk.toString("utf8", 0, length);
      if (!text.includes("\0") && !text.includes(REPLACEMENT)) return this.#whole(text);
    }
    const fresh = chunk.subarray(0, length);
    const bytes = this.#rest ? Buffer.concat([this.#rest, fresh]) : fresh;
    const end = bytes.lastIndexOf(LF) + 1;
    this.#rest = undefined;
    if (end > 0) this.#lines(bytes.subarray(0, end));
    if (end < bytes.length) this.#keep(bytes.subarray(end));
  }

  /** Sound lines, each with its end. */
  #whole(text: string): void {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      const hasReturn = at > from && text.charCodeAt(at - 1) === 0x0d;
      this.#split(text.slice(from, hasReturn ? at - 1 : at));
      from = at + 1;
    }
  }

  #lines(body: Buffer): void {
    let from = 0;
    for (let at = body.indexOf(LF); at >= 0; at = body.indexOf(LF, from)) {
      const line = body.subarray(from, at);
      from = at + 1;
      if (this.#isSkipping) this.#isSkipping = false;
      else if (line.length > MOST_BYTES + 1) this.#taker.fault("too-long");
      else if (!isUtf8(line)) this.#taker.fault("not-utf8");
      else if (line.includes(0)) this.#taker.fault("nul");
      else this.#split(line.toString("utf8").replace(/\r$/, ""));
    }
  }

  #keep(rest: Buffer): void {
    if (this.#isSkipping) return;
    if (rest.length <= MOST_BYTES + 1) {
      this.#rest = Buffer.from(rest);
      return;
    }
    this.#isSkipping = true;
    this.#taker.fault("too-long");
  }

  /** A lone CR ends a line as well: none may get into a parameter. */
  #split(line: string): void {
    if (line.includes("\r")) {
      for (const part of line.split("\r")) this.#split(part);
      return;
    }
    if (line === "") return;
    if (isTooLong(line)) this.#taker.fault("too-long");
    else this.#taker.line(line);
  }
}

function isTooLong(line: string): boolean {
  if (line.length * 3 <= TEXT_BYTES) return false;
  const tags = line.startsWith("@") ? Buffer.byteLength(line.slice(0, line.indexOf(" ") + 1)) : 0;
  return Buffer.byteLength(line) - tags > TEXT_BYTES || tags > TAGS_BYTES;
}
