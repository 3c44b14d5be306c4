// People on real sockets: steady ones, who stay where they are and whose every message is accounted for, and roaming
// ones, who join, part, race for nicks, set modes and topics. What each is told is held against a strict picture.
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Dice } from "../simulation/dice.ts";
import { fold, type Line } from "../simulation/lines.ts";
import { CHANNELS } from "../simulation/names.ts";
import { Person } from "../simulation/person.ts";
import { WISHES } from "../simulation/plan.ts";
import { lineFor, nickFor } from "../simulation/speech.ts";
import { Violation } from "../simulation/violation.ts";
import { Ledger } from "./ledger.ts";

/** What needs an operator of the network is left out, and so is what could send steady people away. */
const LEFT_OUT = ["arrive", "oper", "kill", "kline"];
const ROAMING = WISHES.filter(([, wish]) => !LEFT_OUT.includes(wish));
const HALL = "#steady";
const TICK_MS = 20;
const TRANSCRIPT = 400;
const ANSWER_MS = 20_000;

export interface CrowdOptions {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** On each node. */
  readonly steady: number;
  readonly roaming: number;
  /** Commands a second of all together. */
  readonly perSecond: number;
  readonly seed: string;
  /** Some of the roaming vanish without a word, and some do not read for seconds. */
  readonly isRough?: boolean;
}

class Member {
  readonly person: Person;
  readonly machine: number;
  readonly isSteady: boolean;
  socket: Socket | undefined;
  isBroken = false;
  /** Answers to WHO that are not complete yet. */
  who: string[] = [];

  constructor(person: Person, machine: number, isSteady: boolean) {
    this.person = person;
    this.machine = machine;
    this.isSteady = isSteady;
  }

  get nick(): string {
    return this.person.picture.nick;
  }
}

const steadyNick = (machine: number, at: number) => `steady${machine}x${at}`;

export class Crowd {
  readonly ledger: Ledger;
  readonly steadyNicks: readonly string[];
  commands = 0;
  lines = 0;
  reconnects = 0;
  readonly #options: CrowdOptions;
  readonly #dice: Dice;
  readonly #members: readonly Member[];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #questions = 0;

