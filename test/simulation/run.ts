// One run: a plan carried out on real nodes in virtual time, peace, quiet, and then the questions that must have the same
// answers everywhere. The first thing that does not hold ends it.
import { Cables } from "./cables.ts";
import { Dice } from "./dice.ts";
import { agreeOnEverything, convergence, lostForGood, oneBearer } from "./harmony.ts";
import { Machine, type Surroundings } from "./machine.ts";
import { isMessage, Messages } from "./messages.ts";
import { Mishaps } from "./mishaps.ts";
import { Person } from "./person.ts";
import { type Plan, SECOND, type Step } from "./plan.ts";
import { Reach } from "./reach.ts";
import { lineFor, nickFor } from "./speech.ts";
import { Splits } from "./splits.ts";
import { Tally } from "./tally.ts";
import { Violation } from "./violation.ts";
import { Weather } from "./weather.ts";
import { World } from "./world.ts";

/** How long nodes may take to agree once all is healed, and how long they are watched after that. */
const AGREE_WITHIN = 60 * SECOND;
const QUIET = 6 * SECOND;
const SYNC_EVERY = 3 * SECOND;
const WATCH_EVERY = SECOND / 2;

export interface Outcome {
  readonly violation: Violation | undefined;
  readonly tally: ReadonlyMap<string, number>;
  /** What was done, in order, for a story. */
  readonly deeds: readonly string[];
}

export class Run {
  readonly plan: Plan;
  readonly world = new World();
  readonly cables: Cables;
  readonly machines: readonly Machine[];
  readonly people: Person[];
  readonly messages: Messages;
  readonly reach: Reach;
  readonly tally = new Tally();
  readonly deeds: string[] = [];
  readonly #dice: Dice;
  readonly #mishaps: Mishaps;
  readonly #splits: Splits;
  readonly #weather: Weather;
  /** Texts that machines have committed since their people last read. */
  readonly #committed = new Map<number, string[]>();
  #violation: Violation | undefined;
  #isThinking = false;

