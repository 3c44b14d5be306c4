// The network as its server told it: who is where, with which status, under which modes. It predicts nothing; it takes
// what the speaker of each turn was told of the effect of its line, so it fits any server. Invariants hold what others
// were told, and what is told later, against it.
import { type Line, readLine } from "../model/wire.ts";
import type { Client, Turn } from "./history.ts";
import { type Change, changesOf, isRoomName, namesIn, nickOf } from "./lines.ts";
import type { Offer } from "./offer.ts";

export interface Room {
  readonly name: string;
  /** Client → letters of its status, or undefined where a single prefix may hide others. */
  readonly members: Map<number, ReadonlySet<string> | undefined>;
  /** Letter → value, "" without one; undefined before the first 324. Lists are not here. */
  modes: Map<string, string> | undefined;
  /** What the first 324 said. */
  initial: ReadonlyMap<string, string> | undefined;
  /** Letter of a list → its masks, folded. */
  readonly lists: Map<string, Set<string>>;
  topic: string;
  /** Clients that an INVITE named → whether an operator sent it while the room was invite-only. */
  readonly invited: Map<number, boolean>;
}

export class Network {
  readonly offer: Offer;
  /** By client; undefined when it is gone. */
  readonly nicks: (string | undefined)[];
  readonly capabilities: readonly ReadonlySet<string>[];
  readonly rooms = new Map<string, Room>();
  /** Rooms whose last member has left, as they were when they were new. */
  readonly past = new Map<string, Room>();

  constructor(offer: Offer, clients: readonly Client[]) {
    this.offer = offer;
    this.nicks = clients.map((client) => client.nick);
    this.capabilities = clients.map((client) => client.capabilities);
  }

  copy(): Network {
    const copied = new Network(this.offer, []);
    copied.nicks.push(...this.nicks);
    (copied.capabilities as ReadonlySet<string>[]).push(...this.capabilities);
    for (const [key, room] of this.rooms) copied.rooms.set(key, copyOf(room));
    for (const [key, room] of this.past) copied.past.set(key, room);
    return copied;
  }

  room(name: string | undefined): Room | undefined {
    return this.rooms.get(this.offer.fold(name ?? ""));
  }

  /** The client that bears the nick. */
  bearer(nick: string | undefined): number | undefined {
    const folded = this.offer.fold(nick ?? "");
    const at = this.nicks.findIndex((each) => each !== undefined && this.offer.fold(each) === folded);
    return at < 0 ? undefined : at;
  }

  roomsOf(client: number): Room[] {
    return [...this.rooms.values()].filter((room) => room.members.has(client));
  }

  /** Everybody who shares a room with the client, itself left out. */
  neighbours(client: number): ReadonlySet<number> {
    const found = new Set(this.roomsOf(client).flatMap((room) => [...room.members.keys()]));
    found.delete(client);
    return found;
  }

  /** Whether the client has a status above voice; undefined where that is not known. */
  isPrivileged(room: Room, client: number): boolean | undefined {
    if (!room.members.has(client)) return false;
    const status = room.members.get(client);
    return status && [...status].some((letter) => letter !== "v");
  }

  has(client: number, capability: string): boolean {
    return this.capabilities[client]?.has(capability) === true;
  }

  /** Takes what the speaker was told, and whose connections ended. */
  take({ client, line, heard }: Turn): void {
    const sent = readLine(line);
    for (const text of heard[client] ?? []) {
      const told = readLine(text);
      if (told) this.#line(client, told, sent);
    }
    if (sent?.verb === "QUIT") this.#gone(client);
  }

