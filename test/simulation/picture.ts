// A strict client's picture of the network: what it was told, and nothing else. It throws on a line about somebody that it
// does not know, and on one that changes nothing. It imports nothing of the program.
import { fold, identOf, type Line, modeSteps, nickOf } from "./lines.ts";
import { type Id, Violation } from "./violation.ts";

export interface MemberPicture {
  nick: string;
  /** The ident tells people apart, whatever nick they bear. */
  readonly ident: string;
  o: boolean;
  v: boolean;
  /** Since when this client knows of the member without a break; microseconds of the world. */
  readonly since: number;
}

export interface RoomPicture {
  readonly name: string;
  /** By folded nick. */
  readonly members: Map<string, MemberPicture>;
  /** Its first NAMES has come. */
  isKnown: boolean;
  /** Letter → value, "" for a flag; undefined until told. */
  modes: Map<string, string> | undefined;
  bans: Set<string> | undefined;
  topic: string;
  /** Since when nobody is heard from outside (+n); undefined where that is not known to be so. */
  closedSince: number | undefined;
  /** Ident → when a former member left, and whether by a QUIT. */
  readonly left: Map<string, { readonly at: number; readonly isQuit: boolean }>;
  /** Since when this client is in it. */
  readonly since: number;
  readonly gathered: { names: string[]; bans: string[]; topic: string | undefined };
}

const FLAGS_AND_SETTINGS = "imntsCTzkl";

export class Picture {
  nick = "";
  readonly ident: string;
  readonly rooms = new Map<string, RoomPicture>();
  #now = 0;

  constructor(ident: string) {
    this.ident = ident;
  }

  room(name: string | undefined): RoomPicture | undefined {
    return this.rooms.get(fold(name ?? ""));
  }

  isMe(nick: string): boolean {
    return fold(nick) === fold(this.nick);
  }

  /** Takes one line, at a time of the world. Throws Violation. */
  take(line: Line, now: number): void {
    this.#now = now;
    this.#takers[line.verb]?.call(this, line);
  }

