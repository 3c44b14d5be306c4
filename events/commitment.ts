// The commitment binds a header to a body without giving the body away: sha256(salt ‖ canonical body).
// A log keeps it only where the body is gone; elsewhere it follows from salt and body.
import { hash } from "node:crypto";

export const SALT_BYTES = 16;

const ROOM_BYTES = 16 * 1024;
const scratch = Buffer.alloc(ROOM_BYTES);

/** 32 bytes. `body` is the canonical text of the body. */
export function commitmentOf(salt: Uint8Array, body: string): Buffer {
  // One copy into a buffer that is used again costs half of a Hash object with two updates.
  const isSmall = salt.length + body.length * 3 <= ROOM_BYTES;
  if (!isSmall) return hash("sha256", Buffer.concat([salt, Buffer.from(body, "utf8")]), "buffer");
  scratch.set(salt);
  const bytes = scratch.write(body, salt.length, "utf8");
  return hash("sha256", scratch.subarray(0, salt.length + bytes), "buffer");
}
