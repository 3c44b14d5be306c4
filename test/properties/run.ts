// One run: the same steps for the node and for the reference model, and after each PONG barrier the lines of every
// client held against the model and fed to a strict client. The first difference ends the run with a Breach.

import { Breach } from "../../src/testing/breach.ts";
import { prefix } from "../../src/testing/model/names.ts";
import { Reference } from "../../src/testing/model/reference.ts";
import { fold, readLine } from "../../src/testing/model/wire.ts";
import { type Item, isOp, type Limits, type Person, type Room, type Seat } from "../../src/testing/model/world.ts";
import { type MemberView, StrictClient } from "../../src/testing/strict-client.ts";
import { configuration, VirtualNode, type VirtualOptions } from "../support/virtual-node.ts";
import { canonical, difference, idsOf } from "./compare.ts";
import { checkEndings } from "./endings.ts";
import { Framing } from "./framing.ts";
import { greetingOf } from "./greetings.ts";
import { checkIds, checkSound } from "./line-checks.ts";
import { Negotiated } from "./negotiated.ts";
import { type Role, SLOTS, type Step } from "./steps.ts";

/** Small limits, so that runs reach them. */
export const tight: NonNullable<VirtualOptions["configuration"]> = {
  ...configuration,
  limits: {
    ...configuration.limits,
    channelsPerUser: 2,
    listEntries: 4,
    modesPerCommand: 4,
    monitorEntries: 2,
    knocksPerMinute: 1,
  },
  caches: { memberChannels: 64, hostNames: 10 },
};

const STEP_MS = 7;
const SHY_STEPS = 4;
const LOST = "Remote host closed the connection";

export interface RunOptions extends VirtualOptions {
  /** The run whose node this one follows on the same log. */
  readonly after?: Run;
  /** What a client sends first. */
  readonly greeting?: (slot: number) => string;
}

/** Those connect over TLS, or as good as that. */
const isSecure = (slot: number) => slot % 2 === 1;

interface Slot {
  readonly id: number;
  readonly client: StrictClient;
  readonly negotiated: Negotiated;
  readonly framing: Framing;
}

/** A line, and what its client had negotiated when it was written. */
type Heard = readonly [line: string, capabilities: ReadonlySet<string>];

export class Run {
  readonly virtual: VirtualNode;
  readonly model: Reference;
  readonly slots: (Slot | undefined)[] = new Array(SLOTS).fill(undefined);
  /** Every line that any client was written. */
  readonly heard: string[] = [];
  /** Lines that left for another client after the PONG of the barrier that was to follow them. */
  readonly overtaken: string[] = [];
  readonly #greeting: (slot: number) => string;
  /** What happened, for the report of a failure. */
  readonly #transcript: string[] = [];
  #barriers = 0;
  #silent = 0;
  /** The lines of this step. */
  #sent: readonly string[] = [];

  constructor(options: RunOptions = {}) {
    this.#greeting = options.greeting ?? greetingOf(options.seed ?? 0);
    const { after } = options;
    const heir = after === undefined ? {} : { log: after.virtual.log, ports: after.virtual.ports };
    this.virtual = new VirtualNode({ configuration: tight, ...heir, ...options });
    const { limits, node, password } = options.configuration ?? tight;
    const shared: Limits = { ...limits, server: node.name, password };
    this.model = new Reference(shared);
    // Who was there when the earlier node ended has been there before.
    if (after) this.model.world.former.push(...after.model.world.former, ...after.model.world.people);
  }

  /** All but the last register and meet in a room; two of them have another one. */
  begin(): void {
    const all = [...this.slots.keys()].slice(0, -1);
    for (const slot of all) this.#arrive(slot);
    for (const slot of all) if (this.slots[slot]) this.#say(slot, Buffer.from("JOIN #one\r\n"), ["JOIN"]);
    for (const slot of [1, 0]) if (this.slots[slot]) this.#say(slot, Buffer.from("JOIN #two\r\n"), ["JOIN"]);
  }