  readonly #takers: Readonly<Record<string, ((line: Line) => void) | undefined>> = {
    "001": (line) => {
      this.nick = line.parameters[0] ?? "";
    },
    "324": (line) => this.#modesAre(line),
    "331": (line) => this.#topicIs(line.parameters[1], ""),
    "332": (line) => this.#topicIs(line.parameters[1], line.parameters[2] ?? ""),
    "353": (line) => {
      const words = (line.parameters[3] ?? "").split(" ").filter((word) => word !== "");
      this.room(line.parameters[2])?.gathered.names.push(...words);
    },
    "366": (line) => this.#namesAre(this.room(line.parameters[1])),
    "367": (line) => void this.room(line.parameters[1])?.gathered.bans.push(fold(line.parameters[2] ?? "")),
    "368": (line) => this.#bansAre(this.room(line.parameters[1])),
    JOIN: (line) => this.#join(line),
    PART: (line) => this.#leave(line, nickOf(line.source)),
    KICK: (line) => this.#leave(line, line.parameters[1] ?? ""),
    QUIT: (line) => this.#quit(line),
    NICK: (line) => this.#rename(line),
    MODE: (line) => this.#mode(line),
    TOPIC: (line) => this.#topic(line),
  };

  #fail(id: Id, seen: string, line?: Line): never {
    const heard = line === undefined ? "" : `: ${show(line)}`;
    throw new Violation(id, `${this.ident} (${this.nick}) ${seen}${heard}`);
  }

  #mine(line: Line): RoomPicture {
    return this.room(line.parameters[0]) ?? this.#fail("C4", `is not in ${line.parameters[0]}`, line);
  }

  /** The member of that nick; whoever has the source's ident must be the one that is known by it. */
  #member(room: RoomPicture, nick: string, line: Line): MemberPicture {
    const member = room.members.get(fold(nick)) ?? this.#fail("C4", `does not know ${nick} in ${room.name}`, line);
    const ident = nickOf(line.source) === nick ? identOf(line.source) : member.ident;
    if (ident !== member.ident) this.#fail("C5", `knows ${nick} as ${member.ident}, not ${ident}`, line);
    return member;
  }

  #join(line: Line): void {
    const nick = nickOf(line.source);
    const ident = identOf(line.source);
    const [name = ""] = line.parameters;
    const room = this.room(name);
    if (this.isMe(nick)) {
      if (room !== undefined) this.#fail("C4", `joins ${name} twice`, line);
      const gathered = { names: [], bans: [], topic: undefined };
      const known = { modes: undefined, bans: undefined, topic: "", closedSince: undefined, left: new Map() };
      const fresh = { ...known, since: this.#now, gathered };
      this.rooms.set(fold(name), { name, members: new Map(), isKnown: false, ...fresh });
      return;
    }
    if (room === undefined) this.#fail("C4", `is not in ${name}`, line);
    if (room.members.has(fold(nick))) this.#fail("C4", `knows ${nick} in ${name} already`, line);
    const twin = [...room.members.values()].find((member) => member.ident === ident);
    if (twin !== undefined) this.#fail("C4", `knows ${ident} in ${name} already, as ${twin.nick}`, line);
    const known = this.#anywhere(nick);
    if (known !== undefined && known.ident !== ident) this.#fail("C5", `knows ${nick} as ${known.ident}`, line);
    room.members.set(fold(nick), { nick, ident, o: false, v: false, since: this.#now });
  }

  #anywhere(nick: string): MemberPicture | undefined {
    for (const room of this.rooms.values()) {
      const member = room.members.get(fold(nick));
      if (member !== undefined) return member;
    }
    return undefined;
  }

  #namesAre(room: RoomPicture | undefined): void {
    if (room === undefined) return;
    const { gathered } = room;
    const said = gathered.names.map((word) => readName(word, this.#now));
    gathered.names = [];
    const isFirst = !room.isKnown;
    if (isFirst) {
      for (const member of said) {
        if (room.members.has(fold(member.nick))) this.#fail("N1", `reads ${member.nick} twice in ${room.name}`);
        room.members.set(fold(member.nick), member);
      }
      room.isKnown = true;
    }
    const [here, there] = [said, [...room.members.values()]].map((each) => each.map(shown).sort().join(" "));
    if (here !== there) this.#fail("C4", `is told by NAMES that ${here} are in ${room.name}, and knows ${there}`);
    const own = room.members.get(fold(this.nick));
    if (own?.ident !== this.ident) this.#fail("C4", `is in ${room.name} and not in its NAMES: ${here}`);
  }

  #leave(line: Line, nick: string): void {
    const room = this.#mine(line);
    const { ident } = this.#member(room, nick, line);
    room.members.delete(fold(nick));
    room.left.set(ident, { at: this.#now, isQuit: false });
    if (this.isMe(nick)) this.rooms.delete(fold(room.name));
  }

  #quit(line: Line): void {
    const nick = nickOf(line.source);
    if (this.isMe(nick)) this.#fail("C4", "is told of its own QUIT", line);
    let isKnown = false;
    for (const room of this.rooms.values()) {
      if (!room.members.has(fold(nick))) continue;
      const { ident } = this.#member(room, nick, line);
      room.members.delete(fold(nick));
      room.left.set(ident, { at: this.#now, isQuit: true });
      isKnown = true;
    }
    if (!isKnown) this.#fail("C4", `does not know ${nick}`, line);
  }

  #rename(line: Line): void {
    const from = nickOf(line.source);
    const [to = ""] = line.parameters;
    if (from === to) this.#fail("C4", "is told of a NICK that changes nothing", line);
    const rooms = [...this.rooms.values()].filter((room) => room.members.has(fold(from)));
    if (rooms.length === 0 && !this.isMe(from)) this.#fail("C4", `does not know ${from}`, line);
    if (fold(from) !== fold(to)) {
      const isBorne = this.#anywhere(to) !== undefined || this.isMe(to);
      if (isBorne) this.#fail("N1", `knows another ${to}`, line);
    }
    for (const room of rooms) {
      const member = this.#member(room, from, line);
      room.members.delete(fold(from));
      member.nick = to;
      room.members.set(fold(to), member);
    }
    if (this.isMe(from)) this.nick = to;
  }

  #mode(line: Line): void {
    if (!line.parameters[0]?.startsWith("#")) return;
    const room = this.#mine(line);
    const steps = modeSteps(line.parameters) ?? this.#fail("C4", "is told of a MODE that cannot be read", line);
    for (const { isSet, letter, value = "" } of steps) {
      if (letter === "o" || letter === "v") {
        const member = this.#member(room, value, line);
        if (member[letter] === isSet) this.#fail("C4", `knows that ${letter} of ${value} was ${isSet} before`, line);
        member[letter] = isSet;
      } else if (letter === "b") this.#ban(room, fold(value), isSet, line);
      else this.#setting(room, letter, isSet ? value : undefined, line);
    }
  }

  #ban(room: RoomPicture, mask: string, isSet: boolean, line: Line): void {
    if (room.bans === undefined) return;
    if (room.bans.has(mask) === isSet) this.#fail("C4", `knows that it was so before with ${mask}`, line);
    if (isSet) room.bans.add(mask);
    else room.bans.delete(mask);
  }

  #setting(room: RoomPicture, letter: string, after: string | undefined, line: Line): void {
    if (letter === "n") room.closedSince = after === undefined ? undefined : this.#now;
    if (room.modes === undefined) return;
    if (room.modes.get(letter) === after) this.#fail("C4", `knows that ${letter} was so before`, line);
    if (after === undefined) room.modes.delete(letter);
    else room.modes.set(letter, after);
  }

  #modesAre(line: Line): void {
    const room = this.room(line.parameters[1]);
    if (room === undefined) return;
    const [, , letters = "", ...values] = line.parameters;
    const told = new Map(
      [...letters.slice(1)].map((each) => [each, "kl".includes(each) ? (values.shift() ?? "") : ""]),
    );
    room.modes ??= told;
    if (told.has("n")) room.closedSince ??= this.#now;
    for (const letter of FLAGS_AND_SETTINGS) {
      if (room.modes.get(letter) === told.get(letter)) continue;
      this.#fail("C4", `knows ${letter} of ${room.name} as ${room.modes.get(letter)}`, line);
    }
  }

  #bansAre(room: RoomPicture | undefined): void {
    if (room === undefined) return;
    const told = new Set(room.gathered.bans.splice(0));
    room.bans ??= told;
    const [here, there] = [told, room.bans].map((each) => [...each].sort().join(" "));
    if (here !== there) this.#fail("C4", `is told of the bans "${here}" of ${room.name}, and knows "${there}"`);
  }

  #topicIs(name: string | undefined, text: string): void {
    const room = this.room(name);
    if (room === undefined) return;
    if (room.isKnown && room.topic !== text)
      this.#fail("C4", `knows the topic of ${name} as ${room.topic}, not ${text}`);
    room.topic = text;
  }

  #topic(line: Line): void {
    const room = this.#mine(line);
    const [, text = ""] = line.parameters;
    if (room.topic === text) this.#fail("C4", "is told of a topic that changes nothing", line);
    room.topic = text;
  }
}

/** [@][+]nick!ident@host, with multi-prefix and userhost-in-names. */
function readName(word: string, since: number): MemberPicture {
  const [, prefix = "", rest = ""] = /^([@+]*)(.*)$/.exec(word) ?? [];
  return { nick: nickOf(rest), ident: identOf(rest), o: prefix.includes("@"), v: prefix.includes("+"), since };
}

const shown = ({ nick, ident, o, v }: MemberPicture) => `${o ? "@" : ""}${v ? "+" : ""}${nick}!${ident}`;
const show = ({ source, verb, parameters }: Line) => `:${source} ${verb} ${parameters.join(" ")}`;
