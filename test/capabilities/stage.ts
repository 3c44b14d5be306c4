// The stage of the capability tests: clients that negotiate different capabilities and stand in one channel at the same
// time. It gives the exact lines that each is told; it must not judge.
import { userByNick } from "../../projections/users.ts";
import type { Configuration } from "../../src/config/schema.ts";
import { commands, configuration, VirtualNode } from "../support/virtual-node.ts";

export const SERVER = "irc.test";
/** What server-time writes while the clock of the test stands still. */
export const TIME = "time=2026-01-01T00:00:00.000Z";

/** Nick → the lines that they were told. */
export type Told = Readonly<Record<string, readonly string[]>>;

const PLAIN: Configuration = { ...configuration, node: { ...configuration.node, name: SERVER }, motd: [] };

export class Stage {
  readonly world: VirtualNode;
  readonly commands = [...commands.values()];
  readonly #ids = new Map<string, number>();

  constructor(changed: Partial<Configuration> = {}) {
    this.world = new VirtualNode({ configuration: { ...PLAIN, ...changed } });
  }

  /** The node's configuration is read again; what it leaves out is as it is without a configuration. */
  reconfigure(changed: Partial<Configuration>): void {
    this.world.node.reconfigure({ ...PLAIN, ...changed });
    this.world.settle();
  }

  /** A client that registers with these capabilities, and enters #c. */
  enter(nick: string, ...capabilities: readonly string[]): void {
    this.connect(nick, ...capabilities);
    this.say(nick, "JOIN #c");
  }

  connect(nick: string, ...capabilities: readonly string[]): void {
    this.open(nick);
    if (capabilities.length > 0) this.say(nick, `CAP REQ :${capabilities.join(" ")}`);
    this.say(nick, `NICK ${nick}`);
    this.say(nick, "USER u 0 * :Real name");
    if (capabilities.length > 0) this.say(nick, "CAP END");
  }

  /** A connection that has said nothing. */
  open(name: string, isSecure = false): void {
    this.#ids.set(name, this.world.connect("192.0.2.1", 50_000, isSecure));
  }

  /** What everybody is told when somebody says this; lines before it are forgotten. */
  say(nick: string, ...lines: readonly string[]): Told {
    this.take();
    for (const line of lines) this.feed(nick, `${line}\r\n`);
    this.world.settle();
    return this.take();
  }

  /**
   * What everybody is told when the user `oper` changes somebody's host; the commands of operators have their own tests.
   */
  changeHost(nick: string, username: string, host: string): Told {
    const { record, network } = this.world.node;
    const operator = userByNick(network.state, "oper");
    const target = userByNick(network.state, nick);
    if (operator === undefined || target === undefined) throw new Error(`oper or ${nick} is not there`);
    record.append({ type: "OPER", actor: operator.id, body: { name: "root", privileges: "chghost" } });
    this.world.settle();
    this.take();
    record.append({ type: "CHGHOST", actor: operator.id, body: { target: target.id, username, host } });
    this.world.settle();
    return this.take();
  }

  feed(nick: string, bytes: string | Buffer): void {
    this.world.feed(this.#ids.get(nick) as number, bytes);
  }

  take(): Told {
    return Object.fromEntries([...this.#ids].map(([nick, id]) => [nick, this.world.lines(id)]));
  }

  /** Lets slow work go on for a moment, outside of virtual time; what everybody was then told. */
  async wait(): Promise<Told> {
    await new Promise((resolve) => setImmediate(resolve));
    this.world.settle();
    return this.take();
  }

  /** The id of the last event of a type, as the log has it. */
  lastId(type: string): string {
    const { log } = this.world;
    const headers = log.read(0, log.lastPosition()).map((entry) => JSON.parse(entry.header) as Header);
    const last = headers.findLast((header) => header.type === type);
    return `${last?.origin}-${last?.seq}`;
  }
}

interface Header {
  readonly type: string;
  readonly origin: string;
  readonly seq: number;
}

/** A user of these tests as others see them. */
export const who = (nick: string) => `${nick}!~u@192.0.2.1`;
