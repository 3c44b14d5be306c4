// Walks a log and folds as it goes, so that each entry can be told with the names that held at that moment.

import { decodeHeader } from "../../events/codec.ts";
import { type AnyEvent, comparePlaces, type Header, type Recorded } from "../../events/envelope.ts";
import type { UserId } from "../../events/names.ts";
import { decodeNote, type Note } from "../../events/notes.ts";
import type { Change } from "../../projections/changes.ts";
import { Network } from "../../projections/network.ts";
import { nickOf, prefixOf } from "../../projections/users.ts";
import type { Entry, LogReader } from "../record/log.ts";
import { entries, forFold, recordedOf } from "../record/replay.ts";

/** A user as they were shown just before the event (just after it, for the one who connects). */
export interface Person {
  readonly user: UserId;
  readonly nick: string;
  /** nick!user@host; the id alone for a user that the fold does not know. */
  readonly prefix: string;
}

export interface EventPassage {
  readonly kind: "event";
  readonly position: number;
  /** Microseconds since 1970. */
  readonly at: number;
  readonly event: Recorded;
  readonly actor: Person | undefined;
  readonly target: Person | undefined;
  /** Those that a mode change gives a status to or takes it from, by user id. */
  readonly others: ReadonlyMap<UserId, Person>;
  readonly changes: readonly Change[];
}

export interface NotePassage {
  readonly kind: "note";
  readonly position: number;
  readonly at: number;
  readonly note: Note;
}

export type Passage = EventPassage | NotePassage;

/** position: as this node admitted them; total: the order of the network (time, origin, number), events only. */
export type Order = "position" | "total";

const CUT_EVERY = 1000;
const NOBODY: ReadonlyMap<UserId, Person> = new Map();

export class History {
  readonly network = new Network();
  readonly #reader: LogReader;
  #position = 0;
  #folded = 0;

  constructor(reader: LogReader) {
    this.#reader = reader;
  }

  /** The last position that was walked. */
  get position(): number {
    return this.#position;
  }

  /**
   * Walks what has been recorded since the last walk. What is not wanted is folded and passed over. Throws LogError.
   * Between two pages no transaction is open.
   */
  *walk(order: Order, isWanted: (position: number, at: number) => boolean): Iterable<Passage> {
    for (const entry of inOrder(this.#reader, this.#position, order)) {
      this.#position = Math.max(this.#position, entry.position);
      const passage = entry.origin === null ? noted(entry) : this.#tell(entry, isWanted);
      if (passage !== undefined && (passage.kind === "event" || isWanted(passage.position, passage.at))) yield passage;
    }
  }

  #tell(entry: Entry, isWanted: (position: number, at: number) => boolean): EventPassage | undefined {
    const { position } = entry;
    const slim = forFold(entry);
    if (!isWanted(position, slim.at)) {
      this.#admit(slim);
      return undefined;
    }
    const event = recordedOf(entry);
    const before = this.#peopleOf(event);
    const changes = this.#admit(event);
    const actor = before.actor ?? this.#person(event.actor);
    return { kind: "event", position, at: event.at, event, ...before, actor, changes };
  }

  #admit(event: Recorded): readonly Change[] {
    const changes = this.network.admit(event);
    if (++this.#folded % CUT_EVERY === 0) this.network.journal.cut(this.network.journal.mark());
    return changes;
  }

  #peopleOf(event: Recorded): Pick<EventPassage, "actor" | "target" | "others"> {
    const known = (id: UserId | undefined) => (id && this.network.state.users.has(id) ? this.#person(id) : undefined);
    const { actor, target } = whoIsIn(event);
    const isModes = event.type === "MODE" || event.type === "SAMODE";
    const others = isModes && event.body !== null ? this.#statusesIn(event) : NOBODY;
    return { actor: known(actor), target: this.#person(target), others };
  }

  #statusesIn(event: AnyEvent & { type: "MODE" | "SAMODE" }): ReadonlyMap<UserId, Person> {
    const users = event.body.changes.flatMap(([, kind, , id]) => (kind === "status" && id ? [id as UserId] : []));
    return new Map(users.map((id) => [id, this.#person(id) as Person]));
  }

  #person(id: UserId | undefined): Person | undefined {
    if (id === undefined) return undefined;
    const { state } = this.network;
    const user = state.users.get(id);
    if (user === undefined) return { user: id, nick: id, prefix: id };
    return { user: id, nick: nickOf(state, user), prefix: prefixOf(state, user) };
  }
}

/** Who did it and to whom, as ids: from the header, or from the body of a private message. */
export function whoIsIn(event: Recorded): { readonly actor: UserId | undefined; readonly target: UserId | undefined } {
  if (event.body === null) return { actor: event.actor, target: undefined };
  switch (event.type) {
    case "PRIVMSG":
    case "NOTICE":
    case "TAGMSG":
      return { actor: event.actor ?? event.body.sender, target: event.body.target };
    case "KICK":
    case "INVITE":
    case "KILL":
    case "CHGHOST":
      return { actor: event.actor, target: event.body.target };
    default:
      return { actor: event.actor, target: undefined };
  }
}

/** The position from which on there are `count` events; 1 if there are not as many. Throws LogError. */
export function positionOfLast(reader: LogReader, count: number): number {
  let start = reader.lastPosition() + 1;
  let missing = count;
  while (missing > 0 && start > 1) {
    const size = Math.min(missing, start - 1, 2000);
    start -= size;
    missing -= reader.read(start - 1, size).filter((entry) => entry.origin !== null).length;
  }
  return start;
}

function noted(entry: Entry): NotePassage {
  const note = decodeNote(entry.header);
  return { kind: "note", position: entry.position, at: note.at, note };
}

function inOrder(reader: LogReader, after: number, order: Order): Iterable<Entry> {
  return order === "position" ? entries(reader, after) : inTotalOrder(reader);
}

/**
 * The events by their place in the network. A log that holds them in that order already (any node without links) is
 * read straight through; else the places are sorted and the entries read one by one.
 */
function* inTotalOrder(reader: LogReader): Iterable<Entry> {
  const places: { readonly header: Header; readonly position: number }[] = [];
  let isSorted = true;
  let last: Header | undefined;
  for (const entry of entries(reader)) {
    if (entry.origin === null) continue;
    const header = decodeHeader(entry.header);
    if (last !== undefined && comparePlaces(last, header) > 0) isSorted = false;
    last = header;
    places.push({ header, position: entry.position });
  }
  if (isSorted) {
    for (const entry of entries(reader)) if (entry.origin !== null) yield entry;
    return;
  }
  places.sort((a, b) => comparePlaces(a.header, b.header));
  for (const { position } of places) yield* reader.read(position - 1, 1);
}
