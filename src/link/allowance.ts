// What a peer may still send: granted again as it is read, so that neither side ever holds more than a window.
import { LinkFault } from "./fault.ts";
import { FRAME_BYTES } from "./frames.ts";

/** Read bytes are granted again when they are so much of the window. */
const SHARE = 1 / 4;

export class Allowance {
  readonly #windowBytes: number;
  #left: number;
  /** Read, and not granted again yet. */
  #owed = 0;

  constructor(windowBytes: number) {
    this.#windowBytes = windowBytes;
    this.#left = windowBytes;
  }

  /** One frame may go beyond what is left. Throws LinkFault CREDIT_EXCEEDED. */
  spend(bytes: number): void {
    this.#left -= bytes;
    this.#owed += bytes;
    if (this.#left >= -FRAME_BYTES) return;
    throw new LinkFault("CREDIT_EXCEEDED", `${-this.#left} bytes more were sent than were granted`);
  }

  /** What is to be granted now, or 0. */
  due(): number {
    if (this.#owed < this.#windowBytes * SHARE) return 0;
    const due = this.#owed;
    this.#left += due;
    this.#owed = 0;
    return due;
  }
}
