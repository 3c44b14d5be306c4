// One row by itself: it reads, its text is canonical, its columns say what its header says, and what must be there is.

import type { EventType } from "../../../events/catalogue.ts";
import { encodeBody, encodeHeader } from "../../../events/codec.ts";
import { SALT_BYTES } from "../../../events/commitment.ts";
import type { Recorded } from "../../../events/envelope.ts";
import { decodeNote } from "../../../events/notes.ts";
import type { Entry } from "../../record/log.ts";
import { recordedOf } from "../../record/replay.ts";
import { must, Violation } from "./violation.ts";

const COMMITMENT_BYTES = 32;
const SECRET = /^(pass|password|passwd|secret|token|privatekey)$/i;
/** A private key in PEM, or the hash of a password: whatever they are kept under. */
const SECRET_TEXT = /-----BEGIN [A-Z ]*PRIVATE KEY-----|^\$(argon2(id?|d)|2[aby]|scrypt)\$/;

/** The event of a row that is one. Throws Violation, LogError. */
export function checkedEvent(entry: Entry): Recorded {
  const { origin, seq, header, salt, body, commitment } = entry;
  const event = recordedOf(entry);
  must(event.origin === origin && event.seq === seq, "N2", () => {
    return `the row is filed as ${origin}-${seq} but its header says ${event.origin}-${event.seq}`;
  });
  must(encodeHeader(event) === header, "LOG_CORRUPT", () => "the header's text is not canonical");
  if (event.body === null) {
    must(
      commitment?.length === COMMITMENT_BYTES,
      "LOG_CORRUPT",
      () => "the body is gone, and no commitment to it is kept",
    );
    must(salt === null, "LOG_CORRUPT", () => "the body is gone but its salt is still there");
    return event;
  }
  must(encodeBody<EventType>(event.type, event.body) === body, "LOG_CORRUPT", () => "the body's text is not canonical");
  must(salt?.length === SALT_BYTES, "LOG_CORRUPT", () => "the salt is missing or of a wrong length");
  must(commitment === null, "LOG_CORRUPT", () => "a commitment is kept beside the body");
  return event;
}

/** A row that is a note. Throws Violation. */
export function checkNote(entry: Entry): void {
  must(entry.seq === null && entry.body === null, "LOG_CORRUPT", () => "a note has a number or a body");
  const key = secretIn(noteOf(entry));
  must(key === undefined, "N15", () => `the note holds a secret under "${key}"`);
}

function noteOf(entry: Entry): unknown {
  try {
    const note = decodeNote(entry.header);
    if (typeof note.note === "string" && Number.isSafeInteger(note.at)) return note.body;
  } catch {
    // Not JSON: the same answer as for JSON that is no note.
  }
  throw new Violation("LOG_CORRUPT", "the note does not read");
}

function secretIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === "string" && (SECRET.test(key) || SECRET_TEXT.test(inner))) return key;
    const found = secretIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
