// What must be the same everywhere once all links are healed and quiet: records, states, and the answers that people get.
import { canonicalState, digestOf } from "../../projections/digest.ts";
import { isSeen } from "../../projections/sight.ts";
import { nickOf as shownNick } from "../../projections/users.ts";
import { ask } from "./answers.ts";
import { fold } from "./lines.ts";
import type { Machine } from "./machine.ts";
import type { Person } from "./person.ts";
import type { Run } from "./run.ts";
import { countOutcomes, expectedAnswers, nobodyWaits } from "./second-opinion.ts";
import { Violation } from "./violation.ts";

/** What keeps the nodes from being one: undefined once they are. */
export function convergence(machines: readonly Machine[]): string | undefined {
  const [first, ...others] = machines;
  if (first === undefined) return undefined;
  for (const machine of machines) if (!machine.isUp) return `n${machine.number} is down`;
  const vector = vectorOf(first);
  for (const machine of others) {
    const other = vectorOf(machine);
    if (other !== vector) return `n${first.number} has ${vector}, n${machine.number} has ${other}`;
  }
  return undefined;
}

function vectorOf(machine: Machine): string {
  const sequences = [...machine.disk.log.lastSequences()].map(([origin, seq]) => `${origin}:${seq}`);
  return sequences.sort().join(" ");
}

/** N1: of those whom a node shows, no two are shown under one name. Throws Violation. */
export function oneBearer({ node, number }: Machine): void {
  if (node === undefined) return;
  const { state } = node.network;
  const bearers = new Map<string, string>();
  for (const user of state.users.values()) {
    if (!isSeen(state, user.id)) continue;
    const nick = fold(shownNick(state, user));
    const other = bearers.get(nick);
    if (other !== undefined) throw new Violation("N1", `n${number} shows ${other} and ${user.id} as ${nick}`);
    bearers.set(nick, user.id);
  }
}

type Wait = (micros: number) => Promise<void>;

const ANSWER_MICROS = 20_000;

/** Throws Violation. */
export async function agreeOnEverything(run: Run, wait: Wait): Promise<void> {
  sameRecords(run.machines);
  sameStates(run.machines);
  const people = await witnesses(run, wait);
  await sameAnswers(run, people, wait);
  await picturesHold(run, wait);
  await everybodyHears(run, wait);
}

function sameRecords(machines: readonly Machine[]): void {
  const [first, ...others] = machines as readonly [Machine, ...Machine[]];
  for (const [origin, seq] of first.disk.log.lastSequences()) {
    const headers = headersOf(first, origin, seq);
    for (const machine of others) {
      if (headersOf(machine, origin, seq) === headers) continue;
      throw new Violation("C1", `n${first.number} and n${machine.number} hold different events of ${origin}`);
    }
  }
}

const headersOf = (machine: Machine, origin: string, seq: number) =>
  machine.disk.log
    .readOrigin(origin, 0, seq)
    .map((entry) => entry.header)
    .join("\n");

function sameStates(machines: readonly Machine[]): void {
  const states = machines.map(({ node }) => (node as NonNullable<typeof node>).network.state);
  const digests = states.map(digestOf);
  const at = digests.findIndex((digest) => digest !== digests[0]);
  if (at < 0) return;
  const [here, there] = [0, at].map((each) => new Set(canonicalState(states[each] as (typeof states)[number])));
  const only = (number: number, a: Set<string>, b: Set<string>) =>
    [...a].filter((row) => !b.has(row)).map((row) => `  n${number}: ${row}`);
  const [one, other] = [here, there] as [Set<string>, Set<string>];
  throw new Violation("C1", ["different states:", ...only(0, one, other), ...only(at, other, one)].join("\n"));
}

/** Somebody on each node; who is not there connects. */
async function witnesses(run: Run, wait: Wait): Promise<readonly Person[]> {
  const found: Person[] = [];
  for (const machine of run.machines) {
    let person = [...machine.people].find((each) => each.isRegistered);
    if (person === undefined) {
      // No K-line names them.
      person = run.newcomer();
      machine.seat(person);
      await wait(ANSWER_MICROS);
      if (!person.isRegistered) throw new Violation("C10", `nobody can register at n${machine.number}`);
    }
    found.push(person);
  }
  await wait(2_000_000);
  return found;
}

/** C5, C6, C7 over the wire: each node answers as the reference says. */
async function sameAnswers(run: Run, people: readonly Person[], wait: Wait): Promise<void> {
  const reference = countOutcomes(run.machines, run.tally);
  nobodyWaits(reference);
  const expected = expectedAnswers(reference);
  for (const person of people) {
    for (const [question, answer] of await ask(person, wait)) {
      const right = expected.get(question);
      if (answer === right) continue;
      const where = `n${person.seat?.machine} says to ${question}`;
      throw new Violation("C5", `${where}:\n${answer}\nand from the record follows:\n${right}`);
    }
  }
}

/** C4: each client asks its node; its picture throws where an answer is not what it was told. */
async function picturesHold(run: Run, wait: Wait): Promise<void> {
  for (const person of run.people) {
    if (!person.isHere) continue;
    for (const { name } of [...person.picture.rooms.values()]) {
      for (const question of [`NAMES ${name}`, `MODE ${name}`, `MODE ${name} +b`, `TOPIC ${name}`])
        person.say(question);
    }
    person.say(`WHOIS ${person.picture.nick}`);
  }
  await wait(ANSWER_MICROS);
  for (const person of run.people) {
    if (!person.isHere) continue;
    const { nick, ident } = person.picture;
    const isSelf = person.transcript.some(
      (line) => line.startsWith(":") && line.includes(` 311 ${nick} ${nick} ~${ident} `),
    );
    if (!isSelf) throw new Violation("C4", `${ident} takes itself for ${nick}, and its node does not`);
  }
}

/** C3, C10: in the healed network whatever is said in a channel reaches each member once, wherever they are. */
async function everybodyHears(run: Run, wait: Wait): Promise<void> {
  const texts: (readonly [text: string, to: string, from: Person])[] = [];
  for (const person of run.people) {
    if (!person.isHere) continue;
    for (const room of person.picture.rooms.values()) {
      const own = room.members.get(fold(person.picture.nick));
      const isMuted = own?.o !== true && own?.v !== true && (room.modes?.has("m") || (room.bans?.size ?? 0) > 0);
      if (isMuted) continue;
      const text = run.messages.next(person, fold(room.name), run.world.now);
      texts.push([text, room.name, person]);
      person.say(`PRIVMSG ${room.name} :${text}`);
    }
  }
  await wait(3_000_000);
  for (const [text, to, from] of texts) {
    for (const person of run.people) {
      const isMember = person !== from && person.isHere && person.picture.room(to) !== undefined;
      if (isMember && !run.messages.readers(text).has(person.ident)) {
        throw new Violation(
          "C3",
          `in the healed network ${person.ident} in ${to} does not hear ${from.ident}: ${text}`,
        );
      }
    }
  }
}
