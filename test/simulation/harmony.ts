// What must be the same everywhere once all links are healed and quiet: records, states, and the answers that people get.
import { digestOf } from "../../projections/digest.ts";
import { isSeen } from "../../projections/sight.ts";
import type { State } from "../../projections/state.ts";
import { nickOf as shownNick } from "../../projections/users.ts";
import { ask } from "./answers.ts";
import { auditLog, differingRows } from "./audit.ts";
import { inCausalOrder } from "./causality.ts";
import { fold } from "./lines.ts";
import type { Machine } from "./machine.ts";
import type { Person } from "./person.ts";
import type { Run } from "./run.ts";
import { countOutcomes, expectedAnswers, nobodyWaits } from "./second-opinion.ts";
import { addressOf } from "./settings.ts";
import { type Id, Violation } from "./violation.ts";

export interface Convergence {
  /** What keeps the nodes from being one; undefined once they are. */
  readonly parted: string | undefined;
  /** What the first node has of each origin. */
  readonly vector: string;
}

export function convergence({ machines, cables, plan }: Run): Convergence {
  const vectors = machines.map(vectorOf);
  const [vector = ""] = vectors;
  const down = machines.find((machine) => !machine.isUp);
  const lost = plan.links.find(([a, b]) => cables.openSince(addressOf(a), addressOf(b)) === undefined);
  const other = vectors.findIndex((each) => each !== vector);
  const lacking = machines.find((machine) => machine.disk.log.hole() !== undefined);
  if (lacking) return { parted: `n${lacking.number} still lacks what came before a snapshot`, vector };
  if (down) return { parted: `n${down.number} is down`, vector };
  if (lost) return { parted: `n${lost[0]} and n${lost[1]} are not linked`, vector };
  return { parted: other < 0 ? undefined : `n0 has ${vector}, n${other} has ${vectors[other]}`, vector };
}

/**
 * Events that a snapshot left out and that no disk has any more: whoever gave it was put back to an older backup before
 * it had sent them. No node can make up for that, and such a network cannot come to one record.
 */
export function lostForGood({ machines }: Run): boolean {
  return machines.some((machine) => {
    const hole = machine.disk.log.hole();
    return Object.entries(hole?.held ?? {}).some(([origin, had]) => {
      const isThere = (seq: number) => machines.some(({ disk }) => disk.log.positionOf(origin, seq) !== undefined);
      const missing = Array.from({ length: (hole?.base.vector[origin] ?? 0) - had }, (_, at) => had + 1 + at);
      return !missing.every(isThere);
    });
  });
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

/** Frames that need no credit. */
const FRAMES_BYTES = 65_536;
const ANSWER_MICROS = 20_000;

/** Throws Violation. */
export async function agreeOnEverything(run: Run, wait: Wait): Promise<void> {
  sameRecords(run.machines);
  inCausalOrder(run.machines);
  sameStates(run.machines);
  const people = await witnesses(run, wait);
  await sameAnswers(run, people, wait);
  await picturesHold(run, wait);
  await everybodyHears(run, wait);
  for (const { node } of run.machines) node?.record.settle();
  const offsets = run.machines.map(({ number }) => mostOffset(run.plan, number));
  for (const machine of run.machines) auditLog(machine, run.world.now, offsets);
  queuesWereBounded(run);
}

/** How far a machine's clock can ever have been ahead, but for the one that is years off. */
function mostOffset({ offsets, steps }: Run["plan"], machine: number): number {
  let most = Math.max(0, offsets[machine] ?? 0);
  for (const step of steps) {
    if ("fault" in step && step.fault.kind === "clock" && step.fault.node === machine)
      most += Math.abs(step.fault.micros);
  }
  return most;
}

/** C13: however slow a peer was, no more than its credit was on the way to it. Throws Violation. */
function queuesWereBounded({ cables, machines }: Run): void {
  const most = Math.max(...machines.map((machine) => machine.windowBytes)) + FRAMES_BYTES;
  if (cables.mostWaiting > most) throw new Violation("C13", `${cables.mostWaiting} bytes were on one way, not ${most}`);
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
  const rows = differingRows([0, at].map((each) => states[each] as State) as [State, State], ["n0", `n${at}`]);
  const isFromSnapshot = [0, at].some((each) => hasJoinedBySnapshot(machines[each] as Machine));
  throw new Violation(isFromSnapshot ? "C9" : "C1", `different states:\n${rows}`);
}

/** Its state began as a peer's snapshot, whatever it has seen since. */
function hasJoinedBySnapshot({ disk: { log } }: Machine): boolean {
  return log.read(0, log.lastPosition()).some(({ header }) => header.startsWith('{"note":"SNAPSHOT"'));
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

/** Which invariant a wrong answer breaks: who bears a nick, who is where with which status, which bans stand. */
function idOf(question: string): Id {
  if (question.startsWith("WHOIS ")) return "C5";
  if (question.startsWith("WHO ")) return "C6";
  return question.endsWith(" +b") ? "C7" : "C1";
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
      throw new Violation(idOf(question), `${where}:\n${answer}\nand from the record follows:\n${right}`);
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

/** C3, C10: in the healed network whatever is said reaches each one who is meant, wherever they are. */
async function everybodyHears(run: Run, wait: Wait): Promise<void> {
  const here = run.people.filter((person) => person.isHere);
  const meant: (readonly [text: string, to: Person, from: Person])[] = [];
  const say = (from: Person, to: string, readers: readonly Person[]) => {
    const text = run.messages.next(from, fold(to), run.world.now);
    from.say(`PRIVMSG ${to} :${text}`);
    for (const reader of readers) if (reader !== from) meant.push([text, reader, from]);
  };
  here.forEach((from, at) => {
    for (const room of from.picture.rooms.values()) {
      const own = room.members.get(fold(from.picture.nick));
      const isMuted = own?.o !== true && own?.v !== true && (room.modes?.has("m") || (room.bans?.size ?? 0) > 0);
      if (!isMuted)
        say(
          from,
          room.name,
          here.filter((each) => each.picture.room(room.name) !== undefined),
        );
    }
    const other = here[(at + 1) % here.length] as Person;
    say(from, other.picture.nick, [other]);
  });
  await wait(3_000_000);
  for (const [text, to, from] of meant) {
    if (run.messages.readers(text).has(to.ident)) continue;
    throw new Violation(
      "C3",
      `in the healed network ${to.ident} (${to.picture.nick}) does not hear ${from.ident}: ${text}`,
    );
  }
}
