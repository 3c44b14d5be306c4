// MODE of channels and users (RFC 2812 §3.1.5, §3.2.3; Modern IRC, "MODE message").
import { isMask, wholeMask } from "./masks.ts";
import { bytesOf, fold } from "./wire.ts";
import { isOp, type ListLetter, mask, type Person, type Room, type Seat, type World } from "./world.ts";

type Sign = "+" | "-";

interface Asked {
  readonly sign: Sign;
  readonly letter: string;
  readonly value: string | undefined;
}

const FLAGS = "CTimnstz";
const LISTS: Readonly<Record<ListLetter, readonly [row: string, end: string]>> = {
  b: ["367", "368"],
  e: ["348", "349"],
  I: ["346", "347"],
  q: ["728", "729"],
};

export function channelMode(world: World, seat: Seat, person: Person, parameters: readonly string[]): boolean {
  const [name = "", letters, ...values] = parameters;
  const room = world.room(name);
  if (room === undefined) {
    world.reply(seat, "403", [name]);
    return false;
  }
  if (letters === undefined) {
    tellModes(world, seat, person, room);
    return true;
  }
  return new Change(world, seat, person, room).run(read(letters, values));
}

/** Letters with their values: lists, key and status always take one, the limit when set. */
function read(letters: string, values: string[]): Asked[] {
  let sign: Sign = "+";
  const asked: Asked[] = [];
  for (const letter of letters) {
    if (letter === "+" || letter === "-") sign = letter;
    else asked.push({ sign, letter, value: takesValue(sign, letter) ? values.shift() : undefined });
  }
  return asked;
}

const takesValue = (sign: Sign, letter: string) => "beIqkov".includes(letter) || (letter === "l" && sign === "+");

function tellModes(world: World, seat: Seat, person: Person, room: Room): void {
  const flags = [...room.flags].sort().join("");
  const words: string[] = [];
  let letters = `+${flags}`;
  if (room.key !== undefined) {
    letters += "k";
    words.push(room.members.has(person) ? room.key : "*");
  }
  if (room.limit !== undefined) {
    letters += "l";
    words.push(room.limit);
  }
  world.reply(seat, "324", [room.name, letters, ...words]);
  world.reply(seat, "329", [room.name]);
}

/** One MODE of a channel: what is set stays silent, and one line says what changed. */
class Change {
  readonly #world: World;
  readonly #seat: Seat;
  readonly #person: Person;
  readonly #room: Room;
  readonly #isOp: boolean;
  readonly #done: [Sign, string, string?][] = [];
  readonly #answers: (() => void)[] = [];
  #values = 0;
  #isRefused = false;

  constructor(world: World, seat: Seat, person: Person, room: Room) {
    this.#world = world;
    this.#seat = seat;
    this.#person = person;
    this.#room = room;
    this.#isOp = isOp(room, person);
  }

  run(asked: readonly Asked[]): boolean {
    for (const { sign, letter, value } of asked) this.#one(sign, letter, value);
    const by = mask(this.#person);
    const shown = this.#done.map(
      ([sign, letter, value]) => `${sign}${letter}${value === undefined ? "" : ` ${value}`}`,
    );
    // One change a line here; the comparison takes the node's lines apart in the same way.
    for (const change of shown) {
      this.#world.tellRoom(this.#room, `:${by} MODE ${this.#room.name} ${change}`, { by: this.#person });
    }
    for (const answer of this.#answers) answer();
    return !this.#isRefused;
  }

  #one(sign: Sign, letter: string, value: string | undefined): void {
    if (!`${FLAGS}beIqklov`.includes(letter)) return this.#refuse("472", letter);
    if (isList(letter) && value === undefined) return this.#tellList(letter);
    if (!this.#isOp) {
      // Once for all that was asked.
      if (!this.#isBarred) this.#refuse("482", this.#room.name);
      this.#isBarred = true;
      return;
    }
    if (FLAGS.includes(letter)) return this.#flag(sign, letter);
    // Changes with a value beyond MODES are passed over.
    if (++this.#values > this.#world.limits.modesPerCommand) return;
    if (letter === "k") return this.#key(sign, value ?? "");
    if (letter === "l") return this.#limit(sign, value ?? "");
    if (!value) return this.#refuse("696", this.#room.name, letter, "*");
    if (isList(letter)) return this.#list(sign, letter, value);
    this.#status(sign, letter, value);
  }

  #isBarred = false;

  #refuse(code: string, ...words: string[]): void {
    this.#isRefused = true;
    this.#answers.push(() => this.#world.reply(this.#seat, code, words));
  }

  #flag(sign: Sign, letter: string): void {
    const { flags } = this.#room;
    if (flags.has(letter) === (sign === "+")) return;
    if (sign === "+") flags.add(letter);
    else flags.delete(letter);
    this.#done.push([sign, letter]);
  }

