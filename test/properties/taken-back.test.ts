// N13 where the log fails: a turn that is taken back answers each of its labels once, as does every other turn.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Breach } from "../../src/testing/breach.ts";
import { readLine } from "../../src/testing/model/wire.ts";
import { VirtualNode } from "../support/virtual-node.ts";
import { FailingLog } from "./failing-log.ts";
import { Framing } from "./framing.ts";
import { parameters } from "./property.ts";
import { tight } from "./run.ts";
import { NICKS, type Step, stepsOf } from "./steps.ts";

const TIMEOUT_MS = 300_000;
/** More than the node waits before it tries the log again. */
const MENDED_MS = 3000;
/** Slot → what it asks for beside labels. */
const BESIDE = ["", "echo-message message-tags server-time", "standard-replies echo-message", "multi-prefix"];

const weights = { tags: 0, caps: 0, garbage: 0, hangUp: 0, register: 0, long: 0, several: 8, quit: 1, server: 4 };

interface Met {
  answered: number;
  takenBack: number;
}

interface Seat {
  id: number;
  framing: Framing;
  /** Labels that wait for their answer. */
  asked: string[];
  /** Of these, what came behind a QUIT of the turn: passed over, also if the QUIT is then taken back. */
  behindQuit: Set<string>;
  hasQuit: boolean;
}

class Labels {
  readonly #log = new FailingLog();
  readonly #virtual = new VirtualNode({ configuration: tight, log: this.#log });
  readonly #seats: Seat[] = [];
  readonly #met: Met;
  #labels = 0;

  constructor(met: Met) {
    this.#met = met;
    NICKS.forEach((_nick, slot) => {
      this.#seats.push({ id: 0, framing: new Framing(), asked: [], behindQuit: new Set(), hasQuit: false });
      this.#arrive(slot);
    });
  }

  /** One turn: the lines of some clients, then its end. */
  turn(steps: readonly Step[], isFailing: boolean): void {
    for (const step of steps) if ("say" in step) this.#say(step.slot, step.say);
    this.#log.isFailing = isFailing;
    this.#virtual.settle();
    // What is asked while the node refuses events is answered as well.
    if (isFailing) for (const step of steps) if ("say" in step) this.#say(step.slot, step.say);
    this.#virtual.settle();
    this.#judge();
    this.#log.isFailing = false;
    this.#virtual.pass(isFailing ? MENDED_MS : 5);
    this.#seats.forEach((seat, slot) => {
      if (!this.#virtual.edge.isOpen(seat.id)) this.#arrive(slot);
    });
  }

  #say(slot: number, lines: readonly string[]): void {
    const seat = this.#seats[slot];
    if (seat === undefined) return;
    for (const line of lines) {
      const label = `n${++this.#labels}`;
      const bare = line.replace(/^@\S* /, "");
      if (seat.hasQuit) seat.behindQuit.add(label);
      seat.hasQuit ||= bare.startsWith("QUIT");
      seat.asked.push(label);
      this.#virtual.feed(seat.id, `@+x=y;label=${label} ${bare}\r\n`);
    }
  }

  #arrive(slot: number): void {
    const seat = this.#seats[slot] as Seat;
    seat.id = this.#virtual.connect(`10.0.0.${slot + 1}`);
    seat.framing = new Framing();
    seat.asked = [];
    const greeting = [
      `CAP REQ :labeled-response batch ${BESIDE[slot]}`,
      `NICK ${NICKS[slot]}`,
      "USER u 0 * :U",
      "CAP END",
    ];
    this.#virtual.feed(seat.id, `${greeting.join("\r\n")}\r\n`);
    this.#virtual.settle();
    this.#virtual.feed(seat.id, "JOIN #one\r\n");
    this.#virtual.settle();
    this.#virtual.lines(seat.id);
  }

  #judge(): void {
    for (const [slot, seat] of this.#seats.entries()) {
      const isOpen = this.#virtual.edge.isOpen(seat.id);
      const lines = this.#virtual.lines(seat.id);
      const answers = seat.framing.take(lines).flatMap((item) => (typeof item === "string" ? [] : [item]));
      for (const { lines: told } of answers) this.#count(told);
      const labels = answers.map((each) => each.label);
      const twice = labels.filter((label, at) => labels.indexOf(label) !== at || !seat.asked.includes(label));
      // What is asked after a QUIT is passed over.
      const without = isOpen ? seat.asked.filter((each) => !labels.includes(each) && !seat.behindQuit.has(each)) : [];
      if (twice.length > 0 || without.length > 0) {
        const seen = `slot ${slot}: answered twice ${twice}, not at all ${without}`;
        throw new Breach("N13", `${seen}\n${lines.join("\n")}`);
      }
      seat.asked = [];
      seat.hasQuit = false;
    }
  }

  #count(told: readonly string[]): void {
    const isTakenBack = told.some((each) => /RECORD_UNAVAILABLE/.test(readLine(each)?.parameters.join(" ") ?? ""));
    this.#met[isTakenBack ? "takenBack" : "answered"]++;
  }
}

test(
  "N13 a turn that is taken back answers each label once",
  () => {
    const met: Met = { answered: 0, takenBack: 0 };
    const turns = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.integer({ min: 1, max: 4 })), {
      minLength: 8,
      maxLength: 16,
    });
    fc.assert(
      fc.property(stepsOf(weights, 30), turns, (steps, sizes) => {
        const labels = new Labels(met);
        let from = 0;
        for (const [chance, size] of sizes) {
          labels.turn(steps.slice(from, from + size), chance === 0);
          from += size;
        }
      }),
      parameters(),
    );
    process.stdout.write(`answers: N13 met ${JSON.stringify(met)}\n`);
    const runs = parameters().numRuns ?? 0;
    expect(met.takenBack).toBeGreaterThan(runs);
    expect(met.answered).toBeGreaterThan(runs * 10);
  },
  TIMEOUT_MS,
);
