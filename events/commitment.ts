// The commitment binds a header to a body without giving the body away: sha256(salt ‖ canonical body).
// A log keeps it only where the body is gone; elsewhere it follows from salt and body.
import { createHash } from "node:crypto";

export const SALT_BYTES = 16;

/** 32 bytes. `body` is the canonical text of the body. */
export function commitmentOf(salt: Uint8Array, body: string): Buffer {
  return createHash("sha256").update(salt).update(body, "utf8").digest();
}
