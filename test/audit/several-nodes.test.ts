// The record of a linked node: events of several origins, in whatever order this node admitted them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../events/codec.ts";
import { comparePlaces } from "../../events/envelope.ts";
import { channelId, type UserId } from "../../events/names.ts";
import { digestOf } from "../../src/audit/digest.ts";
import { fits } from "../../src/audit/filter.ts";
import { History } from "../../src/audit/history.ts";
import { textOf } from "../../src/audit/passage-text.ts";
import { stateAt } from "../../src/audit/state-at.ts";
import { Scribe, START } from "./recorded.ts";

const ORIGINS = ["1HS.abc123", "2AB.zzzzzz", "3CD.qqqqqq"] as const;
const NICKS = ["alice", "bob"] as const;
const ROOMS = ["#c", "#d"] as const;
const all = () => true;

interface Deed {
  readonly node: number;
  readonly user: number;
  readonly what: "connect" | "join" | "part" | "nick" | "quit" | "kick";
  readonly which: number;
}

const deed = fc.record({
  node: fc.nat(2),
  user: fc.nat(1),
  what: fc.constantFrom("connect", "connect", "join", "join", "part", "nick", "quit", "kick") as fc.Arbitrary<
    Deed["what"]
  >,
  which: fc.nat(1),
});

/** What three nodes did, in total order: each deed at its own second. */
function network(deeds: readonly Deed[]): Scribe {
  const scribe = new Scribe();
  for (const origin of ORIGINS) scribe.open(0, { origin });
  for (const { node, user, what, which } of deeds) {
    const origin = ORIGINS[node] ?? ORIGINS[0];
    const id = `${origin}.${user}` as UserId;
    const channel = channelId(ROOMS[which] ?? "#c");
    const wish = { origin };
    if (what === "connect") scribe.connect(user, NICKS[which] ?? "alice", wish);
    if (what === "join") scribe.event("JOIN", id, { channel, name: channel }, wish);
    if (what === "part") scribe.event("PART", id, { channel }, wish);
    if (what === "nick") scribe.event("NICK", id, { nick: NICKS[which] ?? "alice" }, wish);
    if (what === "quit") scribe.event("QUIT", id, { reason: "" }, wish);
    const target = `${ORIGINS[(node + 1) % 3]}.${user}` as UserId;
    if (what === "kick") scribe.event("KICK", id, { channel, target, reason: "" }, wish);
  }
  return scribe;
}

/** The same events as another node may have admitted them: each origin's in order, else as the numbers say. */
function admitted({ entries }: Scribe, picks: readonly number[]): Scribe {
  const queues = ORIGINS.map((origin) => entries.filter((entry) => entry.origin === origin));
  const scribe = new Scribe();
  for (let at = 0; queues.some((queue) => queue.length > 0); at++) {
    const waiting = queues.filter((queue) => queue.length > 0);
    const next = waiting[(picks[at] ?? at) % waiting.length]?.shift();
    if (next) scribe.entry(next);
  }
  return scribe;
}

const inTotal = (scribe: Scribe) => [...new History(scribe.log()).walk("total", all)].map(textOf);
const whole = (scribe: Scribe) => stateAt(scribe.log(), { kind: "position", position: scribe.entries.length });

