// What the steady people said and read, and what was told about them: nothing twice, nothing out of order, nothing lost
// but what is history only, and each going and coming shown as often as it must be. It knows texts, not events.
import type { Line } from "../simulation/lines.ts";
import { nickOf } from "../simulation/lines.ts";

interface Said {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly at: number;
}

/** What one reader has of one speaker's messages to one target. */
interface Stream {
  last: number;
  read: number;
  /** Numbers that were passed over while the reader's node showed the speaker as gone. */
  historyOnly: number;
  /** Numbers that were passed over without that. */
  missing: string[];
  /** How often the speaker had been shown as gone when the last message was read. */
  quits: number;
}

export interface Sight {
  readonly quits: number;
  readonly joins: number;
}

export interface Delivered {
  sent: number;
  expected: number;
  delivered: number;
  historyOnly: number;
  /** Answered with "no such nick": never an event. */
  refused: number;
}

const TEXT = /^s (\d+) (\S+) (\S+) (\d+)$/;
const MOST_FAULTS = 20;

export class Ledger {
  readonly faults: string[] = [];
  /** Milliseconds from sending to reading, by way. */
  readonly delays: number[] = [];
  readonly #said = new Map<string, Said>();
  readonly #counts = new Map<string, number>();
  readonly #streams = new Map<string, Stream>();
  readonly #refusals = new Map<string, number>();
  readonly #seen = new Map<string, { quits: number; joins: number }>();
  readonly #roaming = new Map<string, number>();
  readonly #steady: readonly string[];
  /** Of roaming people: texts read. */
  roamingRead = 0;

  constructor(steady: readonly string[]) {
    this.#steady = steady;
  }

  blame(fault: string): void {
    if (this.faults.length < MOST_FAULTS && !this.faults.includes(fault)) this.faults.push(fault);
  }

  /** The text of the next message of a steady person. */
  say(from: string, to: string): string {
    const count = (this.#counts.get(`${from} ${to}`) ?? 0) + 1;
    this.#counts.set(`${from} ${to}`, count);
    const text = `s ${this.#said.size + 1} ${from} ${to} ${count}`;
    this.#said.set(text, { from, to, count, at: performance.now() });
    return text;
  }

  /** The text of the next message of anybody else. */
  sayRoaming(ident: string, target: string): string {
    const key = `${ident} ${target}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return `r ${ident} ${target} ${count}`;
  }

  /** `reader`: the nick of a steady person, or the ident of another. */
  heard(reader: string, { source, verb, parameters }: Line): void {
    const from = nickOf(source);
    const isSteadyReader = this.#steady.includes(reader);
    if (verb === "PRIVMSG" || verb === "NOTICE") {
      const [to = "", text = ""] = parameters;
      if (text.startsWith("r ")) this.#roamed(reader, text);
      if (isSteadyReader && text.startsWith("s ")) this.#read(reader, to, text);
    }
    if (!isSteadyReader) return;
    if (verb === "401") this.#refused(reader, parameters[1] ?? "");
    if (verb === "QUIT" && this.#steady.includes(from)) this.#quit(reader, from);
    if (verb === "JOIN" && this.#steady.includes(from) && from !== reader) this.#sight(reader, from).joins++;
    const names = [from, ...parameters];
    const isOdd = ["KICK", "PART", "NICK"].includes(verb) && names.some((name) => this.#steady.includes(name));
    if (isOdd) this.blame(`C8: ${reader} was told of ${source} ${verb} ${parameters.join(" ")}`);
  }

  /** How often `of` was shown as gone and as back to a reader, so far. */
  sightOf(reader: string, of: string): Sight {
    return { ...this.#sight(reader, of) };
  }

  /** All is quiet and healed: what was said and not read by now is lost, or history only. Gives the figures so far. */
  settle(): Delivered {
    const figures = { sent: this.#said.size, expected: 0, delivered: 0, historyOnly: 0, refused: 0 };
    for (const [key, count] of this.#counts) {
      const [from = "", to = ""] = key.split(" ");
      if (!this.#steady.includes(from)) continue;
      for (const reader of this.#readers(from, to)) {
        const stream = this.#stream(reader, from, to);
        if (stream.last < count) this.#passOver(stream, { reader, from, to }, count + 1);
        stream.last = count;
        const refused = Math.min(this.#refusals.get(`${from} ${to}`) ?? 0, stream.missing.length);
        figures.expected += count;
        figures.delivered += stream.read;
        figures.historyOnly += stream.historyOnly;
        figures.refused += refused;
        const lost = stream.missing.length - refused;
        if (lost > 0) this.blame(`C3: ${reader} was never told ${lost} of ${stream.missing.slice(0, 3).join(", ")}`);
        stream.quits = this.#sight(reader, from).quits;
      }
    }
    return figures;
  }

  /** Texts that must be on the record of every node. */
  channelTexts(): ReadonlySet<string> {
    return new Set([...this.#said].filter(([, { to }]) => to.startsWith("#")).map(([text]) => text));
  }

  #readers(from: string, to: string): readonly string[] {
    return to.startsWith("#") ? this.#steady.filter((each) => each !== from) : [to];
  }

  #stream(reader: string, from: string, to: string): Stream {
    const key = `${reader} ${from} ${to}`;
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const fresh = { last: 0, read: 0, historyOnly: 0, missing: [], quits: 0 };
    this.#streams.set(key, fresh);
    return fresh;
  }

  #sight(reader: string, of: string): { quits: number; joins: number } {
    const key = `${reader} ${of}`;
    const known = this.#seen.get(key) ?? { quits: 0, joins: 0 };
    this.#seen.set(key, known);
    return known;
  }

  #read(reader: string, to: string, text: string): void {
    const said = this.#said.get(text);
    const [, , from = ""] = TEXT.exec(text) ?? [];
    if (said === undefined || said.to !== to) return this.blame(`C3: ${reader} was told what nobody said: ${text}`);
    const stream = this.#stream(reader, from, to);
    if (said.count <= stream.last) return this.blame(`C2, C3: ${reader} was told ${text} after number ${stream.last}`);
    if (said.count > stream.last + 1) this.#passOver(stream, { reader, from, to }, said.count);
    stream.last = said.count;
    stream.read++;
    stream.quits = this.#sight(reader, from).quits;
    this.delays.push(performance.now() - said.at);
  }

  #passOver(stream: Stream, way: { readonly reader: string; readonly from: string; readonly to: string }, end: number) {
    const wasAway = this.#sight(way.reader, way.from).quits > stream.quits;
    for (let count = stream.last + 1; count < end; count++) {
      if (wasAway) stream.historyOnly++;
      else stream.missing.push(`${way.from} ${way.to} ${count}`);
    }
  }

  #refused(from: string, to: string): void {
    const key = `${from} ${to}`;
    this.#refusals.set(key, (this.#refusals.get(key) ?? 0) + 1);
  }

  #quit(reader: string, from: string): void {
    this.#sight(reader, from).quits++;
  }

  #roamed(reader: string, text: string): void {
    const [, ident, target, number] = text.split(" ");
    const key = `${reader} ${ident} ${target}`;
    const last = this.#roaming.get(key) ?? 0;
    if (Number(number) <= last) this.blame(`C2, C3: ${reader} was told ${text} after number ${last}`);
    this.#roaming.set(key, Number(number));
    this.roamingRead++;
  }
}
