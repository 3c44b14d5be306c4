// Whose snapshot left a hole in the log: the note that was stored with it says so.
import { decodeNote, type Notes } from "../../events/notes.ts";
import type { Hole } from "./hole.ts";
import type { LogReader } from "./log.ts";

/** The name of the peer; undefined where the note cannot be found. Throws LogError. */
export function giverOf({ last }: Pick<Hole, "last">, log: LogReader): string | undefined {
  const [entry] = log.read(last, 1);
  if (entry === undefined || entry.origin !== null) return undefined;
  const { note, body } = decodeNote(entry.header);
  return note === "SNAPSHOT" ? (body as Notes["SNAPSHOT"]).peer : undefined;
}