  constructor(options: CrowdOptions) {
    this.#options = options;
    this.#dice = new Dice(`crowd ${options.seed}`);
    const { nodes, steady, roaming } = options;
    const each = (count: number) => Array.from({ length: count }, (_, at) => at);
    this.steadyNicks = nodes.flatMap((_, machine) => each(steady).map((at) => steadyNick(machine, at)));
    this.ledger = new Ledger(this.steadyNicks);
    let number = 0;
    this.#members = nodes.flatMap((_, machine) => [
      ...each(steady).map((at) => this.#member(number++, machine, () => steadyNick(machine, at), true)),
      ...each(roaming).map(() => {
        const own = number++;
        return this.#member(own, machine, (attempt) => nickFor(this.#dice, own, attempt), false);
      }),
    ]);
  }

  /** All are there and the steady ones are in their channel. */
  async arrive(): Promise<void> {
    for (const member of this.#members) this.#connect(member);
    await this.#until("all are registered", () => this.#members.every(({ person }) => person.isRegistered));
    for (const { person, isSteady } of this.#members) if (isSteady) person.say(`JOIN ${HALL}`);
    const isComplete = ({ person }: Member) => person.picture.room(HALL)?.members.size === this.steadyNicks.length;
    await this.#until(
      "the steady people see each other",
      () => this.#members.every((member) => !member.isSteady || isComplete(member)),
      60_000,
    );
  }

  /** The machine that a steady person is on. */
  machineOf(nick: string): number {
    return Number(/^steady(\d+)/.exec(nick)?.[1]);
  }

  start(perSecond = this.#options.perSecond): void {
    const from = performance.now();
    let done = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - from) / 1000) * perSecond);
      for (; done < due; done++) this.#act(this.#dice.pick(this.#members));
    }, TICK_MS);
  }

  /** Nobody says anything any more. */
  stop(): void {
    clearInterval(this.#timer);
    for (const { socket } of this.#members) socket?.resume();
  }

  /** Steady people of one node say so much in their channel, as fast as it is taken. */
  async flood(machine: number, messages: number): Promise<void> {
    const speakers = this.#members.filter((member) => member.isSteady && member.machine === machine);
    for (let at = 0; at < messages; at++) {
      const { person, socket } = speakers[at % speakers.length] as Member;
      this.#say(person, HALL);
      if (at % 200 === 0 && (socket?.writableLength ?? 0) > 0) await delay(1);
      if (at % 1000 === 999) await delay(20);
    }
  }

  /** All that was written to them has been read. */
  async settled(): Promise<void> {
    const token = `settled${++this.#questions}`;
    for (const { person } of this.#here()) person.say(`PING ${token}`);
    const isAnswered = ({ person }: Member) => person.transcript.some((line) => line.endsWith(` :${token}`));
    await this.#until("PINGs are answered", () => this.#here().every(isAnswered));
  }

  /** C4: each asks their node about all that they know; and the steady people's channel is the same on all nodes. */
  async ask(): Promise<void> {
    for (const { person } of this.#here()) {
      for (const { name } of person.picture.rooms.values()) {
        for (const ask of [`NAMES ${name}`, `MODE ${name}`, `MODE ${name} +b`, `TOPIC ${name}`, `WHO ${name}`]) {
          person.say(ask);
        }
      }
      person.say(`WHOIS ${person.picture.nick}`);
    }
    await this.settled();
    for (const { person } of this.#here()) {
      const { nick, ident } = person.picture;
      const isSelf = person.transcript.some((line) => line.includes(` 311 ${nick} ${nick} ~${ident} `));
      if (!isSelf) this.ledger.blame(`C4: ${ident} takes itself for ${nick}, and its node does not`);
    }
    const halls = this.#here()
      .filter(({ isSteady }) => isSteady)
      .map(({ person }) => [...(person.picture.room(HALL)?.members.keys() ?? [])].sort().join(" "));
    if (new Set(halls).size !== 1) this.ledger.blame(`C4: ${HALL} is not the same on all nodes: ${halls.join(" | ")}`);
  }

  close(): void {
    this.#isClosed = true;
    this.stop();
    for (const { socket } of this.#members) socket?.destroy();
  }

  #here(): readonly Member[] {
    return this.#members.filter(({ person, isBroken }) => person.isHere && !isBroken);
  }

  #member(number: number, machine: number, nicks: (attempt: number) => string, isSteady: boolean): Member {
    const person = new Person(number, nicks, (_person, line) => this.#heard(member, line));
    const member: Member = new Member(person, machine, isSteady);
    return member;
  }

  #connect(member: Member): void {
    const place = this.#options.nodes[member.machine] as CrowdOptions["nodes"][number];
    const socket = connect({ ...place, noDelay: true });
    member.socket = socket;
    let rest = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (member.socket === socket) this.#take(member, line);
    });
    socket.on("error", () => undefined);
    socket.once("close", () => this.#closed(member, socket));
    member.person.arrive({ machine: member.machine, feed: (text) => void socket.write(text) });
  }

  #closed(member: Member, socket: Socket): void {
    if (member.socket !== socket || this.#isClosed) return;
    member.person.leave();
    if (member.isSteady) this.ledger.blame(`*: ${member.nick} was disconnected: ${member.person.transcript.at(-1)}`);
    if (!member.isBroken) setTimeout(() => !this.#isClosed && this.#connect(member), 500 + this.#dice.below(1500));
    this.reconnects++;
  }

  #take(member: Member, text: string): void {
    this.lines++;
    if (member.isBroken) return;
    try {
      member.person.hear(text, performance.now() * 1000);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      const before = member.person.transcript.slice(-12).join("\n    ");
      this.ledger.blame(`n${member.machine} ${error.message}\n    ${before}`);
      member.isBroken = true;
      member.socket?.destroy();
    }
    const { transcript } = member.person;
    if (transcript.length > 3 * TRANSCRIPT) transcript.splice(0, transcript.length - TRANSCRIPT);
  }

  #heard(member: Member, line: Line): void {
    const { person } = member;
    this.ledger.heard(member.isSteady ? person.picture.nick : person.ident, line);
    if (line.verb === "352")
      member.who.push(`${line.parameters[5]} ${(line.parameters[6] ?? "").replace(/[GH*]/g, "")}`);
    if (line.verb === "315") this.#whoIs(member, line.parameters[1] ?? "");
  }

  #whoIs(member: Member, name: string): void {
    const said = member.who.splice(0);
    const room = member.person.picture.room(name);
    if (room === undefined || !name.startsWith("#")) return;
    const known = [...room.members.values()].map(({ nick, o, v }) => `${nick} ${o ? "@" : ""}${v ? "+" : ""}`);
    if (said.sort().join() === known.sort().join()) return;
    this.ledger.blame(`C4: WHO ${name} says ${said.join()} to ${member.nick}, who knows ${known.join()}`);
  }

  #act(member: Member): void {
    const { person, socket } = member;
    if (!person.isHere || member.isBroken) return;
    this.commands++;
    if (member.isSteady) {
      this.#say(person, this.#dice.chance(0.7) ? HALL : this.#someone(person));
      return;
    }
    if (this.#options.isRough && this.#dice.chance(0.01)) {
      socket?.destroy();
      return;
    }
    if (this.#options.isRough && this.#dice.chance(0.01)) {
      socket?.pause();
      setTimeout(() => socket?.resume(), 1000 + this.#dice.below(4000));
    }
    if (person.picture.rooms.size === 0 && this.#dice.chance(0.7)) {
      person.say(`JOIN ${this.#dice.pick(CHANNELS)}`);
      return;
    }
    const text = (target: string) => this.ledger.sayRoaming(person.ident, target);
    const wish = this.#dice.weighted(ROAMING) as Parameters<typeof lineFor>[0];
    const line = lineFor(wish, person, { dice: this.#dice, text });
    if (line !== undefined) person.say(line);
  }

  /** Whom a steady person sees now: nobody writes to people who are gone. */
  #someone(person: Person): string {
    const members = person.picture.room(HALL)?.members;
    const others = this.steadyNicks.filter((nick) => !person.picture.isMe(nick) && members?.has(fold(nick)));
    return others.length === 0 ? HALL : this.#dice.pick(others);
  }

  #say(person: Person, target: string): void {
    person.say(`PRIVMSG ${target} :${this.ledger.say(person.picture.nick, target)}`);
  }

  async #until(what: string, holds: () => boolean, ms = ANSWER_MS): Promise<void> {
    const deadline = performance.now() + ms;
    while (!holds()) {
      if (performance.now() > deadline) {
        this.ledger.blame(`*: not within ${ms} ms: ${what}`);
        return;
      }
      await delay(30);
    }
  }
}
