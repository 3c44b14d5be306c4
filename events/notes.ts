// Notes: node-local entries of the log, with a position and a time but no sequence. They never go over links.
import type { Micros } from "./names.ts";

export interface Notes {
  /** The node serves: version of the program, and the configuration in force (without secrets). */
  readonly STARTED: { readonly software: string; readonly formats: number; readonly configuration: unknown };
  /** Another configuration is in force (without secrets). */
  readonly CONFIGURED: { readonly configuration: unknown };
  /** Users of these origins are hidden or shown from now on: their nodes are out of reach, or back. */
  readonly SIGHT: { readonly hidden: readonly string[]; readonly shown: readonly string[] };
  /** A peer's snapshot was taken: so many events of before it come later, in the positions before this. */
  readonly SNAPSHOT: { readonly peer: string; readonly events: number; readonly greatest: number };
  /** The log works again after a failure. `rolledBack` is how many events were dropped with the failed turn. */
  readonly RESUMED: { readonly reason: string; readonly rolledBack: number };
}

export type NoteType = keyof Notes;

export interface Note<T extends NoteType = NoteType> {
  readonly note: T;
  readonly at: Micros;
  readonly body: Notes[T];
}

export function encodeNote(note: Note): string {
  return JSON.stringify({ note: note.note, at: note.at, body: note.body });
}

export function decodeNote(text: string): Note {
  return JSON.parse(text) as Note;
}
