// What was said and who has read it: nothing twice, nothing out of order, and nothing lost on its way to somebody who had
// the speaker in sight all the time. It knows texts, not events.
import type { Line } from "./lines.ts";
import type { Person } from "./person.ts";
import type { MemberPicture } from "./picture.ts";
import type { Reach } from "./reach.ts";
import type { Splits } from "./splits.ts";
import { Violation } from "./violation.ts";

interface Said {
  readonly ident: string;
  readonly target: string;
  /** Of the speaker's messages to that target. */
  readonly count: number;
  readonly at: number;
  readonly machine: number;
  /** The machines that could be reached when it was said. */
  readonly group: readonly number[];
  /** Machine → when it had it on its disk. */
  readonly held: Map<number, number>;
  /** Sessions that have read it. */
  readonly readBy: Set<string>;
}

interface Owed {
  readonly person: Person;
  readonly ident: string;
  readonly text: string;
  readonly due: number;
}

/** A catch-up and its merge may take so long. */
const WITHIN_MICROS = 8_000_000;

/** So long may pass until a KICK or MODE is known where the speaker is. */
const CROSSING_MICROS = 15_000_000;

export class Messages {
  readonly #said = new Map<string, Said>();
  /** "ident target" → how many. */
  readonly #counts = new Map<string, number>();
  /** "reader speaker target" → the last count read. */
  readonly #read = new Map<string, number>();
  #owed: Owed[] = [];
  readonly #reach: Reach;
  readonly #splits: Splits;
  /** How many were held against what their readers knew. */
  expected = 0;
  delivered = 0;

  constructor(reach: Reach, splits: Splits) {
    this.#reach = reach;
    this.#splits = splits;
  }

