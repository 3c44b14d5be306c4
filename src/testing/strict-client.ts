// A strict client: keeps its view of channels, members, status, modes, topics and nicks from the lines that it is sent,
// and throws on a line about somebody it does not know, or one that changes nothing. It imports nothing of the program.

import { Breach } from "./breach.ts";
import { changesOf } from "./mode-lines.ts";
import { fold, type Line, readLine } from "./model/wire.ts";

/** undefined: not known yet, as NAMES shows the highest status only. */
type Known = boolean | undefined;

export interface MemberView {
  nick: string;
  o: Known;
  v: Known;
}

interface RoomView {
  readonly name: string;
  /** By folded nick; undefined until the first NAMES is complete. */
  members: Map<string, MemberView>;
  isComplete: boolean;
  /** The NAMES that comes with one's own JOIN is still to come; with no-implicit-names there is none. */
  isNew: boolean;
  /** Names of a NAMES that is not complete yet. */
  gathered: string[];
  /** Letter → set or not; letters that are not here are not known. */
  modes: Map<string, string | undefined>;
  /** "letter mask" of list entries, where the list is known since the room was made. */
  entries: Set<string> | undefined;
  topic: string;
}

const FLAGS = "CTimnstz";
const NONE: ReadonlySet<string> = new Set();

export class StrictClient {
  nick = "";
  readonly rooms = new Map<string, RoomView>();

  /** What was negotiated when the line was written. */
  #capabilities = NONE;

  /** Takes one line, and what was negotiated when it was written. Throws Breach. */
  take(text: string, capabilities: ReadonlySet<string> = NONE): void {
    this.#capabilities = capabilities;
    const line = readLine(text);
    if (line === undefined) throw new Breach("N12", `a line without a command: ${JSON.stringify(text)}`);
    const take = this.#takers[line.verb];
    take?.call(this, line);
  }

