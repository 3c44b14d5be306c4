// A network as its users know it: people, rooms, who is where with which status. Plain objects, changed in place.
import { isMatch } from "./masks.ts";
import { Tally } from "./tally.ts";
import { bytesOf, cutTo, fold, LINE_BYTES, word } from "./wire.ts";

/** What ISUPPORT says, and the few limits that it does not. */
export interface Limits {
  readonly server: string;
  readonly password: string | undefined;
  readonly nickBytes: number;
  readonly userBytes: number;
  readonly realnameBytes: number;
  readonly channelBytes: number;
  readonly channelsPerUser: number;
  readonly topicBytes: number;
  readonly kickBytes: number;
  readonly quitBytes: number;
  readonly awayBytes: number;
  readonly keyBytes: number;
  readonly maskBytes: number;
  readonly listEntries: number;
  readonly modesPerCommand: number;
}

export interface Person {
  readonly slot: number;
  readonly host: string;
  nick: string;
  username: string;
  realname: string;
  modes: Set<string>;
  away: string;
}

export interface Topic {
  readonly text: string;
  readonly by: string;
}

export interface Entry {
  readonly mask: string;
  readonly by: string;
}

export interface Room {
  readonly name: string;
  readonly members: Map<Person, Set<string>>;
  readonly invited: Set<Person>;
  readonly flags: Set<string>;
  readonly lists: { b: Entry[]; e: Entry[]; I: Entry[] };
  key: string | undefined;
  limit: string | undefined;
  topic: Topic | undefined;
}

export type ListLetter = keyof Room["lists"];

/** A connection: who has registered on it, or how far that has come. */
export interface Seat {
  readonly slot: number;
  readonly host: string;
  person: Person | undefined;
  nick: string;
  username: string;
  realname: string;
  password: "none" | "right" | "wrong";
  isNegotiating: boolean;
  isGone: boolean;
}

export class World {
  readonly limits: Limits;
  readonly tally = new Tally();
  readonly seats = new Map<number, Seat>();
  readonly people = new Set<Person>();
  readonly rooms = new Map<string, Room>();
  /** Who bore which nick before, newest last. */
  readonly former: Person[] = [];
  /** Lines of this step by slot. */
  readonly written = new Map<number, string[]>();

  constructor(limits: Limits) {
    this.limits = limits;
  }

  sit(slot: number, host: string): Seat {
    const seat: Seat = {
      slot,
      host,
      person: undefined,
      nick: "",
      username: "",
      realname: "",
      password: "none",
      isNegotiating: false,
      isGone: false,
    };
    this.seats.set(slot, seat);
    return seat;
  }

  tell(slot: number, line: string): void {
    const lines = this.written.get(slot);
    const text = cutTo(line, LINE_BYTES);
    if (lines) lines.push(text);
    else this.written.set(slot, [text]);
  }

  /** A numeric to its asker: words, then perhaps a text that is data. */
  reply(seat: Seat, code: string, words: readonly string[], text?: string): void {
    if (code >= "400") this.tally.error(code);
    const target = seat.person?.nick ?? (seat.nick || "*");
    const head = [`:${this.limits.server} ${code} ${target}`, ...words.map(word)].join(" ");
    this.tell(seat.slot, text === undefined ? head : `${head} :${text}`);
  }

  /** Long lists are told in several numerics; the model says one and the comparison joins the others to it. */
  replyWords(seat: Seat, code: string, words: readonly string[], listed: readonly string[]): void {
    if (listed.length === 0) return;
    const target = seat.person?.nick ?? "*";
    const line = `:${this.limits.server} ${code} ${[target, ...words].join(" ")} :${listed.join(" ")}`;
    this.written.set(seat.slot, [...(this.written.get(seat.slot) ?? []), line]);
  }

  bearer(nick: string): Person | undefined {
    for (const person of this.people) if (fold(person.nick) === fold(nick)) return person;
    return undefined;
  }

  room(name: string): Room | undefined {
    return this.rooms.get(fold(name));
  }

  roomsOf(person: Person): Room[] {
    return [...this.rooms.values()].filter((room) => room.members.has(person));
  }

  /** Everybody who shares a room with the person, once, the person left out. */
  neighbours(person: Person): Set<Person> {
    const found = new Set(this.roomsOf(person).flatMap((room) => [...room.members.keys()]));
    found.delete(person);
    return found;
  }

  tellRoom(room: Room, line: string, except?: Person): void {
    for (const member of room.members.keys()) if (member !== except) this.tell(member.slot, line);
  }

  /** The last one out ends the room. */
  leave(room: Room, person: Person): void {
    room.members.delete(person);
    if (room.members.size === 0) this.rooms.delete(fold(room.name));
  }

  /** Neighbours see one QUIT. */
  end(person: Person, reason: string): void {
    for (const other of this.neighbours(person)) this.tell(other.slot, `:${mask(person)} QUIT :${reason}`);
    for (const room of this.roomsOf(person)) this.leave(room, person);
    for (const room of this.rooms.values()) room.invited.delete(person);
    this.people.delete(person);
    this.former.push({ ...person });
  }

  isListed(room: Room, letter: ListLetter, person: Person): boolean {
    return room.lists[letter].some((entry) => isMatch(entry.mask, mask(person)));
  }

  isBanned(room: Room, person: Person): boolean {
    return this.isListed(room, "b", person) && !this.isListed(room, "e", person);
  }

  /** A secret room is seen by its members. */
  isSeen(room: Room, person: Person): boolean {
    return !room.flags.has("s") || room.members.has(person);
  }

  /** An invisible person is found by those who share a room. */
  isVisible(person: Person, asker: Person): boolean {
    return person === asker || !person.modes.has("i") || this.neighbours(person).has(asker);
  }
}

export const mask = (person: Person): string => `${person.nick}!${person.username}@${person.host}`;
export const isOp = (room: Room, person: Person): boolean => room.members.get(person)?.has("o") === true;
/** NAMES and WHO show the highest status. */
export function prefix(room: Room, person: Person): string {
  const status = room.members.get(person);
  if (status?.has("o")) return "@";
  return status?.has("v") ? "+" : "";
}
export const isRoomName = (text: string, bytes: number): boolean =>
  text.startsWith("#") && !/[\u0000-\u0020,\u007f]/.test(text) && bytesOf(text) <= bytes;
