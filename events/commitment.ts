// The commitment binds a header to a body without giving the body away: sha256(salt ‖ canonical body).
// A log keeps it only where the body is gone; elsewhere it follows from salt and body.
import { sha256Around } from "./sha256.ts";

export const SALT_BYTES = 16;

/** 32 bytes. `body` is the canonical text of the body. */
export const commitmentOf = (salt: Uint8Array, body: string): Buffer => sha256Around(salt, body);
