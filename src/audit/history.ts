// Walks a log and folds as it goes, so that each entry can be told with the names that held at that moment.

import type { AnyEvent, Recorded } from "../../events/envelope.ts";
import { type ChannelId, type NodeId, nodeOf, type Origin, type UserId } from "../../events/names.ts";
import { decodeNote, type Note } from "../../events/notes.ts";
import type { Change } from "../../projections/changes.ts";
import { Network } from "../../projections/network.ts";
import { nickOf, prefixOf } from "../../projections/users.ts";
import type { Entry, LogReader } from "../record/log.ts";
import { entries, forFold, recordedOf } from "../record/replay.ts";
import { Arrivals } from "./arrivals.ts";
import { inNetworkOrder } from "./network-order.ts";

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
  /** The channels whose members saw the changes, of users who ended, were renamed or shown otherwise. */
  readonly seenIn: ReadonlySet<ChannelId>;
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

const NOBODY: ReadonlyMap<UserId, Person> = new Map();

export class History {
  readonly #reader: LogReader;
  /** In total order nothing is late; by position something may be, once there are other nodes. */
  #arrivals = new Arrivals(new Network(), false);
  /** The first that has spoken. */
  #node: NodeId | undefined;
  #position = 0;

  constructor(reader: LogReader) {
    this.#reader = reader;
  }

  /** The fold of all that was walked. While a walk goes on, asking for it has what is late put in its place. */
  get network(): Network {
    this.#arrivals.settle();
    return this.#arrivals.network;
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
    const source = order === "total" ? inNetworkOrder(this.#reader) : entries(this.#reader, this.#position);
    for (const entry of source) {
      if (order === "position" && entry.origin !== null) this.#meet(nodeOf(entry.origin as Origin));
      this.#position = Math.max(this.#position, entry.position);
      const passage = entry.origin === null ? noted(entry) : this.#tell(entry, isWanted);
      if (passage !== undefined && (passage.kind === "event" || isWanted(passage.position, passage.at))) yield passage;
    }
  }

  #tell(entry: Entry, isWanted: (position: number, at: number) => boolean): EventPassage | undefined {
    const { position } = entry;
    const slim = forFold(entry);
    if (!isWanted(position, slim.at)) {
      this.#arrivals.admit(slim);
      return undefined;
    }
    const event = recordedOf(entry);
    const before = this.#peopleOf(event);
    const effect = this.#arrivals.admit(event);
    const actor = before.actor ?? this.#person(event.actor);
    return { kind: "event", position, at: event.at, event, ...before, actor, ...effect };
  }

  /** From the first event of a second node on, what is late must find its place among what was walked before. */
  #meet(node: NodeId): void {
    this.#node ??= node;
    if (node === this.#node || this.#arrivals.isMerged) return;
    this.#arrivals = new Arrivals(new Network(), true);
    for (const entry of entries(this.#reader, 0, this.#position)) {
      if (entry.origin !== null) this.#arrivals.admit(forFold(entry));
    }
  }

  #peopleOf(event: Recorded): Pick<EventPassage, "actor" | "target" | "others"> {
    const { actor, target } = whoIsIn(event);
    const isKnown = actor !== undefined && this.#arrivals.isKnown(actor);
    const isModes = event.type === "MODE" || event.type === "SAMODE";
    const others = isModes && event.body !== null ? this.#statusesIn(event) : NOBODY;
    return { actor: isKnown ? this.#person(actor) : undefined, target: this.#person(target), others };
  }

  #statusesIn(event: AnyEvent & { type: "MODE" | "SAMODE" }): ReadonlyMap<UserId, Person> {
    const users = event.body.changes.flatMap(([, kind, , id]) => (kind === "status" && id ? [id as UserId] : []));
    return new Map(users.map((id) => [id, this.#person(id) as Person]));
  }

  #person(id: UserId | undefined): Person | undefined {
    if (id === undefined) return undefined;
    const { network, waiting } = this.#arrivals;
    const late = waiting.userOf(id);
    if (late) return { user: id, nick: late.nick, prefix: `${late.nick}!${late.username}@${late.host}` };
    const user = network.state.users.get(id);
    if (user === undefined) return { user: id, nick: id, prefix: id };
    return { user: id, nick: nickOf(network.state, user), prefix: prefixOf(network.state, user) };
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
