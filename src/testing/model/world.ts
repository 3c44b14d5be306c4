// A network as its users know it: people, rooms, who is where with which status. Plain objects, changed in place.
import { isMatch } from "./masks.ts";
import { Tally } from "./tally.ts";
import { cutTo, fold, LINE_BYTES, word } from "./wire.ts";

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
  readonly monitorEntries: number;
  readonly knocksPerMinute: number;
}

export interface Person {
  readonly slot: number;
  readonly host: string;
  readonly isSecure: boolean;
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
  readonly lists: { b: Entry[]; e: Entry[]; I: Entry[]; q: Entry[] };
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
  readonly isSecure: boolean;
  /** What was negotiated, and the highest version of CAP LS. */
  readonly caps: Set<string>;
  capVersion: number;
  /** AWAY before the registration is complete. */
  away: string;
  /** Folded nicks. */
  readonly monitored: Set<string>;
  /** Folded names of rooms knocked at: a run is shorter than a minute. */
  readonly knocks: Set<string>;
  /** Lines of the labeled command that is being carried out. */
  captured: string[] | undefined;
}

/** What one labeled command was answered with. */
export interface Group {
  readonly label: string;
  readonly lines: readonly string[];
}

/** A line, or the lines that belong to a label. */
export type Item = string | Group;

/** What tags say of a line that stands for something that happened. */
export interface About {
  readonly by: Person;
  /** The line stands for an event that another line tells: it has no id. */
  readonly isSimulated?: boolean;
  readonly clientTags?: readonly string[];
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
  readonly written = new Map<number, Item[]>();

  constructor(limits: Limits) {
    this.limits = limits;
  }

  sit(slot: number, host: string, isSecure: boolean): Seat {
    const seat: Seat = {
      slot,
      host,
      isSecure,
      person: undefined,
      nick: "",
      username: "",
      realname: "",
      password: "none",
      isNegotiating: false,
      isGone: false,
      caps: new Set(),
      capVersion: 0,
      away: "",
      monitored: new Set(),
      knocks: new Set(),
      captured: undefined,
    };
    this.seats.set(slot, seat);
    return seat;
  }

  /** A line, with the tags that its recipient has negotiated. Who says nothing `about` it is the server, answering. */
  tell(slot: number, line: string, about?: About): void {
    this.put(slot, this.#tags(slot, about) + cutTo(line, LINE_BYTES));
  }

  /** The same, but never a part of a labeled response. */
  tellApart(slot: number, line: string, about: About): void {
    this.#add(slot, this.#tags(slot, about) + cutTo(line, LINE_BYTES));
  }

  /** A line as it is; the comparison knows how to hold it against the node's. */
  put(slot: number, line: string): void {
    const captured = this.seats.get(slot)?.captured;
    if (captured) captured.push(line);
    else this.#add(slot, line);
  }

  /** Whatever `carryOut` brings the seat belongs to the label, where labels were negotiated. */
  labeled(seat: Seat, label: string | undefined, carryOut: () => void): void {
    if (label === undefined || !seat.caps.has("labeled-response") || !seat.caps.has("batch")) return carryOut();
    seat.captured = [];
    carryOut();
    const lines = seat.captured;
    seat.captured = undefined;
    this.#add(seat.slot, { label, lines });
  }

  #add(slot: number, item: Item): void {
    const items = this.written.get(slot);
    if (items) items.push(item);
    else this.written.set(slot, [item]);
  }

