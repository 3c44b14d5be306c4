// One run of N17: clients with and without the right to it ask for what takes a privilege. Who holds which office is
// kept here from what the configuration says and what clients did; the node's log and answers are judged by that.

import { Breach } from "../../src/testing/breach.ts";
import { Tally } from "../../src/testing/model/tally.ts";
import { fold, readLine } from "../../src/testing/model/wire.ts";
import { configuration, VirtualNode } from "../support/virtual-node.ts";
import { Negotiated } from "./negotiated.ts";
import {
  CLASSES,
  hostOf,
  isRightful,
  isSecure,
  NICKS,
  OFFICES,
  type OfficeStep,
  SLOT_NUMBERS,
  SLOTS,
  TAKES,
} from "./office-words.ts";

/** Of a connection and an address in a minute. */
const TRIES = 4;
const MINUTE_MS = 60_000;
/** What each client negotiates: hosts change before those who are told and those who are not. */
const CAPS = ["chghost message-tags", "", "chghost setname echo-message", "server-time batch labeled-response"];

interface Header {
  readonly type: string;
  readonly actor?: string;
}

interface Body {
  readonly name?: string;
  readonly privileges?: string;
  readonly add?: string;
  readonly remove?: string;
  readonly target?: string;
  readonly nick?: string;
  readonly mask?: string;
  readonly until?: number;
}

interface Seat {
  readonly id: number;
  readonly negotiated: Negotiated;
  nick: string;
  user: string;
}

export class Offices {
  readonly virtual = new VirtualNode({
    configuration: {
      ...configuration,
      limits: { ...configuration.limits, operAttemptsPerMinute: TRIES },
      sessions: { ...configuration.sessions, pingIntervalMs: 86_400_000 },
      operatorClasses: Object.entries(CLASSES).map(([name, each]) => ({ name, privileges: [...each] })) as never,
      operators: Object.entries(OFFICES).map(([name, { password, of, hosts, tls }]) => {
        return { name, password: `hash of ${password}`, class: of, hosts: [...hosts], tls };
      }),
    },
    verifyPassword: (hash, password) => Promise.resolve(hash === `hash of ${password}`),
  });
  readonly tally = new Tally();
  readonly #seats: (Seat | undefined)[] = new Array(SLOTS).fill(undefined);
  /** User → privileges, for those who hold an office. */
  readonly #held = new Map<string, readonly string[]>();
  readonly #tries = SLOT_NUMBERS.map((): number[] => []);
  readonly #transcript: string[] = [];
  #position = 0;
  #nowMs = 0;

  async run(steps: readonly OfficeStep[]): Promise<void> {
    try {
      for (const slot of SLOT_NUMBERS) this.#arrive(slot);
      for (const step of steps) await this.#take(step);
    } catch (error) {
      if (!(error instanceof Breach)) throw error;
      throw new Breach(error.ids, `${error.message}\n${this.#transcript.slice(-25).join("\n")}`);
    }
  }

  async #take(step: OfficeStep): Promise<void> {
    const { line, after } = step;
    this.virtual.pass(after * 1000);
    this.#nowMs += after * 1000;
    this.#judgeOwn();
    const slot = step.isByRight ? this.#rightful(step) : step.slot;
    if (this.#seats[slot] === undefined) this.#arrive(slot);
    const seat = this.#seats[slot];
    // Banned, or another has the nick: there are other slots.
    if (seat === undefined) return;
    this.#transcript.push(`> ${slot} ${line}`);
    const right = this.#held.get(seat.user);
    // What others did was told with the steps before.
    for (const each of this.#seats) if (each) this.#told(each, this.#held.get(each.user));
    this.virtual.feed(seat.id, `${line}\r\n`);
    this.virtual.settle();
    // Passwords are proved and the configuration is read beside the event loop.
    if (/^(OPER|REHASH)/.test(line)) await this.#later();
    const told = this.#told(seat, right);
    this.#transcript.push(...told.map((each) => `  < ${each}`));
    const events = this.#events();
    for (const [header, body] of events) this.#judge(slot, seat, line, [header, body]);
    this.#answered(slot, line, { right, told, events });
    this.#leave();
  }

  /** What the user was written, but for the server's notices: these are for those with the privilege. */
  #told(seat: Seat, right: readonly string[] | undefined): readonly string[] {
    const lines = this.virtual.lines(seat.id);
    for (const line of lines) seat.negotiated.take(line);
    const told = lines.filter((each) => !each.includes(" :*** Notice -- "));
    if (told.length < lines.length && !right?.includes("notices")) {
      throw new Breach("N17", `${seat.nick} is told the server's notices without the privilege`);
    }
    return told;
  }

