// C10 While the link between two nodes is down, people on both sides do what they like; then the sides are one again.
import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../src/audit/check/check.ts";
import { History } from "../../src/audit/history.ts";
import { textOf } from "../../src/audit/passage-text.ts";
import { LinkedNodes } from "../support/linked-nodes.ts";

const RUNS = Math.min(40, Number(process.env.HANSARD_RUNS ?? 25));

/** Who is where, and whom each side loses from sight; the first on each side asks, the second hears. */
const SIDES = {
  a: { asks: "alice", hears: "andy", lost: "beth" },
  b: { asks: "bob", hears: "beth", lost: "andy" },
} as const;
type Side = keyof typeof SIDES;
type Act = "say" | "topic" | "newcomer" | "found" | "nick" | "part";
interface Deed {
  readonly side: Side;
  readonly act: Act;
}

const deed = fc.record<Deed>({
  side: fc.constantFrom("a", "b"),
  act: fc.constantFrom("say", "say", "topic", "newcomer", "found", "nick", "part"),
});

class Partition {
  readonly world = new LinkedNodes(["ab"]);
  /** What was said on each side, in its order. */
  readonly said: Record<Side, string[]> = { a: [], b: [] };
  #count = 0;

  constructor() {
    for (const [side, { asks, hears }] of Object.entries(SIDES)) {
      this.world.connect(side, asks, "JOIN #c").connect(side, hears, "JOIN #c");
    }
    this.world.cut("a", "b");
    this.world.heard();
  }

  /** What its side must see of it, at once and whatever the other side does. */
  do({ side, act }: Deed): void {
    const { world } = this;
    const { asks, hears, lost } = SIDES[side];
    const word = `${side}${++this.#count}`;
    const tells = (line: string, expected: RegExp) => {
      const told = world.say(asks, line);
      expect([...told, ...world.lines(hears)].join("\n"), line).toMatch(expected);
    };
    if (act === "say" || act === "part") this.said[side].push(word);
    if (act === "say") return tells(`PRIVMSG #c :${word}`, new RegExp(` PRIVMSG #c :${word}$`, "m"));
    if (act === "topic") return tells(`TOPIC #c :${word}`, new RegExp(` TOPIC #c :${word}$`, "m"));
    if (act === "found") return tells(`JOIN #${word}`, new RegExp(` 353 \\S+ = #${word} :@`, "m"));
    if (act === "nick") return tells(`NICK ${lost}\r\nNICK ${asks}`, new RegExp(` NICK :?${lost}$`, "m"));
    if (act === "part")
      return tells(`PART #c :${word}\r\nJOIN #c`, new RegExp(` PART #c :${word}\n[^]* JOIN :?#c$`, "m"));
    world.connect(side, word, "JOIN #c");
    expect(world.say(word, "NAMES #c").join("\n"), word).toMatch(new RegExp(` 353 .*[ :@]${word}( |$)`, "m"));
  }

  history(side: Side): readonly string[] {
    return [...new History(this.world.log(side)).walk("total", () => true)].map(textOf);
  }
}

test("C10 both sides of a partition stay usable, and their histories merge into one order", () => {
  const met = { a: 0, b: 0 };
  const property = fc.property(fc.array(deed, { minLength: 2, maxLength: 14 }), (deeds) => {
    const partition = new Partition();
    const { world, said } = partition;
    for (const each of deeds) partition.do(each);
    world.heard();
    world.mend("a", "b");
    const words = [...said.a, ...said.b];
    // Nothing that was said meanwhile is sent as if it were said now.
    const told = ["alice", "andy", "bob", "beth"].flatMap((nick) => world.lines(nick));
    expect(told.filter((line) => words.some((word) => line.endsWith(` :${word}`) && / PRIVMSG /.test(line)))).toEqual(
      [],
    );
    const history = partition.history("a");
    expect(partition.history("b")).toEqual(history);
    for (const side of ["a", "b"] as const) {
      expect(check(world.log(side)).finding).toBeUndefined();
      const held = history.flatMap((line) => said[side].filter((word) => new RegExp(`\\b${word}\\b`).test(line)));
      expect(held).toEqual(said[side]);
      met[side] += held.length;
    }
    for (const nick of ["alice", "bob"]) {
      expect(world.say(nick, "PRIVMSG #c :one again")).toEqual([]);
      expect(world.lines(nick === "alice" ? "beth" : "andy").join("\n")).toMatch(/ PRIVMSG #c :one again$/m);
    }
  });
  fc.assert(property, { numRuns: RUNS });
  expect(Math.min(met.a, met.b)).toBeGreaterThan(RUNS / 2);
}, 300_000);
