// Clients that talk too much and clients that do not read, with books kept beside the node: what was sent, what was
// heard, what waits. The books know the advertised limits only; nothing in here looks into the node.
import fc from "fast-check";
import { Breach } from "../../src/testing/breach.ts";
import { type Line, readLine } from "../../src/testing/model/wire.ts";
import { configuration, VirtualNode } from "../support/virtual-node.ts";

const LIMITS = {
  ...configuration.sessions,
  sendQueueBytes: 4000,
  receiveQueueBytes: 2000,
  floodBurst: 12,
  floodPerSecond: 5,
  connectionsPerAddress: 2,
  pingIntervalMs: 3_600_000,
};
/** NICK, USER and JOIN. */
const GREETING_COST = 5;
/** A client whose connection is being ended has this long to read what is left. */
const LEAVING_MS = 6000;
/** Enough for the budget of a client that said nothing meanwhile. */
const REFILL_MS = 3000;
const TALKERS = [1, 2, 3] as const;
const LOUDEST = 12;

export type FloodStep =
  | { readonly do: "talk"; readonly who: number; readonly lines: number; readonly text: string }
  | { readonly do: "stall" | "read" | "quit" | "endless" | "crowd"; readonly who: number }
  | { readonly do: "pass"; readonly ms: number };

const who = fc.constantFrom(...TALKERS);
const text = fc
  .tuple(fc.constantFrom("a", "é", "😀"), fc.integer({ min: 1, max: 400 }))
  .map(([unit, bytes]) => unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit))));

export const floodSteps = fc.array(
  fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 3000 }) }) },
    {
      weight: 10,
      arbitrary: fc.record({
        do: fc.constant("talk" as const),
        who,
        lines: fc.integer({ min: 1, max: LOUDEST }),
        text,
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("stall" as const, "read" as const), who }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constantFrom("quit" as const, "endless" as const, "crowd" as const), who }),
    },
  ),
  { minLength: 40, maxLength: 60, size: "max" },
) as fc.Arbitrary<readonly FloodStep[]>;

interface Talker {
  readonly id: number;
  readonly nick: string;
  readonly since: number;
  /** Sizes of what was sent and not yet heard by the listener, in order. */
  waiting: { readonly number: number; readonly bytes: number }[];
  heard: number;
  isStalled: boolean;
  /** Has said QUIT, which may wait for its budget like any line. */
  isQuitting: boolean;
  leavingSince: number | undefined;
}