  #key(sign: Sign, value: string): void {
    const room = this.#room;
    if (sign === "-") {
      if (room.key !== undefined) this.#done.push(["-", "k", "*"]);
      room.key = undefined;
      return;
    }
    if (value === "") return this.#refuse("696", room.name, "k", "*");
    const isKey = !/[\s,\u0000-\u0020\u007f]/.test(value) && !value.startsWith(":");
    if (!isKey || bytesOf(value) > this.#world.limits.keyBytes) return this.#refuse("525", room.name);
    if (room.key !== value) this.#done.push(["+", "k", value]);
    room.key = value;
  }

  #limit(sign: Sign, value: string): void {
    const room = this.#room;
    if (sign === "-") {
      if (room.limit !== undefined) this.#done.push(["-", "l"]);
      room.limit = undefined;
      return;
    }
    if (!/^[1-9][0-9]{0,8}$/.test(value)) return this.#refuse("696", room.name, "l", value);
    if (room.limit !== value) this.#done.push(["+", "l", value]);
    room.limit = value;
  }

  #list(sign: Sign, letter: ListLetter, value: string): void {
    const { lists, name } = this.#room;
    const { maskBytes, listEntries } = this.#world.limits;
    if (!isMask(value, maskBytes)) return this.#refuse("696", name, letter, value);
    const whole = wholeMask(value);
    const there = lists[letter].find((entry) => fold(entry.mask) === fold(whole));
    if ((there !== undefined) === (sign === "+")) return;
    if (there) {
      lists[letter] = lists[letter].filter((entry) => entry !== there);
      this.#done.push(["-", letter, there.mask]);
      return;
    }
    const entries = Object.values(lists).reduce((sum, each) => sum + each.length, 0);
    if (entries >= listEntries) return this.#refuse("478", name, letter);
    lists[letter].push({ mask: whole, by: mask(this.#person) });
    this.#done.push(["+", letter, whole]);
  }

  #status(sign: Sign, letter: string, nick: string): void {
    const target = this.#world.bearer(nick);
    if (target === undefined) return this.#refuse("401", nick);
    const status = this.#room.members.get(target);
    if (status === undefined) return this.#refuse("441", target.nick, this.#room.name);
    if (status.has(letter) === (sign === "+")) return;
    if (sign === "+") status.add(letter);
    else status.delete(letter);
    this.#done.push([sign, letter, target.nick]);
  }

  /** Bans and quiets are shown to all, exceptions to operators. */
  #tellList(letter: ListLetter): void {
    if ("eI".includes(letter) && !this.#isOp) return this.#refuse("482", this.#room.name);
    const [row, end] = LISTS[letter];
    this.#answers.push(() => {
      const { lists, name } = this.#room;
      // 728 and 729 name their list.
      const place = letter === "q" ? [name, "q"] : [name];
      for (const entry of lists[letter]) this.#world.reply(this.#seat, row, [...place, entry.mask, entry.by]);
      this.#world.reply(this.#seat, end, place);
    });
  }
}

const isList = (letter: string): letter is ListLetter => "beIq".includes(letter);

export function userMode(world: World, seat: Seat, person: Person, [nick = "", letters]: readonly string[]): boolean {
  const refuse = (code: string, ...words: string[]) => {
    world.reply(seat, code, words);
    return false;
  };
  const target = world.bearer(nick);
  if (target === undefined) return refuse("401", nick);
  if (target !== person) return refuse("502");
  if (letters === undefined) {
    world.reply(seat, "221", [`+${[...person.modes].sort().join("")}`]);
    return true;
  }
  // The last word on a letter holds; "o" and "s" are for operators.
  const wanted = new Map<string, Sign>();
  let sign: Sign = "+";
  for (const letter of letters) {
    if (letter === "+" || letter === "-") sign = letter;
    else if ("Biw".includes(letter)) wanted.set(letter, sign);
  }
  const changed = [...wanted].filter(([letter, set]) => person.modes.has(letter) !== (set === "+"));
  for (const [letter, set] of changed) {
    if (set === "+") person.modes.add(letter);
    else person.modes.delete(letter);
  }
  // One line for all of it; in which order it names them is the node's affair.
  const shown = changed.map(([letter, set]) => set + letter).join("");
  if (shown !== "") world.tell(seat.slot, `:${person.nick} MODE ${person.nick} ${shown}`, { by: person });
  return /[^-+Biosw]/.test(letters) ? refuse("501") : true;
}