describe("the record of a linked node", () => {
  it("R2 gives the same total order, with the same names, and the same digest in whatever order it was admitted", () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), fc.array(fc.nat(20), { maxLength: 45 }), (deeds, picks) => {
        const straight = network(deeds);
        const other = admitted(straight, picks);
        expect(inTotal(other)).toEqual(inTotal(straight));
        expect(digestOf(whole(other))).toBe(digestOf(whole(straight)));
      }),
      { numRuns: 200 },
    );
  });

  it("R2 folded as it was admitted comes to the state that its total order gives, after each position", () => {
    let late = 0;
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), fc.array(fc.nat(20), { maxLength: 45 }), (deeds, picks) => {
        const scribe = admitted(network(deeds), picks);
        const history = new History(scribe.log());
        let last: ReturnType<typeof decode> | undefined;
        for (const passage of history.walk("position", all)) {
          const { position } = passage;
          const event = decode(scribe.entries[position - 1]?.header ?? "", null);
          if (last && comparePlaces(last, event) > 0) late++;
          last = event;
          const past = stateAt(scribe.log(), { kind: "position", position });
          expect(digestOf({ ...past, network: history.network })).toBe(digestOf(past));
        }
      }),
      { numRuns: 100 },
    );
    expect(late).toBeGreaterThan(100);
  });

  it("tells a split that heals side by side, by the names of each moment, and comes to the state of it all", () => {
    const count = 3000;
    const scribe = new Scribe();
    for (const [number, origin] of [ORIGINS[0], ORIGINS[1]].entries()) {
      scribe.open(0, { origin, at: START + number });
      for (let at = 0; at < count; at++) {
        const place = { origin, at: START + 1000 * (at + 1) + number };
        const id = `${origin}.${Math.floor(at / 4)}` as UserId;
        const channel = channelId(`#c${at % 7}`);
        if (at % 4 === 0) scribe.connect(at / 4, `n${number}x${at}`, place);
        if (at % 4 === 1) scribe.event("JOIN", id, { channel, name: channel }, place);
        if (at % 4 === 2) scribe.event("NICK", id, { nick: `m${number}x${at}` }, place);
        if (at % 8 === 3) scribe.event("QUIT", id, { reason: "" }, place);
        if (at % 8 === 7) scribe.event("PRIVMSG", id, { channel, text: "hi" }, place);
      }
    }
    const history = new History(scribe.log());
    const told = [...history.walk("position", all)].map((passage) => textOf(passage).slice(24));
    expect(told.slice(-4)).toEqual([
      "n1x2996!~n1x2996@h connected (r)",
      "n1x2996!~n1x2996@h joined #c1",
      "n1x2996 is now known as m1x2998",
      "#c3 <m1x2998> hi",
    ]);
    expect(told.some((line) => line.includes("zzzzzz.") && !line.includes("opened"))).toBe(false);
    const past = whole(scribe);
    expect(digestOf({ ...past, network: history.network })).toBe(digestOf(past));
    // In total order the two sides alternate, and each line is there as it was told by position.
    expect([...inTotal(scribe)].map((line) => line.slice(24)).sort()).toEqual([...told].sort());
  });

  it("goes on by position where a first event of another node comes while it is followed", () => {
    const scribe = new Scribe().open().connect(0, "alice").join(0, "#c");
    const history = new History(scribe.log());
    expect([...history.walk("position", all)]).toHaveLength(3);
    // Both were there before: bob is the older bearer of his nick, and alice did not come first to #c.
    const wish = { origin: ORIGINS[1], at: START };
    const bob = `${ORIGINS[1]}.0` as UserId;
    scribe.open(0, wish).connect(0, "bob", { ...wish, at: START + 1 });
    scribe.event("JOIN", bob, { channel: channelId("#c"), name: "#c" }, { ...wish, at: START + 2 });
    const texts = [...history.walk("position", all)].map((passage) => textOf(passage).slice(24));
    expect(texts).toEqual(["irc.test opened 2AB.zzzzzz (x)", "bob!~bob@h connected (r)", "bob!~bob@h joined #c"]);
    expect(history.network.state.members.get(channelId("#c"), bob)?.status).toBe("o");
  });

  it("shows with a channel the QUIT of a member that came late", () => {
    const carl = `${ORIGINS[1]}.0` as UserId;
    const other = { origin: ORIGINS[1] };
    const scribe = new Scribe()
      .open()
      .open(0, other)
      .connect(0, "alice")
      .connect(0, "carl", other)
      .event("JOIN", carl, { channel: channelId("#c"), name: "#c" }, other)
      .join(0, "#c")
      .event("QUIT", carl, { reason: "late" }, { ...other, at: START + 5_500_000 });
    const history = new History(scribe.log());
    const filter = { channel: channelId("#c") };
    const found = [...history.walk("position", all)].flatMap((passage) =>
      passage.kind === "event" && fits(filter, passage) ? [textOf(passage).slice(24)] : [],
    );
    expect(found).toEqual(["carl!~carl@h joined #c", "alice!~alice@h joined #c", "carl!~carl@h quit (late)"]);
    expect(history.network.state.members.inChannel(channelId("#c")).size).toBe(1);
  });
});