export class Flood {
  readonly met = { flooded: 0, unread: 0, crowded: 0 };
  readonly #virtual = new VirtualNode({
    configuration: { ...configuration, sessions: LIMITS, caches: { memberChannels: 64, hostNames: 10 } },
    isUnlimited: false,
  });
  readonly #listener: number;
  readonly #talkers = new Map<number, Talker>();
  #now = 0;
  #numbers = 0;

  constructor() {
    this.#listener = this.#greet("listener", "10.0.1.1");
    for (const who of TALKERS) this.#arrive(who);
    this.#listen();
  }

  take(step: FloodStep): void {
    const { edge } = this.#virtual;
    if (step.do === "pass") return this.#pass(step.ms);
    if (step.do === "crowd") return this.#crowd();
    const talker = this.#talkers.get(step.who) ?? this.#arrive(step.who);
    if (step.do === "talk") this.#talk(talker, step.lines, step.text);
    if (step.do === "endless") this.#endless(talker);
    if (step.do === "quit") {
      talker.isQuitting = true;
      this.#virtual.feed(talker.id, "\r\nQUIT :enough\r\n");
    }
    if (step.do === "stall" || step.do === "read") {
      talker.isStalled = step.do === "stall";
      edge.stall(talker.id, talker.isStalled);
    }
    this.#virtual.settle();
    this.#judge();
  }

  #arrive(who: number): Talker {
    const nick = `talker${who}`;
    const id = this.#greet(nick, `10.0.0.${who}`);
    const talker: Talker = {
      id,
      nick,
      since: this.#now,
      waiting: [],
      heard: 0,
      isStalled: false,
      isQuitting: false,
      leavingSince: undefined,
    };
    this.#talkers.set(who, talker);
    return talker;
  }

  #greet(nick: string, address: string): number {
    const id = this.#virtual.connect(address);
    this.#virtual.feed(id, `NICK ${nick}\r\nUSER x 0 * :x\r\nJOIN #one\r\n`);
    this.#virtual.settle();
    return id;
  }

  #talk(talker: Talker, lines: number, text: string): void {
    for (let left = lines; left > 0; left--) {
      const number = ++this.#numbers;
      const line = Buffer.from(`PRIVMSG #one :${number} ${text}\r\n`);
      if (!this.#virtual.edge.isOpen(talker.id) || talker.isQuitting || talker.leavingSince !== undefined) return;
      talker.waiting.push({ number, bytes: line.length });
      this.#virtual.feed(talker.id, line);
    }
  }

  /** A line without an end takes no more memory than the longest line: its sender is told, once it is longer. */
  #endless(talker: Talker): void {
    if (talker.isStalled || talker.isQuitting || talker.waiting.length > 0 || talker.leavingSince !== undefined) return;
    this.#virtual.feed(talker.id, "x".repeat(9000));
    this.#virtual.settle();
    this.#virtual.pass(REFILL_MS);
    this.#now += REFILL_MS;
    const told = this.#virtual.lines(talker.id).map((line) => readLine(line)?.verb);
    if (!told.includes("417")) throw new Breach("N16", `told ${told} upon an endless line`);
    this.#virtual.feed(talker.id, "\n");
    this.#virtual.settle();
  }

  /** More connections from one address than are allowed: the last one is told so, and ended. */
  #crowd(): void {
    const ids = Array.from({ length: LIMITS.connectionsPerAddress + 1 }, () => this.#virtual.connect("10.0.2.1"));
    this.#virtual.settle();
    const [last, ...others] = ids.reverse() as [number, ...number[]];
    const told = this.#virtual.lines(last).join("\n");
    if (!told.includes("ERROR") || !told.includes("Too many connections")) throw new Breach("N16", `told ${told}`);
    if (this.#virtual.edge.isOpen(last)) throw new Breach("N16", "a connection beyond the limit stays open");
    if (!others.every((id) => this.#virtual.edge.isOpen(id))) throw new Breach("N16", "a connection in bounds is gone");
    for (const id of others) this.#virtual.hangUp(id);
    this.#virtual.settle();
    this.met.crowded++;
  }

  #pass(ms: number): void {
    this.#virtual.pass(ms);
    this.#now += ms;
    this.#judge();
  }

  #judge(): void {
    const quits = this.#listen();
    for (const [who, talker] of [...this.#talkers]) this.#judgeOne(who, talker, quits);
  }

  /** What the listener hears: whose lines were carried out, and who left with which reason. */
  #listen(): Map<string, string> {
    const quits = new Map<string, string>();
    for (const text of this.#virtual.lines(this.#listener)) {
      const line = readLine(text) as Line;
      const nick = line.source.split("!")[0] ?? "";
      if (line.verb === "QUIT") quits.set(nick, line.parameters[0] ?? "");
      if (line.verb === "PRIVMSG") this.#hear(nick, Number(line.parameters[1]?.split(" ")[0]));
    }
    return quits;
  }

  #hear(nick: string, number: number): void {
    const talker = [...this.#talkers.values()].find((each) => each.nick === nick) as Talker;
    const next = talker.waiting.shift();
    if (next?.number !== number) throw new Breach("N16", `${nick}: heard ${number} where ${next?.number} is next`);
    talker.heard++;
  }

  #judgeOne(who: number, talker: Talker, quits: ReadonlyMap<string, string>): void {
    const { edge } = this.#virtual;
    const reason = quits.get(talker.nick);
    const told = talker.isStalled ? [] : this.#virtual.lines(talker.id);
    const unread = edge.unread(talker.id);
    if (reason !== undefined) {
      this.#stated(talker, reason, told.join("\n"));
      talker.leavingSince ??= this.#now;
    } else if (talker.leavingSince === undefined) {
      this.#inBounds(talker, unread);
    }
    if (!edge.isOpen(talker.id)) {
      if (talker.leavingSince === undefined) throw new Breach("N16", `${talker.nick} is gone and nobody was told why`);
      this.#talkers.delete(who);
    } else if (talker.leavingSince !== undefined && this.#now - talker.leavingSince > LEAVING_MS) {
      throw new Breach("N16", `${talker.nick} was to leave and is still there`);
    }
  }

  #inBounds(talker: Talker, unread: number): void {
    const { sendQueueBytes, receiveQueueBytes, floodBurst, floodPerSecond } = LIMITS;
    const waiting = talker.waiting.reduce((sum, each) => sum + each.bytes, 0);
    if (unread > sendQueueBytes) throw new Breach("N16", `${unread} bytes wait for ${talker.nick}`);
    if (waiting > receiveQueueBytes) throw new Breach("N16", `${waiting} bytes of ${talker.nick} wait`);
    const spent = talker.heard + GREETING_COST;
    const earned = floodBurst + (floodPerSecond * (this.#now - talker.since)) / 1000 + floodPerSecond / 4 + 2;
    if (spent > earned) throw new Breach("N16", `${talker.nick} spent ${spent} of ${earned}`);
  }

  /** Who is put out is told why, as far as they read, and so is everybody else; and it was over a limit. */
  #stated(talker: Talker, reason: string, told: string): void {
    const waiting = talker.waiting.reduce((sum, each) => sum + each.bytes, 0);
    if (reason === "Excess Flood") {
      this.met.flooded++;
      // Characters of several bytes may be counted as more than they are; half of the limit is well within it.
      if (waiting < LIMITS.receiveQueueBytes / 2)
        throw new Breach("N16", `${talker.nick} flooded with ${waiting} bytes`);
      if (!talker.isStalled && !told.includes("Excess Flood")) throw new Breach("N16", `told ${told}`);
    } else if (reason === "Send queue exceeded") {
      this.met.unread++;
      if (!talker.isStalled) throw new Breach("N16", `${talker.nick} reads and was put out`);
    } else if (reason !== "Quit: enough") {
      throw new Breach("N16", `${talker.nick} left: ${reason}`);
    }
  }
}
