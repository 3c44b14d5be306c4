// SHA-256 of a few bytes, many times over: what commitments and Merkle trees are made of. It knows nothing of either.
import { hash } from "node:crypto";

const ROOM_BYTES = 16 * 1024;
const scratch = Buffer.alloc(ROOM_BYTES);
const NOTHING = new Uint8Array(0);

/** 32 bytes. */
export function sha256(bytes: Uint8Array): Buffer {
  // By way of a string: a Buffer that the hash makes itself has memory of its own, which costs more than the hash.
  return Buffer.from(hash("sha256", bytes, "binary"), "latin1");
}

/** 32 bytes, over the text as UTF-8 between what stands before and after it. */
export function sha256Around(before: Uint8Array, text: string, after: Uint8Array = NOTHING): Buffer {
  // One copy into a buffer that is used again costs half of a Hash object that is told of each part.
  const isSmall = before.length + text.length * 3 + after.length <= ROOM_BYTES;
  if (!isSmall) return sha256(Buffer.concat([before, Buffer.from(text, "utf8"), after]));
  scratch.set(before);
  const end = before.length + scratch.write(text, before.length, "utf8");
  scratch.set(after, end);
  return sha256(scratch.subarray(0, end + after.length));
}