  async #later(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.virtual.settle();
  }

  /** The first slot from the step's on whose user holds what the command takes. */
  #rightful({ slot, line }: OfficeStep): number {
    const verb = line.split(" ")[0] ?? "";
    const fits = (at: number) => {
      if (verb === "OPER") return isRightful(at, line);
      return this.#held.get(this.#seats[at]?.user ?? "")?.includes(TAKES[verb] ?? "") === true;
    };
    return SLOT_NUMBERS.map((at) => (slot + at) % SLOTS).find(fits) ?? slot;
  }

  #arrive(slot: number): void {
    const id = this.virtual.connect(hostOf(slot), 40_000 + slot, isSecure(slot));
    const nick = NICKS[slot] ?? "";
    const negotiated = new Negotiated((what) => this.tally.meet(what));
    const seat = { id, nick, user: "", negotiated };
    const cap = [`CAP REQ :${CAPS[slot]}`, "CAP END"];
    const greeting = [cap[0], `NICK ${nick}`, `USER u${slot + 1} 0 * :${nick}`, cap[1]];
    this.virtual.feed(id, `${greeting.join("\r\n")}\r\n`);
    this.virtual.settle();
    for (const line of this.virtual.lines(id)) negotiated.take(line);
    for (const [header, body] of this.#events()) {
      if (header.type === "CONNECT") seat.user = header.actor ?? "";
      this.#judge(slot, seat, "", [header, body]);
    }
    if (seat.user !== "") this.#seats[slot] = seat;
    else this.virtual.hangUp(id);
    this.virtual.settle();
  }

  /** What the node recorded by itself: that bans have run out, and that somebody has gone. */
  #judgeOwn(): void {
    for (const event of this.#events()) this.#judge(-1, undefined, "", event);
    this.#leave();
  }

  #leave(): void {
    SLOT_NUMBERS.forEach((slot) => {
      const seat = this.#seats[slot];
      if (seat !== undefined && !this.virtual.edge.isOpen(seat.id)) this.#seats[slot] = undefined;
    });
  }

  #events(): (readonly [Header, Body])[] {
    const entries = this.virtual.log.read(this.#position, 10_000);
    this.#position = this.virtual.log.lastPosition();
    return entries
      .filter((entry) => entry.origin !== null)
      .map((entry) => [JSON.parse(entry.header) as Header, JSON.parse(entry.body ?? "{}") as Body]);
  }

  /** No privileged event without an operator event before it, of the same user and for that privilege. */
  #judge(slot: number, seat: Seat | undefined, line: string, [{ type, actor }, body]: readonly [Header, Body]): void {
    const fail = (seen: string): never => {
      throw new Breach("N17", `${type} ${JSON.stringify(body)} by ${actor ?? "nobody"}: ${seen}`);
    };
    const held = this.#held.get(actor ?? "");
    const taken = TAKES[type];
    const isOwn = seat !== undefined && actor === seat.user;
    if (taken !== undefined && actor === undefined) {
      const isLifting = type.startsWith("UN") && seat === undefined;
      if (!isLifting) fail("by nobody, and it takes an operator");
      return;
    }
    if (taken !== undefined && !held?.includes(taken)) fail(`who holds ${held?.join(" ") ?? "no office"}`);
    if (taken !== undefined && !(isOwn && line.startsWith(type))) fail(`who did not ask for it: ${line}`);
    if (type === "OPER") {
      const office = OFFICES[body.name ?? ""];
      if (!isOwn || !isRightful(slot, line) || office === undefined) fail(`for ${line}`);
      const privileges = CLASSES[office?.of ?? ""] ?? [];
      if (body.privileges !== privileges.join(" ")) fail(`where the configuration has ${privileges.join(" ")}`);
      this.#held.set(actor ?? "", privileges);
    }
    if (type === "UMODE") {
      if (body.add?.includes("o")) fail("an office that nobody gave");
      if (body.add?.includes("s") && !held?.includes("notices")) fail("the notices without the privilege");
      if (body.remove?.includes("o")) this.#held.delete(actor ?? "");
    }
    if (type === "QUIT") this.#held.delete(actor ?? "");
    if (type === "KILL") this.#held.delete(body.target ?? "");
    if (type === "NICK" && isOwn && seat) seat.nick = body.nick ?? "";
  }

  /** Who may is not refused for want of a right; who may not is refused for that, and nothing else happens. */
  #answered(slot: number, line: string, { right, told, events }: Answered): void {
    const [verb = "", ...words] = line.split(" ");
    const codes = told.flatMap((each) => readLine(each)?.verb ?? []);
    const fail = (seen: string): never => {
      throw new Breach("N17", `${line} by ${right?.join(" ") ?? "no operator"}: ${seen}`);
    };
    const taken = TAKES[verb];
    if (taken !== undefined) {
      const isHeld = right?.includes(taken) === true;
      this.tally.add(verb, isHeld);
      if (codes.includes("481") === isHeld) fail(`answered with ${codes}`);
      if (!isHeld && (events.length > 0 || codes.length > 1)) fail(`brought about ${codes}, ${events.length} events`);
    }
    if (verb === "OPER" && words.length === 2) this.#proved(slot, line, codes);
    const isSeeing = right?.includes("addresses") === true;
    const isOther = fold(words[0] ?? "") !== fold(this.#seats[slot]?.nick ?? "");
    if (verb === "WHOIS" && isOther && !isSeeing && codes.some((code) => code === "338" || code === "378"))
      fail("shows an address");
    const shown = told.flatMap((each) => (readLine(each)?.verb === "354" ? [readLine(each)?.parameters[1] ?? ""] : []));
    if (verb === "WHO" && isOther && !isSeeing && shown.some((each) => each !== "255.255.255.255"))
      fail(`shows ${shown}`);
  }

  #proved(slot: number, line: string, codes: readonly string[]): void {
    const tries = this.#tries[slot] ?? [];
    const recent = tries.filter((at) => this.#nowMs - at <= MINUTE_MS).length;
    tries.push(this.#nowMs);
    const isGiven = codes.includes("381");
    // Too many tries are told as a notice.
    const isSlowed = codes.length === 1 && codes[0] === "NOTICE";
    this.tally.add("OPER", isGiven);
    const fail = (): never => {
      throw new Breach("N17", `${line} from ${hostOf(slot)} after ${recent} tries: ${codes}`);
    };
    if (isGiven && !isRightful(slot, line)) fail();
    if (isSlowed && recent < TRIES) fail();
    if (!isGiven && !isSlowed && (isRightful(slot, line) || codes.length !== 1 || !/464|491/.test(codes[0] ?? "")))
      fail();
  }
}

interface Answered {
  readonly right: readonly string[] | undefined;
  readonly told: readonly string[];
  readonly events: readonly unknown[];
}
