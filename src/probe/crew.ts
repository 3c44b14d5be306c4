// The probe's clients: they come onto the server once and are used for all runs; between runs they leave every channel
// and take their nicks back. A turn is one line of one of them, and what all of them hear of it.
import type { Client, Turn } from "../testing/judge/history.ts";
import { nickOf } from "../testing/judge/lines.ts";
import type { Network } from "../testing/judge/network.ts";
import { type Offer, offerOf } from "../testing/judge/offer.ts";
import { readLine } from "../testing/model/wire.ts";
import { type Clock, Pace, pause } from "./clock.ts";
import { Connection, type Target } from "./connection.ts";
import { register } from "./register.ts";
import { Trouble } from "./trouble.ts";

export interface CrewOptions {
  readonly target: Target;
  readonly clock: Clock;
  readonly clients: number;
  readonly linesPerSecond: number;
  /** Three letters or digits that begin all names after "hp". */
  readonly token: string;
  readonly withinMs: number;
}

interface Member {
  connection: Connection;
  /** Its own nick, and the one it has now. */
  readonly base: string;
  nick: string;
  capabilities: ReadonlySet<string>;
}

/** A nick for the time in which somebody else may bear one's own. */
const aside = (base: string) => `${base}0`;
/** A server may turn away who comes again too soon. */
const AGAIN_MS = [0, 1000, 4000, 15_000];

export class Crew {
  readonly #options: CrewOptions;
  readonly #pace: Pace;
  readonly #members: Member[] = [];
  #offer: Offer | undefined;
  #barriers = 0;
  lines = 0;
  /** As the server calls it (004). */
  software = "";
  /** Waits before each barrier, to tell a late answer from none. */
  settleMs = 0;

  private constructor(options: CrewOptions) {
    this.#options = options;
    this.#pace = new Pace(options.clock, options.linesPerSecond);
  }

  /** Throws Trouble. */
  static async gather(options: CrewOptions): Promise<Crew> {
    const crew = new Crew(options);
    try {
      for (let at = 0; at < options.clients; at++) {
        const base = `hp${options.token}${"abcdefgh"[at]}`;
        crew.#members.push({ ...(await crew.#arrive(at, base)), base });
      }
    } catch (error) {
      crew.leave();
      throw error;
    }
    return crew;
  }

  get offer(): Offer {
    if (this.#offer === undefined) throw new Error("nobody has come onto the server");
    return this.#offer;
  }

  /** With what names of channels begin. */
  get roomType(): string {
    const types = this.offer.tokens.get("CHANTYPES") ?? "#";
    return types.includes("#") ? "#" : (types[0] ?? "#");
  }

  get clients(): readonly Client[] {
    return this.#members.map(({ nick, capabilities }) => ({ nick, capabilities }));
  }

  /** Every second client asks for all that is offered, the others for nothing. */
  async #arrive(at: number, base: string): Promise<Omit<Member, "base">> {
    const { target, clock, withinMs } = this.#options;
    const connection = await Connection.open(target, clock, withinMs);
    try {
      const { nick, welcome, offered, capabilities } = await register(connection, {
        nick: base,
        isModern: at % 2 === 1,
        withinMs,
      });
      this.software ||= readLine(welcome.find((text) => readLine(text)?.verb === "004") ?? "")?.parameters[2] ?? "";
      this.#learn(offerOf(welcome, [...offered, ...(this.#offer?.capabilities ?? [])]));
      return { connection, nick, capabilities };
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** What one client is told of the server holds for all. */
  #learn(offer: Offer): void {
    const before = this.#offer;
    for (const token of ["CASEMAPPING", "CHANMODES", "CHANTYPES", "PREFIX"]) {
      const [was, is] = [before?.tokens.get(token), offer.tokens.get(token)];
      if (before && was !== is) {
        throw new Trouble("PROBE_UNSTEADY", `the server tells one client ${token}=${was}, another ${token}=${is}`);
      }
    }
    this.#offer = offer;
  }

  /** Throws Trouble. */
  async turn(client: number, line: string): Promise<Turn> {
    const speaker = this.#member(client);
    await this.#send(speaker, line);
    const isEnd = /^(@\S+ )?QUIT\b/.test(line);
    const own = isEnd ? await speaker.connection.closed(this.#options.withinMs) : await this.#barrier(speaker);
    const others = await Promise.all(
      this.#members.map((each) => (each === speaker || !each.connection.isOpen ? [] : this.#barrier(each))),
    );
    return { client, line, heard: others.map((lines, at) => (at === client ? own : lines)) };
  }

  /** Leaves every channel and takes back nicks, whatever the network looks like after a run. Throws Trouble. */
  async reset(network: Network): Promise<void> {
    await Promise.all(this.#members.map((member, at) => this.#restore(member, at, network)));
    // They may bear each other's nicks: all step aside first.
    const strangers = this.#members.filter((member) => member.nick !== member.base);
    for (const wanted of [aside, (base: string) => base]) {
      for (const member of strangers.filter((each) => each.nick !== wanted(each.base))) {
        await this.#rename(member, wanted(member.base));
      }
    }
  }

  leave(): void {
    for (const { connection } of this.#members) {
      connection.send("QUIT");
      connection.close();
    }
  }

  async #restore(member: Member, at: number, network: Network): Promise<void> {
    if (!member.connection.isOpen) return this.#again(member, at);
    member.nick = network.nicks[at] ?? member.base;
    for (const room of network.roomsOf(at)) await this.#send(member, `PART ${room.name}`);
    await this.#send(member, "AWAY");
    if (this.#offer?.capabilities.has("multi-prefix") && !member.capabilities.has("multi-prefix")) {
      await this.#send(member, "CAP REQ :-multi-prefix");
    }
    for (const text of await this.#barrier(member)) {
      const line = readLine(text);
      // Numerics name whom they are for: so this holds whatever the network was taken for.
      if (line?.verb === "305" || line?.verb === "306") member.nick = line.parameters[0] ?? member.nick;
    }
  }

  async #again(member: Member, at: number): Promise<void> {
    for (const [index, waitMs] of AGAIN_MS.entries()) {
      await pause(this.#options.clock, waitMs);
      try {
        Object.assign(member, await this.#arrive(at, aside(member.base)));
        return;
      } catch (error) {
        if (index === AGAIN_MS.length - 1 || !(error instanceof Trouble)) throw error;
      }
    }
  }

  async #rename(member: Member, nick: string): Promise<void> {
    await this.#send(member, `NICK ${nick}`);
    for (const text of await this.#barrier(member)) {
      const line = readLine(text);
      if (line?.verb === "NICK" && nickOf(line.source) === member.nick) member.nick = line.parameters[0] ?? nick;
    }
  }

  #member(client: number): Member {
    const member = this.#members[client];
    if (member === undefined) throw new Error(`there is no client ${client}`);
    return member;
  }

  async #send({ connection }: Member, line: string): Promise<void> {
    await this.#pace.next();
    this.lines++;
    connection.send(line);
  }

  async #barrier(member: Member): Promise<readonly string[]> {
    if (this.settleMs > 0) await pause(this.#options.clock, this.settleMs);
    const token = `hp${++this.#barriers}`;
    await this.#send(member, `PING ${token}`);
    const isPong = (text: string) => {
      const line = text.includes(token) ? readLine(text) : undefined;
      return line?.verb === "PONG" && line.parameters.at(-1) === token;
    };
    return (await member.connection.until(isPong, this.#options.withinMs)).slice(0, -1);
  }
}
