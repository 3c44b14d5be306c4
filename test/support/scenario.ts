// Examples of commands: given what was said before, when somebody says a line, then these are told these lines and
// these events are on record. It must not judge by itself.
import { expect, it } from "vitest";
import type { Configuration } from "../../src/config/schema.ts";
import { configuration, VirtualNode } from "./virtual-node.ts";

export const SERVER = "irc.test";

/** An expectation over what the last line brought about. */
export type Expectation = (outcome: Outcome) => void;

interface Outcome {
  readonly told: ReadonlyMap<string, readonly string[]>;
  /** Type and body of each event, as the log has them. */
  readonly events: readonly { readonly type: string; readonly body: unknown }[];
}

interface Scenario {
  /** Lines in order, each "nick LINE"; a nick that is new connects and registers first. */
  given(...lines: readonly string[]): Scenario;
  when(nick: string, line: string): { then(...expectations: readonly Expectation[]): void };
}

/** `settings`: sections of the configuration that are not the defaults. */
export function scenario(name: string, settings: Partial<Configuration> = {}): Scenario {
  const before: string[] = [];
  const self: Scenario = {
    given: (...lines) => {
      before.push(...lines);
      return self;
    },
    when: (nick, line) => ({
      // biome-ignore lint/suspicious/noThenProperty: given, when, then; nobody awaits a scenario.
      then: (...expectations) => {
        it(name, () => {
          const cast = new Cast(settings);
          for (const each of before) cast.say(each.slice(0, each.indexOf(" ")), each.slice(each.indexOf(" ") + 1));
          const outcome = cast.say(nick, line);
          for (const holds of expectations) holds(outcome);
        });
      },
    }),
  };
  return self;
}

/** Exactly these lines, in this order. ":irc" stands for the server's name. */
export function told(nick: string, ...lines: readonly string[]): Expectation {
  const expected = lines.map((line) => line.replace(/^:irc /, `:${SERVER} `));
  return ({ told }) => expect(told.get(nick) ?? []).toEqual(expected);
}

/** A line like this is among those told. */
export function toldAmong(nick: string, pattern: RegExp): Expectation {
  return ({ told }) => expect(told.get(nick)?.join("\n") ?? "").toMatch(pattern);
}

export function noEvents(): Expectation {
  return ({ events }) => expect(events).toEqual([]);
}

/** Exactly these events, with at least these fields in their bodies. */
export function recorded(...wanted: readonly (readonly [type: string, body?: object])[]): Expectation {
  return ({ events }) => {
    expect(events.map((event) => event.type)).toEqual(wanted.map(([type]) => type));
    wanted.forEach(([, body], at) => {
      if (body) expect(events[at]?.body).toMatchObject(body);
    });
  };
}

class Cast {
  readonly #world: VirtualNode;
  readonly #ids = new Map<string, number>();

  constructor(settings: Partial<Configuration>) {
    const node = { ...configuration.node, name: SERVER };
    this.#world = new VirtualNode({ configuration: { ...configuration, node, motd: ["Hello."], ...settings } });
  }

  say(nick: string, line: string): Outcome {
    const id = this.#idOf(nick);
    const position = this.#world.log.lastPosition();
    this.#takeAll();
    this.#world.feed(id, `${line}\r\n`);
    this.#world.settle();
    const told = this.#takeAll();
    const events = this.#world.log.read(position, 1000).map((entry) => ({
      type: (JSON.parse(entry.header) as { type: string }).type,
      body: entry.body === null ? null : (JSON.parse(entry.body) as unknown),
    }));
    return { told, events };
  }

  #takeAll(): Map<string, readonly string[]> {
    return new Map([...this.#ids].map(([nick, id]) => [nick, this.#world.lines(id)]));
  }

  #idOf(nick: string): number {
    const known = this.#ids.get(nick);
    if (known !== undefined) return known;
    const id = this.#world.connect();
    this.#ids.set(nick, id);
    // A name in angle brackets is a connection that does not register.
    if (!nick.startsWith("<")) this.#world.feed(id, `NICK ${nick}\r\nUSER u 0 * :Real ${nick}\r\n`);
    this.#world.settle();
    return id;
  }
}
