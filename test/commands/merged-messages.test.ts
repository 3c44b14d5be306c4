// Messages that come while a node merges what it missed: told afterwards in their order, or counted as being in the record
// only.
import { describe, expect, it } from "vitest";
import { LinkedNodes } from "../support/linked-nodes.ts";

const SAID = 700;
/** Less than the grace, so that nobody is hidden. */
const AWAY_MS = 2000;

const numbered = (target: string, from = 0) =>
  Array.from({ length: SAID }, (_, at) => `PRIVMSG ${target} :${from + at}`).join("\r\n");
const texts = (lines: readonly string[]) =>
  lines.flatMap((line) => / PRIVMSG \S+ :?(\d+)$/.exec(line)?.slice(1) ?? []).map(Number);

/** bob is an operator who gets server notices. */
async function pair(waitingBytes?: number): Promise<LinkedNodes> {
  const world = new LinkedNodes(["ab"], waitingBytes === undefined ? {} : { waitingBytes });
  world.connect("a", "alice", "JOIN #c").connect("b", "bob", "JOIN #c");
  await world.operator("bob");
  world.say("bob", "MODE bob +s");
  return world;
}

const figuresOf = (world: LinkedNodes) => world.node("b").node.whole.fold.figures();

describe("messages that came while a merge was due", () => {
  it("are all told afterwards, in order, to channels and to people", async () => {
    const world = await pair();
    world.cut("a", "b", AWAY_MS);
    world.say("alice", numbered("#c"));
    world.say("alice", numbered("bob", SAID));
    world.heard();
    world.mend("a", "b");
    expect(figuresOf(world)).toMatchObject({ merges: 1, unseen: 0, passedOver: 0 });
    expect(texts(world.lines("bob"))).toEqual(Array.from({ length: 2 * SAID }, (_, at) => at));
    world.say("alice", "PRIVMSG #c :1");
    expect(texts(world.lines("bob"))).toEqual([1]);
  });

  it("are in the record only where there is no room: they are counted, and the operators are told once", async () => {
    const world = await pair(100_000);
    world.cut("a", "b", AWAY_MS);
    world.say("alice", numbered("#c"));
    world.say("alice", numbered("bob", SAID));
    world.heard();
    world.mend("a", "b");
    const lines = world.lines("bob");
    const told = texts(lines).length;
    const { passedOver, deferred } = figuresOf(world);
    expect(told).toBeGreaterThan(100);
    expect(told + passedOver).toBe(2 * SAID);
    const text = `${passedOver} messages came while ${deferred} events were merged, and are in the record only`;
    expect(lines.filter((line) => line.includes("record only"))).toEqual([`:irc.b NOTICE bob :*** Notice -- ${text}`]);
    expect(world.node("b").troubles.filter(({ kind }) => kind === "passed-over")).toEqual([
      { kind: "passed-over", passedOver: { messages: passedOver, events: deferred } },
    ]);
    expect(world.say("bob", "STATS l").at(-2)).toBe(
      `:irc.b 249 bob l :merges: 1, of ${deferred} events; messages in the record only: 0 of people out of reach, ` +
        `${passedOver} that came during a merge`,
    );
  });

  it("are in the record only where their sender was out of reach, and counted", async () => {
    const world = (await pair()).cut("a", "b");
    world.say("alice", numbered("#c"));
    world.heard();
    world.mend("a", "b");
    const lines = world.lines("bob");
    expect(texts(lines)).toEqual([]);
    expect(lines.join()).not.toContain("record only");
    expect(figuresOf(world)).toMatchObject({ unseen: SAID, passedOver: 0 });
  });

  it("are counted as well where few came, and where their sender has left meanwhile", async () => {
    const few = (await pair()).cut("a", "b");
    few.say("alice", "PRIVMSG #c :one\r\nNOTICE #c :two");
    few.mend("a", "b");
    expect(figuresOf(few)).toMatchObject({ merges: 0, unseen: 2 });

    const gone = await pair();
    gone.cut("a", "b", AWAY_MS);
    gone.say("alice", `${numbered("#c")}\r\nQUIT`);
    gone.heard();
    gone.mend("a", "b");
    expect(texts(gone.lines("bob"))).toEqual([]);
    expect(figuresOf(gone)).toMatchObject({ merges: 1, unseen: SAID });
  });
});