  readonly #takers: Readonly<Record<string, ((line: Line) => void) | undefined>> = {
    "001": (line) => {
      this.nick = line.parameters[0] ?? "";
    },
    "324": (line) => this.#modeIs(line),
    "331": (line) => this.#topicIs(line.parameters[1], ""),
    "332": (line) => this.#topicIs(line.parameters[1], line.parameters[2] ?? ""),
    "353": (line) => this.#room(line.parameters[2])?.gathered.push(...(line.parameters[3] ?? "").split(" ")),
    "366": (line) => this.#endOfNames(this.#room(line.parameters[1])),
    JOIN: (line) => this.#join(line),
    PART: (line) => this.#leave(line, nickOf(line.source)),
    KICK: (line) => this.#leave(line, line.parameters[1] ?? ""),
    QUIT: (line) => this.#quit(line),
    NICK: (line) => this.#rename(line),
    MODE: (line) => this.#mode(line),
    TOPIC: (line) => this.#topic(line),
    PRIVMSG: (line) => this.#message(line),
    NOTICE: (line) => this.#message(line),
    TAGMSG: (line) => this.#message(line),
  };

  #room(name: string | undefined): RoomView | undefined {
    return this.rooms.get(fold(name ?? ""));
  }

  #mine(line: Line): RoomView {
    const room = this.#room(line.parameters[0]);
    if (room === undefined) throw new Breach("N11", `${this.nick} is not in ${line.parameters[0]}: ${show(line)}`);
    return room;
  }

  #isMe(nick: string): boolean {
    return fold(nick) === fold(this.nick);
  }

  #isSilent(): boolean {
    return ["no-implicit-names", "draft/no-implicit-names"].some((each) => this.#capabilities.has(each));
  }

  #join(line: Line): void {
    const nick = nickOf(line.source);
    const [name = ""] = line.parameters;
    const room = this.#room(name);
    if (this.#isMe(nick)) {
      if (room) throw new Breach("N3", `${nick} joins ${name} twice`);
      this.rooms.set(fold(name), {
        name,
        members: new Map(),
        isComplete: false,
        isNew: !this.#isSilent(),
        gathered: [],
        modes: new Map(),
        entries: undefined,
        topic: "",
      });
      return;
    }
    if (room === undefined) throw new Breach("N3", `a JOIN of ${nick} to ${name}, where ${this.nick} is not`);
    if (room.members.has(fold(nick))) throw new Breach("N3", `${nick} joins ${name} twice`);
    room.members.set(fold(nick), { nick, o: false, v: false });
  }

  /** The first one after a JOIN gives the members; every other one must say what is known. */
  #endOfNames(room: RoomView | undefined): void {
    if (room === undefined) return;
    const seen = room.gathered.filter((each) => each !== "").map(readName);
    room.gathered = [];
    if (room.isComplete) return this.#sameNames(room, seen);
    room.isComplete = true;
    room.members.clear();
    for (const { nick, prefix } of seen) {
      const key = fold(nick);
      if (room.members.has(key)) throw new Breach("N1", `${nick} stands twice in NAMES of ${room.name}`);
      room.members.set(key, { nick, o: prefix.includes("@"), v: this.#voice(prefix) });
    }
    const { isNew } = room;
    room.isNew = false;
    const own = room.members.get(fold(this.nick));
    if (own === undefined) throw new Breach("N3", `${this.nick} joined ${room.name} and is not in its NAMES`);
    if (!isNew) return;
    if (room.members.size > 1) {
      if (own.o !== false || own.v !== false)
        throw new Breach("N6", `${this.nick} has status upon joining ${room.name}`);
      return;
    }
    this.#isFresh(room, own);
  }

  /** Unknown behind an "@" that stands alone, unless all prefixes are shown. */
  #voice(prefix: string): Known {
    return prefix === "@" && !this.#capabilities.has("multi-prefix") ? undefined : prefix.includes("+");
  }

  /** Whoever is alone in a room has just made it: an operator, without modes, lists or topic. */
  #isFresh(room: RoomView, own: MemberView): void {
    if (own.o !== true) throw new Breach("N6", `${this.nick} is the first in ${room.name} and not its operator`);
    if (room.topic !== "") throw new Breach("N4", `${room.name} is new and has a topic`);
    own.v = false;
    room.entries = new Set();
    for (const letter of `${FLAGS}kl`) room.modes.set(letter, undefined);
  }

  #sameNames(room: RoomView, seen: readonly { readonly nick: string; readonly prefix: string }[]): void {
    const names = seen.map((each) => each.nick).sort();
    const known = [...room.members.values()].map((each) => each.nick).sort();
    if (names.join(" ") !== known.join(" ")) {
      throw new Breach("N3", `NAMES of ${room.name} says ${names.join(" ")}; ${this.nick} knows ${known.join(" ")}`);
    }
    for (const { nick, prefix } of seen) {
      const member = room.members.get(fold(nick)) as MemberView;
      const isOp = prefix.includes("@");
      if (member.o !== isOp) throw new Breach("N5", `NAMES of ${room.name} shows ${prefix}${nick}`);
      const voice = this.#voice(prefix);
      if (voice === undefined) continue;
      if (member.v === undefined) member.v = voice;
      if (member.v !== voice) throw new Breach("N5", `NAMES of ${room.name} shows ${prefix}${nick}`);
    }
  }

  #leave(line: Line, nick: string): void {
    const room = this.#mine(line);
    if (!room.members.delete(fold(nick)) && room.isComplete)
      throw new Breach("N11", `${nick} is not in ${room.name}: ${show(line)}`);
    if (this.#isMe(nick)) this.rooms.delete(fold(room.name));
  }

  #quit(line: Line): void {
    const nick = nickOf(line.source);
    let isKnown = false;
    for (const room of this.rooms.values()) isKnown = room.members.delete(fold(nick)) || !room.isComplete || isKnown;
    if (!isKnown || this.#isMe(nick))
      throw new Breach("N11", `${this.nick} is told of an end it cannot know: ${show(line)}`);
  }

  #rename(line: Line): void {
    const from = nickOf(line.source);
    const [to = ""] = line.parameters;
    if (from === to) throw new Breach("N11", `a NICK that changes nothing: ${show(line)}`);
    const rooms = [...this.rooms.values()].filter((room) => room.members.has(fold(from)));
    const isAllKnown = [...this.rooms.values()].every((room) => room.isComplete);
    if (rooms.length === 0 && !this.#isMe(from) && isAllKnown)
      throw new Breach("N11", `${this.nick} does not know ${show(line)}`);
    if (fold(from) !== fold(to)) {
      const isTaken = [...this.rooms.values()].some((room) => room.members.has(fold(to))) || this.#isMe(to);
      if (isTaken) throw new Breach("N1", `${to} is borne by somebody else: ${show(line)}`);
    }
    for (const room of rooms) {
      const member = room.members.get(fold(from)) as MemberView;
      room.members.delete(fold(from));
      member.nick = to;
      room.members.set(fold(to), member);
    }
    if (this.#isMe(from)) this.nick = to;
  }

  #mode(line: Line): void {
    if (!line.parameters[0]?.startsWith("#")) return;
    const room = this.#mine(line);
    const setter = room.members.get(fold(nickOf(line.source)));
    if (setter?.o !== true && room.isComplete)
      throw new Breach("N6", `${line.source} is no operator of ${room.name}: ${show(line)}`);
    for (const [sign, letter, value] of changesOf(line)) {
      const isSet = sign === "+";
      if (letter === "o" || letter === "v") this.#status(room, letter, value ?? "", isSet);
      else if ("beIq".includes(letter)) this.#entry(room, `${letter} ${fold(value ?? "")}`, isSet);
      else this.#setting(room, letter, isSet ? (value ?? "") : undefined);
    }
  }

  #status(room: RoomView, letter: "o" | "v", nick: string, isSet: boolean): void {
    const member = room.members.get(fold(nick));
    if (member === undefined && !room.isComplete) return;
    if (member === undefined) throw new Breach("N5", `status in ${room.name} for ${nick}, who is not in it`);
    if (member[letter] === isSet) throw new Breach("N9", `${nick} in ${room.name}: ${letter} was ${isSet} before`);
    member[letter] = isSet;
  }

  #entry(room: RoomView, entry: string, isSet: boolean): void {
    if (room.entries === undefined) return;
    if (room.entries.has(entry) === isSet) throw new Breach("N9", `${room.name}: ${entry} was so before`);
    if (isSet) room.entries.add(entry);
    else room.entries.delete(entry);
  }

  #setting(room: RoomView, letter: string, after: string | undefined): void {
    const isKnown = room.modes.has(letter);
    // A key that this client has joined without seeing is shown as it is; "*" stands for it elsewhere.
    if (isKnown && room.modes.get(letter) === after) throw new Breach("N9", `${room.name}: ${letter} was so before`);
    room.modes.set(letter, after);
  }

  #modeIs(line: Line): void {
    const room = this.#room(line.parameters[1]);
    if (room === undefined) return;
    const [, , letters = "", ...values] = line.parameters;
    const told = new Map<string, string | undefined>([...`${FLAGS}kl`].map((letter) => [letter, undefined]));
    for (const letter of letters.slice(1)) told.set(letter, "kl".includes(letter) ? values.shift() : "");
    for (const [letter, value] of told) {
      if (room.modes.has(letter) && room.modes.get(letter) !== value) {
        throw new Breach("N9", `${room.name} is said to have ${letter} ${value}, not ${room.modes.get(letter)}`);
      }
      room.modes.set(letter, value);
    }
  }

  #topicIs(name: string | undefined, text: string): void {
    const room = this.#room(name);
    if (room === undefined) return;
    if (room.isComplete && room.topic !== text)
      throw new Breach("*", `the topic of ${name} is ${room.topic}, not ${text}`);
    room.topic = text;
  }

  #topic(line: Line): void {
    const room = this.#mine(line);
    const [, text = ""] = line.parameters;
    if (!room.members.has(fold(nickOf(line.source))) && room.isComplete)
      throw new Breach("*", `a topic from outside: ${show(line)}`);
    if (room.topic === text) throw new Breach("*", `a topic that changes nothing: ${show(line)}`);
    room.topic = text;
  }

  #message(line: Line): void {
    // The server speaks to whom it likes, also before there is a nick; one's own messages come back as an echo.
    if (!line.source.includes("!") || this.#isMe(nickOf(line.source))) return;
    const to = (line.parameters[0] ?? "").replace(/^[@+](?=#)/, "");
    if (to.startsWith("#") && this.#room(to) === undefined) throw new Breach("N7", `heard from outside: ${show(line)}`);
    if (!to.startsWith("#") && !this.#isMe(to)) throw new Breach("*", `a message for somebody else: ${show(line)}`);
  }
}

const nickOf = (source: string) => source.split("!")[0] ?? "";
const show = (line: Line) => JSON.stringify(line);
/** [@][+]nick or, with userhost-in-names, nick!user@host. */
function readName(text: string): { readonly nick: string; readonly prefix: string } {
  const [, prefix = "", nick = ""] = /^([@+]*)([^!]*)/.exec(text) ?? [];
  return { nick, prefix };
}