  constructor(plan: Plan) {
    this.plan = plan;
    this.#dice = new Dice(`run ${plan.seed}`);
    this.cables = new Cables(this.world, this.#dice.fork("cables"));
    this.#weather = new Weather(plan, this.cables);
    const around: Surroundings = {
      ...{ plan, world: this.world, dice: this.#dice, cables: this.cables, tally: this.tally },
      told: (machine) => this.#told(machine),
      note: (what) => this.#note(what),
      fail: (violation) => {
        this.#violation ??= violation;
      },
    };
    this.machines = Array.from({ length: plan.nodes }, (_, number) => new Machine(number, around));
    for (const machine of this.machines) this.#listenTo(machine);
    this.people = [];
    this.reach = new Reach(this.world, this.cables, plan.nodes, plan.links);
    this.#splits = new Splits(plan, this.reach, this.people, this.tally);
    this.messages = new Messages(this.reach, this.#splits);
    for (let number = 0; number < plan.people; number++) this.newcomer();
    const { world, cables, machines, tally } = this;
    const faults = {
      world,
      dice: this.#dice.fork("mishaps"),
      machines,
      cables,
      weather: this.#weather,
      tally,
      messages: this.messages,
    };
    this.#mishaps = new Mishaps(faults);
  }

  async play(): Promise<Outcome> {
    try {
      await this.#play();
    } catch (error) {
      this.#violation ??= asViolation(error);
    }
    this.tally.met("a link lost in the middle of a batch", this.cables.cutBatches);
    for (const machine of this.machines) machine.count(this.tally);
    this.tally.met("messages held against what readers knew", this.messages.expected);
    this.tally.met("messages told", this.messages.delivered);
    return { violation: this.#violation, tally: this.tally.counts, deeds: this.deeds };
  }

  /** Somebody who was not there before. */
  newcomer(): Person {
    const person = this.#person(this.people.length);
    this.people.push(person);
    return person;
  }

  async #play(): Promise<void> {
    for (const machine of this.machines) machine.start();
    for (const step of this.plan.steps) this.world.after(step.at, () => this.#do(step));
    this.#syncDisks();
    this.#watch();
    await this.#until(this.plan.peaceAt);
    this.#mishaps.makePeace();
    if (!(await this.#agreement())) return this.tally.met("events of before a snapshot that no disk has any more");
    await agreeOnEverything(this, (micros) => this.#until(this.world.now + micros));
  }

  /** All links are up, all records are one, and it stays so for a while. False where that cannot be. */
  async #agreement(): Promise<boolean> {
    const quiet = QUIET + this.plan.graceMs * 1000;
    const by = this.world.now + AGREE_WITHIN;
    let [since, agreed] = [this.world.now, ""];
    while (this.world.now - since < quiet) {
      await this.#until(this.world.now + SECOND / 2);
      const now = convergence(this);
      if (now.parted === undefined && now.vector === agreed) continue;
      if (this.world.now >= by && lostForGood(this)) return false;
      if (this.world.now >= by) throw new Violation("C1", `no agreement: ${now.parted ?? "new events all the time"}`);
      since = this.world.now;
      agreed = now.vector;
    }
    return true;
  }

  async #until(time: number): Promise<void> {
    while (this.world.step(time)) {
      if (this.#violation) throw this.#violation;
      if (!this.#isThinking) continue;
      this.#isThinking = false;
      await new Promise((resolve) => setImmediate(resolve));
      for (const machine of this.machines) machine.lived();
    }
    this.world.now = Math.max(this.world.now, time);
  }

  #do(step: Step): void {
    if ("fault" in step) {
      this.#note(`! ${JSON.stringify(step.fault)}`);
      this.#mishaps.befall(step.fault);
      return;
    }
    const person = this.people[step.person] as Person;
    if ("line" in step) return this.#say(person, step.line);
    const dice = new Dice(`step ${this.plan.seed} ${step.dice}`);
    if (person.seat === undefined) return this.#arrive(person, dice);
    if (!person.isRegistered) return;
    const wish = step.wish === "arrive" ? "join" : step.wish;
    const text = (target: string) => this.messages.next(person, target, this.world.now);
    const voice = { dice, text };
    this.#say(person, lineFor(wish, person, voice) ?? lineFor("join", person, voice) ?? "");
  }

  #say(person: Person, line: string): void {
    if (person.seat === undefined || !person.isRegistered) return;
    const [verb] = line.split(" ");
    this.tally.met("commands");
    this.tally.met(`command: ${verb}`);
    this.#isThinking ||= verb === "OPER";
    this.#note(`${person.ident} (${person.picture.nick}) at n${person.seat.machine}: ${line}`);
    person.say(line);
  }

  #arrive(person: Person, dice: Dice): void {
    const home = this.machines[person.number % this.machines.length] as Machine;
    const machine = home.isUp && dice.chance(0.8) ? home : dice.pick(this.machines);
    if (!machine.isUp) return;
    this.tally.met("commands");
    this.#note(`p${person.number} connects to n${machine.number}`);
    machine.seat(person);
  }

  #person(number: number): Person {
    const dice = this.#dice.fork(`person ${number}`);
    return new Person(
      number,
      (attempt) => nickFor(dice, number, attempt),
      (person, line) => {
        if (/^[45]\d\d$/.test(line.verb)) this.tally.met(`refused: ${line.verb}`);
        this.#splits.heard(person, line, this.world.now);
        if (line.verb === "BATCH" && line.parameters.length > 1) this.tally.met(`batch: ${line.parameters[1]}`);
        if (isMessage(line)) this.messages.heard(person, line);
      },
    );
  }

  #listenTo(machine: Machine): void {
    const texts: string[] = [];
    this.#committed.set(machine.number, texts);
    machine.disk.onCommit = (entries, isFilling) => {
      for (const { header, body } of entries) {
        if (header.startsWith('{"note":"SNAPSHOT"')) this.tally.met("a snapshot taken while events arrive");
        const isLifted = header.includes('"type":"MODE"') && body?.includes('["-","list","b"');
        if (isLifted && this.#weather.isParted) this.tally.met("a ban lifted during a partition");
        if (body === null || !/"type":"(PRIVMSG|NOTICE)"/.test(header)) continue;
        const { text } = JSON.parse(body) as { text: string };
        this.messages.held(machine.number, text, this.world.now);
        // What was said before a snapshot goes into the log alone.
        if (isFilling) this.tally.met("messages in the record only: of before a snapshot");
        else texts.push(text);
      }
    };
  }

  /** The machine's people have read all that there was: what it has committed must be among it. */
  #told(machine: Machine): void {
    const texts = this.#committed.get(machine.number)?.splice(0) ?? [];
    const { now } = this.world;
    for (const text of texts) for (const person of machine.people) this.messages.expect(person, text, now);
    this.messages.settle(now);
  }

  #syncDisks(): void {
    for (const machine of this.machines) machine.disk.sync();
    this.world.after(SYNC_EVERY, () => this.#syncDisks());
  }

  #watch(): void {
    this.#splits.check(this.machines, this.world.now);
    for (const machine of this.machines) oneBearer(machine);
    this.world.after(WATCH_EVERY, () => this.#watch());
  }

  #note(what: string): void {
    this.deeds.push(`${(this.world.now / SECOND).toFixed(4).padStart(8)} ${what}`);
  }
}

function asViolation(error: unknown): Violation {
  if (error instanceof Violation) return error;
  return new Violation("*", error instanceof Error ? (error.stack ?? error.message) : String(error));
}
