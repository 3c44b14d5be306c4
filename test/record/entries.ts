// Entries for tests of a log, as a record would write them.
import { commitmentOf } from "../../events/commitment.ts";
import type { Entry } from "../../src/record/log.ts";

export const ORIGIN = "1HS.abc123";

/** A PRIVMSG at the position; its sequence is the position unless another one is given. */
export function eventEntry(position: number, text = `text ${position}`, seq = position): Entry {
  const header = `{"origin":"${ORIGIN}","seq":${seq},"at":${position},"type":"PRIVMSG","version":1}`;
  const salt = Uint8Array.from({ length: 16 }, (_, at) => (position * 31 + at) % 256);
  return {
    position,
    origin: ORIGIN,
    seq,
    header,
    salt,
    body: JSON.stringify({ channel: "#c", text }),
    commitment: null,
  };
}

/** What is left of an event whose body and salt are gone. */
export function erasedEntry(position: number): Entry {
  const whole = eventEntry(position);
  return {
    ...whole,
    salt: null,
    body: null,
    commitment: commitmentOf(whole.salt as Uint8Array, whole.body as string),
  };
}

export function noteEntry(position: number): Entry {
  const header = `{"note":"RESUMED","at":${position},"body":{"reason":"LOG_FULL","rolledBack":1}}`;
  return { position, origin: null, seq: null, header, salt: null, body: null, commitment: null };
}

/** Equal whatever the class of the byte arrays and whatever else an adapter keeps beside them. */
export function plain(entry: Entry): object {
  const { position, origin, seq, header, salt, body, commitment } = entry;
  const hex = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString("hex");
  return { position, origin, seq, header, salt: hex(salt), body, commitment: hex(commitment) };
}
