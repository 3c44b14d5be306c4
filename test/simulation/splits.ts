// C8: users are hidden only while their node is out of reach, and then they are; what is said meanwhile is not told later
// as if it were new. It goes by what clients were told and by the cables, not by what nodes say of themselves.
import { identOf, type Line } from "./lines.ts";
import type { Machine } from "./machine.ts";
import type { Person } from "./person.ts";
import type { Plan } from "./plan.ts";
import type { Reach } from "./reach.ts";
import type { Tally } from "./tally.ts";
import { Violation } from "./violation.ts";

export interface Absence {
  readonly from: number;
  readonly to: number;
}

interface Hidden {
  readonly reader: Person;
  readonly readerIdent: string;
  readonly person: Person;
  readonly ident: string;
  readonly at: number;
}

/** What is shown of a user whose node is out of reach: two servers' names. */
const SPLIT = /^n\d\.sim n\d\.sim$/;
/** So long two nodes must have been in reach for each to know it. */
const TOGETHER_FOR = 10_000_000;
/** A user who was told to have gone is hidden, and not ended, if they are there after this. */
const ENDED_WITHIN = 5_000_000;
/** Links need so long to be told everywhere. */
const SETTLED_WITHIN = 4_000_000;
/** Silence is noticed, and the graph is told. */
const NOTICED_WITHIN = 7_000_000;

export class Splits {
  readonly #plan: Plan;
  readonly #reach: Reach;
  readonly #people: readonly Person[];
  readonly #tally: Tally;
  /** With jumping clocks a grace is not a span of the world's time. */
  readonly #isTimely: boolean;
  /** Links are told of at once: no road is slow. */
  readonly #isBrisk: boolean;
  #hidden: Hidden[] = [];
  /** "reader speaker" → when the speaker was said to have gone, and was shown again. */
  readonly #absences = new Map<string, Absence>();
  /** "reader speaker" → when the speaker was said to have gone. */
  readonly #gone = new Map<string, number>();
  /** Machine → when its disk last refused commits: it cannot record meanwhile that a link is lost. */
  readonly #refusing = new Map<number, number>();

  constructor(plan: Plan, reach: Reach, people: readonly Person[], tally: Tally) {
    this.#plan = plan;
    this.#reach = reach;
    this.#people = people;
    this.#tally = tally;
    this.#isBrisk = !plan.steps.some((step) => "fault" in step && ["delay", "clog"].includes(step.fault.kind));
    this.#isTimely = !plan.steps.some((step) => "fault" in step && ["clock", "decade"].includes(step.fault.kind));
  }

  /** When the speaker was last hidden from the reader and shown again. */
  absence(reader: Person, ident: string): Absence | undefined {
    return this.#absences.get(`${reader.ident} ${ident}`);
  }

  heard(reader: Person, line: Line, now: number): void {
    const ident = identOf(line.source);
    const key = `${reader.ident} ${ident}`;
    const goneAt = this.#gone.get(key);
    if (line.verb === "JOIN" && goneAt !== undefined) {
      this.#gone.delete(key);
      this.#absences.set(key, { from: goneAt, to: now });
      this.#tally.met("a user shown again");
    }
    if (line.verb !== "QUIT") return;
    this.#gone.set(key, now);
    const person = this.#people.find((each) => each.ident === ident && each.isHere);
    if (person?.seat === undefined || reader.seat === undefined) return;
    const grace = this.#plan.graceMs * 1000;
    if (SPLIT.test(line.parameters[0] ?? "")) this.#checkGrace(reader.seat.machine, person.seat.machine, { line, now });
    const since = now - grace - SETTLED_WITHIN;
    if (since <= 0 || !this.#reach.isSteadySince(person.seat.machine, reader.seat.machine, since)) return;
    this.#hidden.push({ reader, readerIdent: reader.ident, person, ident, at: now });
  }

  /** A loss for less than the grace shows nothing. Throws Violation. */
  #checkGrace(here: number, there: number, { line, now }: { readonly line: Line; readonly now: number }): void {
    this.#tally.met("a user hidden");
    const last = this.#reach.lastTogether(here, there);
    if (!this.#isTimely || !this.#isBrisk || last === undefined || last.lasted < TOGETHER_FOR) return;
    this.#tally.met("a user hidden, held against the grace");
    // Clocks are slewed by up to 5 %.
    if (now - last.until >= this.#plan.graceMs * 1000 * 0.94) return;
    throw new Violation("C8", `${line.source} was hidden at ${now}, and was in reach until ${last.until}`);
  }

  /** Throws Violation. */
  check(machines: readonly Machine[], now: number): void {
    this.#hidden = this.#hidden.filter(({ reader, readerIdent, person, ident, at }) => {
      if (person.ident !== ident || !person.isHere || reader.ident !== readerIdent) return false;
      if (now < at + ENDED_WITHIN) return true;
      // They may have been killed, and not know it.
      const [here, there] = [reader.seat?.machine, person.seat?.machine];
      if (here === undefined || there === undefined || !this.#reach.isSteadySince(here, there, at)) return false;
      const seen = `${readerIdent} was told at ${at} that ${ident} had quit, who was in reach all the time`;
      throw new Violation("C8", seen);
    });
    if (this.#isTimely) for (const machine of machines) this.#checkGone(machine, now);
  }

  /** Nobody of a machine that was out of reach for longer than the grace is still shown. */
  #checkGone(machine: Machine, now: number): void {
    const within = this.#plan.graceMs * 1000 + NOTICED_WITHIN;
    if (machine.disk.isFaulty) this.#refusing.set(machine.number, now);
    if (now - (this.#refusing.get(machine.number) ?? Number.NEGATIVE_INFINITY) < within) return;
    for (const reader of machine.people) {
      for (const person of this.#people) {
        if (person.seat === undefined || person.seat.machine === machine.number) continue;
        const parted = this.#reach.partedSince(machine.number, person.seat.machine);
        if (parted === undefined || now - parted < within) continue;
        this.#tally.met("people held against a long split");
        const room = [...reader.picture.rooms.values()].find((each) =>
          [...each.members.values()].some((member) => member.ident === person.ident),
        );
        if (room === undefined) continue;
        const seen = `${reader.ident} still knows ${person.ident} in ${room.name}, out of reach since ${parted}`;
        throw new Violation("C8", seen);
      }
    }
  }
}