  /** A text for the next message of somebody who is there; the world's time in microseconds. */
  next({ ident, seat }: Person, target: string, at: number): string {
    const key = `${ident} ${target}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    const text = `m${this.#said.size + 1} ${ident} ${target} ${count}`;
    const machine = seat?.machine ?? 0;
    const group = this.#reach.groupOf(machine);
    this.#said.set(text, { ident, target, count, at, machine, group, held: new Map(), readBy: new Set() });
    return text;
  }

  /** A machine has committed a message. */
  held(machine: number, text: string, now: number): void {
    this.#said.get(text)?.held.set(machine, now);
  }

  /** A machine has lost some of what it had. */
  lost(machine: number): void {
    for (const said of this.#said.values()) said.held.delete(machine);
  }

  /** Somebody was told a message. Throws Violation. */
  heard(person: Person, line: Line): void {
    if (!line.source.includes("!")) return;
    const [to = "", text = ""] = line.parameters;
    const said = this.#said.get(text);
    const reader = person.ident;
    if (said === undefined) throw new Violation("C3", `${reader} was told what nobody said: ${text}`);
    if (said.ident === reader && to.startsWith("#"))
      throw new Violation("C3", `${reader} was told its own words: ${text}`);
    if (said.readBy.has(reader)) throw new Violation("C3", `${reader} was told twice: ${text}`);
    if (to.startsWith("#") && person.picture.room(to) === undefined) {
      throw new Violation("C4", `${reader} is not in ${to} and was told: ${text}`);
    }
    this.#checkSplit(person, said, text);
    if (to.startsWith("#")) this.#checkOutsider(person, said, text);
    said.readBy.add(reader);
    this.delivered++;
    const stream = `${reader} ${said.ident} ${said.target}`;
    const last = this.#read.get(stream) ?? 0;
    if (said.count < last) throw new Violation("C2", `${reader} was told ${text} after number ${last}`);
    this.#read.set(stream, said.count);
  }

  /** C8: what was said while nobody there could reach the reader, who had lost sight of the speaker, is history only. */
  #checkSplit(reader: Person, said: Said, text: string): void {
    const { machine } = reader.seat ?? {};
    const absence = this.#splits.absence(reader, said.ident);
    if (machine === undefined || absence === undefined || absence.to < said.at) return;
    if (said.group.includes(machine) || !said.target.startsWith("#")) return;
    const [first, last] = [Math.min(said.at, absence.from), Math.max(said.at, absence.from)];
    const together = this.#reach.togetherFrom(machine, said.machine, first) ?? 0;
    if (together < last || absence.to < together || this.#isBelieved(together)) return;
    if (!isHeldBefore(said, together)) return;
    const seen = `${reader.ident} was told as new what was said at ${said.at} in a split that ended at ${together}`;
    throw new Violation("C8", `${seen}: ${text}`);
  }

  /** Older news may have shown who was not in reach: a lost link that nobody there had noticed yet. */
  #isBelieved(time: number): boolean {
    return !this.#reach.isNoticed(time);
  }

  /** Who is not in the channel as the reader knows it may only be heard where that is allowed, or was just so. */
  #checkOutsider(reader: Person, said: Said, text: string): void {
    const room = reader.picture.room(said.target);
    const { machine } = reader.seat ?? {};
    if (room === undefined || machine === undefined || !room.isKnown) return;
    if ([...room.members.values()].some((member) => member.ident === said.ident)) return;
    const left = room.left.get(said.ident);
    const heard = `${reader.ident} was told what ${said.ident} said at ${said.at}, who`;
    // Hidden in a split, and spoken in that split: first comes the JOIN, and what was said meanwhile never.
    const together = left?.isQuit ? (this.#reach.togetherFrom(machine, said.machine, left.at) ?? 0) : 0;
    if (together > said.at && !this.#isBelieved(together) && isHeldBefore(said, together)) {
      throw new Violation("C8", `${heard} has quit at ${left?.at} as far as is known: ${text}`);
    }
    // Who came, spoke and went while a link was lost is told by their words alone: the rest of it comes to nothing. And
    // what was done meanwhile has first to be known where they speak.
    if (!this.#reach.isSteadySince(machine, said.machine, said.at - CROSSING_MICROS)) return;
    const { closedSince = said.at } = room;
    if (Math.max(left?.at ?? 0, room.since, closedSince) + CROSSING_MICROS >= said.at) return;
    throw new Violation("C4", `${heard} is not in ${room.name}, which is +n: ${text}`);
  }

  /**
   * The reader's node has committed the message. Who has the speaker in the channel's picture since before the message was
   * sent must be told; not at once, for what a catch-up brings is told when all of it is merged.
   */
  expect(person: Person, text: string, now: number): void {
    const said = this.#said.get(text);
    if (said === undefined || said.ident === person.ident || !person.isRegistered) return;
    if (speakerSeen(person, said) === undefined) return;
    this.expected++;
    if (!said.readBy.has(person.ident))
      this.#owed.push({ person, ident: person.ident, text, due: now + WITHIN_MICROS });
  }

  /** Throws Violation where something was not told in time, or at all, to somebody who had the speaker in sight. */
  settle(now: number): void {
    this.#owed = this.#owed.filter(({ person, ident, text, due }) => {
      const said = this.#said.get(text) as Said;
      const isOver = said.readBy.has(ident) || person.ident !== ident || !person.isHere;
      const speaker = isOver ? undefined : speakerSeen(person, said);
      if (speaker === undefined) return false;
      if (now < due) return true;
      const since = `${said.ident} as ${speaker.nick} since ${speaker.since}`;
      throw new Violation("C3", `${ident} knew ${since}, and was not told what was said at ${said.at}: ${text}`);
    });
  }

  /** Who was told a text. */
  readers(text: string): ReadonlySet<string> {
    return this.#said.get(text)?.readBy ?? new Set();
  }
}

/** Else it may have come after the word that the speaker's node is in reach. */
const isHeldBefore = ({ group, held }: Said, time: number) =>
  group.every((each) => (held.get(each) ?? Number.POSITIVE_INFINITY) < time);

/** The speaker, if the reader knows them in the channel since before they spoke. */
function speakerSeen(person: Person, said: Said): MemberPicture | undefined {
  const room = person.picture.room(said.target);
  if (room === undefined || !room.isKnown || room.since >= said.at) return undefined;
  const speaker = [...room.members.values()].find((member) => member.ident === said.ident);
  return speaker !== undefined && speaker.since < said.at ? speaker : undefined;
}

export const isMessage = (line: Line): boolean => line.verb === "PRIVMSG" || line.verb === "NOTICE";