  #line(speaker: number, line: Line, sent: Line | undefined): void {
    const { verb, parameters } = line;
    const [first = "", second = "", third = ""] = parameters;
    const source = this.bearer(nickOf(line.source));
    switch (verb) {
      case "JOIN":
        return source === speaker ? this.#join(speaker, first) : undefined;
      case "353":
        return this.#names(speaker, third, parameters[3] ?? "");
      case "PART":
        return source === undefined ? undefined : this.#leave(source, this.room(first));
      case "KICK":
        return this.#kick(this.room(first), second);
      case "NICK":
        return this.#renamed(source ?? (sent?.verb === "NICK" ? speaker : undefined), first);
      case "MODE":
        return this.#modes(this.room(first), changesOf(line, this.offer));
      case "324":
        return this.#modesAre(this.room(second), parameters.slice(2));
      case "TOPIC":
        return this.#topic(this.room(first), second);
      case "341":
        return this.#invited(speaker, parameters.slice(1));
      default:
        return undefined;
    }
  }

  /** Also where the line comes from the new nick, which is judged elsewhere. */
  #renamed(client: number | undefined, nick: string): void {
    if (client !== undefined) this.nicks[client] = nick;
  }

  #join(client: number, name: string): void {
    const there = this.room(name);
    if (there) {
      if (!there.members.has(client)) there.members.set(client, new Set());
      return;
    }
    const room: Room = {
      name,
      members: new Map([[client, undefined]]),
      modes: undefined,
      initial: undefined,
      lists: new Map(),
      topic: "",
      invited: new Map(),
    };
    this.rooms.set(this.offer.fold(name), room);
  }

  /** The names that come with a first JOIN say what status its maker has. */
  #names(speaker: number, name: string, names: string): void {
    const room = this.room(name);
    if (room?.members.size !== 1 || !room.members.has(speaker) || room.members.get(speaker) !== undefined) return;
    const own = namesIn(names, this.offer).find((each) => this.bearer(each.nick) === speaker);
    if (own === undefined) return;
    // Below a founder's prefix an operator's may be hidden.
    const isVague = own.status.some((letter) => !"ohv".includes(letter)) && !this.has(speaker, "multi-prefix");
    if (!isVague) room.members.set(speaker, new Set(own.status));
  }

  #leave(client: number, room: Room | undefined): void {
    if (room === undefined) return;
    room.members.delete(client);
    if (room.members.size > 0) return;
    this.past.set(this.offer.fold(room.name), room);
    this.rooms.delete(this.offer.fold(room.name));
  }

  #kick(room: Room | undefined, nick: string): void {
    const target = this.bearer(nick);
    if (target !== undefined) this.#leave(target, room);
  }

  #modes(room: Room | undefined, changes: readonly Change[]): void {
    if (room === undefined) return;
    for (const { isSet, letter, value } of changes) {
      const member = this.offer.statuses.some((each) => each.letter === letter) ? this.bearer(value) : undefined;
      if (member !== undefined) {
        const status = room.members.get(member);
        if (status) room.members.set(member, changed(status, letter, isSet));
        continue;
      }
      if (this.offer.modeType(letter) === "A") {
        room.lists.set(letter, changed(room.lists.get(letter) ?? new Set(), this.offer.fold(value ?? ""), isSet));
        continue;
      }
      if (isSet) room.modes?.set(letter, value ?? "");
      else room.modes?.delete(letter);
    }
  }

  #modesAre(room: Room | undefined, words: readonly string[]): void {
    if (room === undefined || room.modes !== undefined) return;
    room.modes = new Map(changesOf({ parameters: ["", ...words] }, this.offer).map((e) => [e.letter, e.value ?? ""]));
    room.initial = new Map(room.modes);
  }

  #topic(room: Room | undefined, text: string): void {
    if (room) room.topic = text;
  }

  /** "<nick> <channel>", in either order: RFC 1459 and what servers do differ. */
  #invited(speaker: number, words: readonly string[]): void {
    const room = this.room(words.find((word) => isRoomName(word, this.offer)));
    const target = this.bearer(words.find((word) => !isRoomName(word, this.offer)));
    if (room === undefined || target === undefined) return;
    const isBinding = this.isPrivileged(room, speaker) === true && room.modes?.has("i") === true;
    room.invited.set(target, isBinding || room.invited.get(target) === true);
  }

  #gone(client: number): void {
    for (const room of this.roomsOf(client)) this.#leave(client, room);
    this.nicks[client] = undefined;
  }
}

function changed(set: ReadonlySet<string>, item: string, isIn: boolean): Set<string> {
  const after = new Set(set);
  if (isIn) after.add(item);
  else after.delete(item);
  return after;
}

function copyOf(room: Room): Room {
  return {
    ...room,
    members: new Map(room.members),
    modes: room.modes && new Map(room.modes),
    lists: new Map([...room.lists].map(([letter, masks]) => [letter, new Set(masks)])),
    invited: new Map(room.invited),
  };
}
