// From a wish to a line: which channel, whom and how, by what the person knows at that moment.
import type { Dice } from "./dice.ts";
import { fold } from "./lines.ts";
import { CHANNELS, KEYS, NICKS } from "./names.ts";
import type { Person } from "./person.ts";
import type { MemberPicture, RoomPicture } from "./picture.ts";
import type { Wish } from "./plan.ts";
import { OPERATOR, PASSWORD } from "./settings.ts";

/** Of the session: every text is unique, and says who said it and in which order. */
export interface Voice {
  readonly dice: Dice;
  /** The text of the next message to a target. */
  text(target: string): string;
}

type Make = (person: Person, voice: Voice) => string | undefined;

const cased = (dice: Dice, name: string) => (dice.chance(0.2) ? name[0]?.toUpperCase() + name.slice(1) : name);

/** A nick that somebody else wants too, or one that nobody does. */
export function nickFor(dice: Dice, number: number, attempt: number): string {
  return attempt < 3 && dice.chance(0.75) ? cased(dice, dice.pick(NICKS)) : `own${number}t${attempt}`;
}

function rooms(person: Person): readonly RoomPicture[] {
  return [...person.picture.rooms.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isOpIn = (person: Person, room: RoomPicture) => room.members.get(fold(person.picture.nick))?.o === true;

/** One where the person may do things, mostly. */
function governed(person: Person, dice: Dice): RoomPicture | undefined {
  const all = rooms(person);
  const own = all.filter((room) => isOpIn(person, room));
  if (own.length > 0 && dice.chance(0.9)) return dice.pick(own);
  return all.length > 0 ? dice.pick(all) : undefined;
}

function membersOf(room: RoomPicture): readonly MemberPicture[] {
  return [...room.members.values()].sort((a, b) => (a.ident < b.ident ? -1 : 1));
}

/** Somebody in the room, mostly somebody else. */
function someone(person: Person, room: RoomPicture, dice: Dice): string {
  const others = membersOf(room).filter((member) => !person.picture.isMe(member.nick));
  if (others.length === 0 || dice.chance(0.1)) return dice.pick(NICKS);
  return dice.pick(others).nick;
}

function inRoom(make: (room: RoomPicture, voice: Voice, person: Person) => string): Make {
  return (person, voice) => {
    const room = governed(person, voice.dice);
    return room && make(room, voice, person);
  };
}

const sign = (dice: Dice) => (dice.chance(0.5) ? "+" : "-");

const MAKERS: Readonly<Record<Exclude<Wish, "arrive">, Make>> = {
  join: (_person, { dice }) => {
    const key = dice.chance(0.5) ? ` ${dice.pick(KEYS)}` : "";
    return `JOIN ${cased(dice, dice.pick(CHANNELS))}${key}`;
  },
  nick: (person, { dice }) => `NICK ${nickFor(dice, person.number, 0)}`,
  part: inRoom((room) => `PART ${room.name} :away`),
  kick: inRoom((room, { dice }, person) => `KICK ${room.name} ${someone(person, room, dice)} :out`),
  status: inRoom((room, { dice }, person) => {
    const letter = dice.chance(0.7) ? "o" : "v";
    return `MODE ${room.name} ${sign(dice)}${letter} ${someone(person, room, dice)}`;
  }),
  ban: inRoom((room, { dice }) => `MODE ${room.name} +b ${dice.pick(NICKS)}!*@*`),
  unban: inRoom((room, { dice }) => {
    const known = [...(room.bans ?? [])].sort();
    return `MODE ${room.name} -b ${known.length > 0 ? dice.pick(known) : `${dice.pick(NICKS)}!*@*`}`;
  }),
  flags: inRoom((room, { dice }) => `MODE ${room.name} ${sign(dice)}${dice.pick([..."imnnttCT"])}`),
  key: inRoom((room, { dice }) => `MODE ${room.name} ${sign(dice)}k ${dice.pick(KEYS)}`),
  limit: inRoom((room, { dice }) => `MODE ${room.name} ${dice.chance(0.5) ? `+l ${dice.between(2, 9)}` : "-l"}`),
  topic: inRoom((room, { dice }) => `TOPIC ${room.name} :${dice.chance(0.1) ? "" : `topic ${dice.below(1000)}`}`),
  invite: inRoom((room, { dice }) => `INVITE ${dice.pick(NICKS)} ${room.name}`),
  speak: (person, voice) => {
    const all = rooms(person);
    const isInside = all.length > 0 && voice.dice.chance(0.93);
    const name = isInside ? voice.dice.pick(all).name : voice.dice.pick(CHANNELS);
    return `PRIVMSG ${name} :${voice.text(fold(name))}`;
  },
  whisper: (_person, voice) => {
    const nick = voice.dice.pick(NICKS);
    return `PRIVMSG ${nick} :${voice.text(nick)}`;
  },
  notice: (person, voice) => {
    const all = rooms(person);
    if (all.length === 0) return undefined;
    const { name } = voice.dice.pick(all);
    return `NOTICE ${name} :${voice.text(fold(name))}`;
  },
  away: (_person, { dice }) => (dice.chance(0.5) ? `AWAY :gone ${dice.below(100)}` : "AWAY"),
  quit: () => "QUIT :bye",
  oper: () => `OPER ${OPERATOR} ${PASSWORD}`,
  kill: (_person, { dice }) => `KILL ${dice.pick(NICKS)} :enough`,
  kline: (person, { dice }) =>
    person.isOperator ? `${dice.chance(0.5) ? "KLINE 60" : "UNKLINE"} *p${dice.below(7)}x*@*` : undefined,
  ask: (person, { dice }) => {
    const all = rooms(person);
    const name = all.length > 0 ? dice.pick(all).name : dice.pick(CHANNELS);
    return dice.pick([`NAMES ${name}`, `MODE ${name}`, `MODE ${name} +b`, `WHO ${name}`, `WHOIS ${dice.pick(NICKS)}`]);
  },
};

/** Undefined where there is nothing to do. */
export function lineFor(wish: Exclude<Wish, "arrive">, person: Person, voice: Voice): string | undefined {
  return MAKERS[wish](person, voice);
}