  take(step: Step): void {
    const slot = "say" in step && step.as ? this.#slotOf(step.as, step.say[0] ?? "", step.slot) : step.slot;
    if ("act" in step) return this.#lose(slot);
    this.#attend(slot);
    if (this.slots[slot] === undefined) return;
    const lines = "raw" in step ? step.raw.split(/[\r\n]+/) : step.say;
    const bytes =
      "raw" in step ? Buffer.from(step.raw, "latin1") : Buffer.from(step.say.map((e) => `${e}\r\n`).join(""));
    this.#say(
      slot,
      bytes,
      lines.flatMap((line) => readLine(line)?.verb ?? []),
    );
  }

  /** The views of the strict clients are those of the model. */
  agree(): void {
    for (const seat of this.model.world.seats.values()) {
      const { person } = seat;
      const client = this.slots[seat.slot]?.client;
      this.#agreeOnCapabilities(seat);
      if (person === undefined || client === undefined) continue;
      if (client.nick !== person.nick) throw new Breach("N1", `${person.nick} takes itself for ${client.nick}`);
      const rooms = this.model.world.roomsOf(person);
      const names = rooms
        .map((room) => fold(room.name))
        .sort()
        .join(" ");
      const seen = [...client.rooms.keys()].sort().join(" ");
      if (seen !== names) throw new Breach("N3", `${person.nick} is in ${names} and sees ${seen}`);
      for (const room of rooms) {
        const view = client.rooms.get(fold(room.name));
        // With no-implicit-names a client does not know who is there before it asks.
        if (view?.isComplete === false) continue;
        const known = [...(view?.members.values() ?? [])].map(shownAs).sort();
        const held = [...room.members.keys()].map((each) => {
          // Who was an operator in NAMES and is none now may have been voiced all along: the client cannot know.
          const isVoiceUnknown = view?.members.get(fold(each.nick))?.v === undefined && !isOp(room, each);
          return isVoiceUnknown ? each.nick : prefix(room, each) + each.nick;
        });
        if (known.join(" ") === held.sort().join(" ")) continue;
        throw new Breach(["N3", "N5"], `${person.nick} sees ${known} in ${room.name}, where ${held} are`);
      }
    }
  }

  #agreeOnCapabilities({ slot, caps }: Seat): void {
    const { negotiated } = this.slots[slot] ?? {};
    if (negotiated === undefined) return;
    const [held, seen] = [caps, negotiated.set].map((set) => [...set].sort().join(" "));
    if (held !== seen) throw new Breach("N14", `slot ${slot} has negotiated ${held} and was told of ${seen}`);
  }

  /** A breach with all that led to it. */
  explain(breach: Breach): Breach {
    const isNoise = (line: string) => / (00[1-5]|2[56]\d|37[256]) |NOTICE \S+ :(This network|Of private)/.test(line);
    const told = this.#transcript.filter(
      (line) => !isNoise(line) && !/> \d "PING :0|PONG \S+ :(barrier \d+|0)$/.test(line),
    );
    return new Breach(breach.ids, `${breach.message}\n${told.slice(-60).join("\n")}`);
  }

  /** The first slot from `slot` on whose user has the role in the channel that the line names. */
  #slotOf(role: Role, line: string, slot: number): number {
    const room = this.model.world.room(/#[^ ,]*/.exec(line)?.[0] ?? "");
    if (room === undefined) return slot;
    for (let at = slot; at < slot + SLOTS; at++) {
      const person = this.model.world.seats.get(at % SLOTS)?.person;
      if (person && roleIn(room, person) === role) return at % SLOTS;
    }
    return slot;
  }

  /** The last slot's client says who it is only after a few commands: these are refused. */
  #attend(slot: number): void {
    const isShy = slot === SLOTS - 1 && this.#silent < SHY_STEPS;
    if (this.slots[slot] === undefined) this.#arrive(slot, !isShy);
    else if (slot === SLOTS - 1 && ++this.#silent === SHY_STEPS) this.#greet(slot);
  }

  #arrive(slot: number, isGreeting = true): void {
    const host = `10.0.0.${slot + 1}`;
    const id = this.virtual.connect(host, 40_000 + slot, isSecure(slot));
    const [client, negotiated, framing] = [
      new StrictClient(),
      new Negotiated((what) => this.model.tally.meet(what)),
      new Framing(),
    ];
    this.slots[slot] = { id, client, negotiated, framing };
    this.model.connect(slot, host, isSecure(slot));
    if (isGreeting) this.#greet(slot);
  }

  #greet(slot: number): void {
    this.#say(slot, Buffer.from(this.#greeting(slot)), ["USER"]);
  }

  #lose(slot: number): void {
    const there = this.slots[slot];
    if (there === undefined) return;
    this.#transcript.push(`> ${slot} hangs up`);
    this.virtual.hangUp(there.id);
    this.model.hangUp(slot, LOST);
    this.slots[slot] = undefined;
    this.virtual.settle();
    this.#judge(slot, ["QUIT"]);
  }

  /** With the barrier in the same bytes, or after them: both must hold. */
  #say(slot: number, bytes: Buffer, verbs: readonly string[]): void {
    const { id, negotiated } = this.slots[slot] as Slot;
    if (/\bCAP LS :?302\b/i.test(bytes.toString("latin1"))) negotiated.asksFor302();
    const barrier = Buffer.from(`PING :barrier ${++this.#barriers}\r\n`);
    this.#transcript.push(`> ${slot} ${JSON.stringify(bytes.toString("latin1").slice(0, 400))}`);
    this.model.bytes(slot, Buffer.concat([bytes, barrier]));
    this.virtual.pass(STEP_MS);
    this.virtual.edge.clearWrites();
    if (this.#barriers % 2 === 0) {
      this.virtual.feed(id, Buffer.concat([bytes, barrier]));
    } else {
      this.virtual.feed(id, bytes);
      this.virtual.settle();
      this.virtual.feed(id, barrier);
    }
    this.virtual.settle();
    this.#overtaken(id);
    this.#sent = bytes.toString("utf8").split(/[\r\n]+/);
    this.#judge(slot, verbs);
    this.#sent = [];
  }

  /** Counts the labeled responses, and holds each against what its command must end in. */
  #responses(items: readonly Item[]): void {
    for (const item of items) {
      if (typeof item === "string") continue;
      const kind = ["an ACK", "one line"][item.lines.length] ?? "a batch";
      this.model.tally.meet(`a label on ${kind}`);
    }
    checkEndings(this.#sent, items);
  }

  #overtaken(id: number): void {
    const { writes } = this.virtual.edge;
    const barrier = `PONG ${tight.node.name} :barrier ${this.#barriers}\r\n`;
    const at = writes.findIndex((write) => write.id === id && write.text.endsWith(barrier));
    if (at < 0) return;
    for (const late of writes.slice(at + 1)) if (late.id !== id) this.overtaken.push(late.text);
  }

  #judge(sender: number, asked: readonly string[]): void {
    const order = [sender, ...this.slots.keys()].filter((slot, at, all) => all.indexOf(slot) === at);
    const raw = order.map((slot) => this.#linesOf(slot));
    const expected = order.map((slot) => this.model.world.written.get(slot) ?? []);
    this.model.world.written.clear();
    order.forEach((slot, at) => {
      for (const line of raw[at] ?? []) this.#transcript.push(`  < ${slot} ${line.slice(0, 300)}`);
    });
    checkIds(raw.flat());
    const heard = order.map((slot, at): Heard[] => {
      const { negotiated } = this.slots[slot] ?? {};
      return (raw[at] ?? []).map((line) => [line, negotiated?.take(line) ?? new Set()]);
    });
    const got = order.map((slot, at): readonly Item[] => this.slots[slot]?.framing.take(raw[at] ?? []) ?? []);
    this.#responses(got[0] ?? []);
    order.forEach((slot, at) => {
      const parted = difference(canonical(expected[at] ?? []), canonical(got[at] ?? []));
      if (parted === undefined) return;
      const ids = idsOf(asked, slot === sender, parted);
      throw new Breach(ids, `slot ${slot} expected ${JSON.stringify(parted[0])}, got ${JSON.stringify(parted[1])}`);
    });
    order.forEach((slot, at) => {
      for (const [line, capabilities] of heard[at] ?? []) this.slots[slot]?.client.take(line, capabilities);
    });
    this.#farewells();
  }

  /** What the slot was written, held against what every line must be. */
  #linesOf(slot: number): readonly string[] {
    const there = this.slots[slot];
    if (there === undefined) return [];
    const text = this.virtual.edge.take(there.id);
    if (text === "") return [];
    if (!text.endsWith("\r\n")) throw new Breach("N12", `slot ${slot}: a line without an end: ${JSON.stringify(text)}`);
    const lines = text.slice(0, -2).split("\r\n");
    this.heard.push(...lines);
    for (const line of lines) checkSound(line);
    return lines;
  }

  #farewells(): void {
    this.slots.forEach((there, slot) => {
      if (there === undefined) return;
      const isOpen = this.virtual.edge.isOpen(there.id);
      if (isOpen !== this.model.isOpen(slot)) throw new Breach("*", `slot ${slot} is ${isOpen ? "open" : "gone"}`);
      if (isOpen) return;
      this.slots[slot] = undefined;
      this.model.world.seats.delete(slot);
    });
  }
}

function roleIn(room: Room, person: Person): Role {
  if (!room.members.has(person)) return "outsider";
  return isOp(room, person) ? "operator" : "member";
}

const shownAs = (member: MemberView): string => (member.o ? "@" : member.v ? "+" : "") + member.nick;
