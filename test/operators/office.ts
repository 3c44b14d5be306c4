// A node with operators for tests: "root" may do everything, "janitor" bans and kills, "mute" nothing. Passwords are
// proved without argon2, so that a test can say when.

import type { AnyEvent } from "../../events/envelope.ts";
import { privileges } from "../../projections/operators.ts";
import type { Configuration } from "../../src/config/schema.ts";
import { configuration, VirtualNode, type VirtualOptions } from "../support/virtual-node.ts";

export const SERVER = "irc.test";

const operator = (name: string, more: object = {}) => ({
  name,
  password: `hash of ${name}-pass`,
  class: name,
  hosts: [] as string[],
  tls: false,
  ...more,
});

export const governed: Configuration = {
  ...configuration,
  node: { ...configuration.node, name: SERVER },
  motd: [],
  operators: [
    operator("root"),
    operator("janitor"),
    operator("mute"),
    operator("inside", { class: "root", hosts: ["10.0.0.0/8", "*.office.example"] }),
    operator("secure", { class: "root", tls: true }),
  ],
  operatorClasses: [
    { name: "root", privileges: Object.keys(privileges) as (keyof typeof privileges)[] },
    { name: "janitor", privileges: ["ban", "kill"] },
    { name: "mute", privileges: [] },
  ],
};

export class Office extends VirtualNode {
  /** How many passwords were hashed, and how many at once. */
  readonly hashed = { count: 0, atOnce: 0, most: 0 };

  constructor(options: VirtualOptions = {}) {
    const hashed = { count: 0, atOnce: 0, most: 0 };
    super({
      configuration: governed,
      verifyPassword: async (hash, password) => {
        hashed.count++;
        hashed.most = Math.max(hashed.most, ++hashed.atOnce);
        await Promise.resolve();
        hashed.atOnce--;
        return hash === `hash of ${password}`;
      },
      ...options,
    });
    this.hashed = hashed;
  }

  /** A client that is registered, with what it was told taken. */
  user(nick: string, address = "192.0.2.1"): number {
    const id = this.connect(address);
    this.say(id, `NICK ${nick}`);
    this.say(id, `USER u 0 * :Real ${nick}`);
    return id;
  }

  /** A line whose answer waits for slow work. */
  async ask(id: number, line: string): Promise<readonly string[]> {
    this.feed(id, `${line}\r\n`);
    await this.waited();
    return this.lines(id);
  }

  /** Until all slow work is done and what came of it is told. */
  async waited(rounds = 50): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      this.settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.settle();
  }

  /** A registered operator, from an address of the operator's own. */
  async operator(nick: string, name = "root", address = "198.51.100.9"): Promise<number> {
    const id = this.user(nick, address);
    await this.ask(id, `OPER ${name} ${name}-pass`);
    return id;
  }

  /** All events on record so far. */
  events(): readonly Pick<AnyEvent, "type" | "body" | "actor">[] {
    return this.log.read(0, 100_000).flatMap((entry) => {
      if (entry.origin === null) return [];
      return [{ ...JSON.parse(entry.header), body: JSON.parse(entry.body ?? "null") }];
    });
  }

  last(): Pick<AnyEvent, "type" | "body" | "actor"> | undefined {
    return this.events().at(-1);
  }
}

/** A line of the server, as it is told to somebody. */
export const numeric = (code: string, nick: string, rest: string) => `:${SERVER} ${code} ${nick} ${rest}`;
export const notice = (nick: string, text: string) => `:${SERVER} NOTICE ${nick} :*** Notice -- ${text}`;
