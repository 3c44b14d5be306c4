// Why a link ends: a stable code for both sides' logs, and a reason for people.

/** Each has a row in docs/reference/link-protocol.md. */
export const LINK_CODES = [
  // The bytes are not the protocol.
  "FRAME_TOO_LARGE",
  "FRAME_UNKNOWN",
  "FRAME_MALFORMED",
  "UNEXPECTED_FRAME",
  // The handshake.
  "NO_COMMON_VERSION",
  "WRONG_NETWORK",
  "UNKNOWN_KEY",
  "WRONG_PEER",
  "NODE_ID_IN_USE",
  "ALREADY_LINKED",
  "CLOCK_OFF",
  "PROOF_WRONG",
  "HANDSHAKE_TIMEOUT",
  // What an event or a head says.
  "EVENT_MALFORMED",
  "EVENT_UNKNOWN",
  "NOT_CANONICAL",
  "COMMITMENT_WRONG",
  "BODY_MISSING",
  "FOREIGN_ACTOR",
  "OWN_ORIGIN",
  "OPENING_MISSING",
  "KEY_MISSING",
  "KEY_CHANGED",
  "SEQUENCE_GAP",
  "TIME_NOT_INCREASING",
  "PROMISE_BROKEN",
  "SIGNATURE_WRONG",
  "HEAD_WRONG",
  "EQUIVOCATION",
  "HAVE_WRONG",
  // A snapshot, and what came before it.
  "SNAPSHOT_UNSOUND",
  "RECORD_INCOMPLETE",
  "FILLED",
  // Bounds.
  "UNSEALED_TOO_MUCH",
  "CREDIT_EXCEEDED",
  "SILENT",
  // This side's own doing.
  "CONNECTION_LOST",
  "REPLACED",
  "RECORD_UNAVAILABLE",
  "INTERNAL_ERROR",
  "PEER_REMOVED",
  "PARTED",
  "PROBED",
  "EPOCH_ENDED",
  "SHUTDOWN",
] as const;

export type LinkCode = (typeof LINK_CODES)[number];

/** The link ends with it; nothing of what was being read is applied. */
export class LinkFault extends Error {
  readonly code: LinkCode;

  constructor(code: LinkCode, reason: string) {
    super(reason);
    this.code = code;
  }
}