  /** The time is on every line or on none, so the model leaves it to the strict client. */
  #tags(slot: number, about: About | undefined): string {
    if (about === undefined || !this.seats.get(slot)?.caps.has("message-tags")) return "";
    const bot = about.by.modes.has("B") ? ["bot"] : [];
    const id = about.isSimulated ? [] : ["msgid"];
    const tags = [...bot, ...id, ...(about.clientTags ?? [])];
    return tags.length === 0 ? "" : `@${tags.join(";")} `;
  }

  /** A numeric to its asker: words, then perhaps a text that is data. */
  reply(seat: Seat, code: string, words: readonly string[], text?: string): void {
    if (isError(code)) this.tally.error(code);
    const target = seat.person?.nick ?? (seat.nick || "*");
    const head = [`:${this.limits.server} ${code} ${target}`, ...words.map(word)].join(" ");
    this.tell(seat.slot, text === undefined ? head : `${head} :${text}`);
  }

  /** A standard reply (IRCv3 standard-replies), or the notice that stands for it. */
  fail(seat: Seat, about: string, code: string): void {
    const { server } = this.limits;
    this.tally.error(code);
    if (seat.caps.has("standard-replies")) return this.tell(seat.slot, `:${server} FAIL ${about} ${code} :`);
    this.tell(seat.slot, `:${server} NOTICE ${seat.person?.nick ?? (seat.nick || "*")} :*** (${code})`);
  }

  /** Long lists are told in several numerics; the model says one and the comparison joins the others to it. */
  replyWords(seat: Seat, code: string, words: readonly string[], listed: readonly string[]): void {
    if (listed.length === 0) return;
    const target = seat.person?.nick ?? "*";
    this.put(seat.slot, `:${this.limits.server} ${code} ${[target, ...words].join(" ")} :${listed.join(" ")}`);
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

  tellRoom(room: Room, line: string, about: About): void {
    for (const member of room.members.keys()) this.tell(member.slot, line, about);
  }

  has(slot: number, capability: string): boolean {
    return this.seats.get(slot)?.caps.has(capability) === true;
  }

  /** Who monitors the nick. */
  watchers(nick: string): Seat[] {
    return [...this.seats.values()].filter((seat) => seat.person && seat.monitored.has(fold(nick)));
  }

  /** Slots of neighbours, and with extended-monitor of watchers: of both, who has the capability. */
  attentive(person: Person, capability: string): Set<number> {
    const slots = new Set([...this.neighbours(person)].map((each) => each.slot));
    for (const { slot } of this.watchers(person.nick)) if (this.has(slot, "extended-monitor")) slots.add(slot);
    slots.delete(person.slot);
    return new Set([...slots].filter((slot) => this.has(slot, capability)));
  }

  /** The last one out ends the room. */
  leave(room: Room, person: Person): void {
    room.members.delete(person);
    if (room.members.size === 0) this.rooms.delete(fold(room.name));
  }

  /** Neighbours see one QUIT. */
  end(person: Person, reason: string): void {
    const line = `:${mask(person)} QUIT :${reason}`;
    for (const other of this.neighbours(person)) this.tell(other.slot, line, { by: person });
    for (const room of this.roomsOf(person)) this.leave(room, person);
    for (const room of this.rooms.values()) room.invited.delete(person);
    this.people.delete(person);
    this.former.push({ ...person });
    this.seats.get(person.slot)?.monitored.clear();
    this.tellWatchers(person.nick);
  }

  /** Somebody has come to bear the nick, or nobody bears it any more. */
  tellWatchers(nick: string): void {
    const bearer = this.bearer(nick);
    for (const seat of this.watchers(nick)) this.reply(seat, bearer ? "730" : "731", [], bearer ? mask(bearer) : nick);
  }

  isListed(room: Room, letter: ListLetter, person: Person): boolean {
    return room.lists[letter].some((entry) => isMatch(entry.mask, mask(person)));
  }

  isBanned(room: Room, person: Person): boolean {
    return this.isListed(room, "b", person) && !this.isListed(room, "e", person);
  }

  isQuieted(room: Room, person: Person): boolean {
    return this.isListed(room, "q", person) && !this.isListed(room, "e", person);
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
const isError = (code: string) => code >= "400" && !/^(671|70[456]|71[01]|72[89]|73[0-3])$/.test(code);
export const isOp = (room: Room, person: Person): boolean => room.members.get(person)?.has("o") === true;
