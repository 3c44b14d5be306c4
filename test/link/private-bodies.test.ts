// Bodies of private messages over links: they reach the nodes that are named, lie in no log that should not have them,
// and are asked for where they are missing, without an answer being read before its question.
import { describe, expect, it } from "vitest";
import { Bodies } from "../../src/link/bodies.ts";
import { answersTo } from "../../src/link/late-answers.ts";
import { LINK_LIMITS } from "../../src/link/limits.ts";
import { entries } from "../../src/record/replay.ts";
import { type RigNode, world } from "./rig.ts";

const stored = ({ log }: RigNode) =>
  [...entries(log)]
    .filter(({ header }) => header.includes('"to":'))
    .map(({ body }) => (body === null ? "gone" : "kept"));

describe("private messages over links", () => {
  it("reach the node that is named, over one that is not, and are kept nowhere", () => {
    const { time, make } = world();
    const a = make("1AA", ["2BB"]).node;
    const b = make("2BB", ["1AA", "3CC"]).node;
    const c = make("3CC", ["2BB"]).node;
    time.advance(2000);
    a.whisper(c, "one");
    a.whisper(c, "two");
    time.advance(200);
    expect(c.heard()).toEqual(["one", "two"]);
    expect(b.heard()).toEqual([]);
    expect([a, b, c].map(stored)).toEqual([
      ["gone", "gone"],
      ["gone", "gone"],
      ["gone", "gone"],
    ]);
    expect(b.admitted.filter(({ to }) => to !== undefined).map(({ body }) => body)).toEqual([null, null]);
  });

  it("are stored where that is the policy, and only by the nodes that are named", () => {
    const { time, make } = world();
    const a = make("1AA", ["2BB"], { kept: "body" }).node;
    const b = make("2BB", ["1AA", "3CC"], { kept: "body" }).node;
    const c = make("3CC", ["2BB"], { kept: "body" }).node;
    time.advance(2000);
    a.whisper(c, "one");
    time.advance(200);
    expect(c.heard()).toEqual(["one"]);
    expect([a, b, c].map(stored)).toEqual([["kept"], ["gone"], ["kept"]]);
  });

  it("are given again to a node that is named in them, and to no other", () => {
    const { time, make } = world();
    const a = make("1AA", [], { kept: "body" }).node;
    const b = make("2BB", []).node;
    a.whisper(b, "for you");
    time.advance(100);
    const seq = a.have.get(a.origin) as number;
    const shared = { node: a, bodies: new Bodies(LINK_LIMITS) };
    const answer = (asker: string, at = seq) => answersTo(asker, [[a.origin, at]], shared).map(([, , body]) => body);
    expect(answer("2BB")).toEqual([expect.stringContaining("for you")]);
    expect(answer("3CC")).toEqual([]);
    expect(answer("2BB", 1)).toEqual([]);
    expect(answer("2BB", 0)).toEqual([]);
    expect(answer("2BB", seq + 1)).toEqual([]);
  });

  it("that came without a body are asked for at whoever has it, and later ones of that origin wait", () => {
    const { time, network, make } = world();
    const a = make("1AA", ["2BB", "3CC"]).node;
    make("2BB", ["1AA", "3CC"], { limits: { bodiesBytes: 1 } });
    const c = make("3CC", ["1AA", "2BB"]).node;
    time.advance(2000);
    network.way("1AA", "3CC", false);
    time.advance(1000);
    a.whisper(c, "the question");
    time.advance(300);
    expect(c.heard()).toEqual([null]);
    network.way("1AA", "3CC", true);
    time.advance(2000);
    expect(c.heardLate()).toEqual(["the question"]);
    a.whisper(c, "the answer");
    time.advance(500);
    expect([...c.heard(), ...c.heardLate()]).toEqual([null, "the answer", "the question"]);
  });

  it("wait at most so long for one that nobody has, and then go on", () => {
    const { time, network, make } = world();
    const a = make("1AA", ["2BB"]).node;
    make("2BB", ["1AA", "3CC"], { limits: { bodiesBytes: 1 } });
    const c = make("3CC", ["2BB"], { limits: { bodyWaitMs: 5000 } }).node;
    time.advance(2000);
    a.whisper(c, "lost");
    time.advance(1000);
    expect(c.heard()).toEqual([null]);
    expect(c.heardLate()).toEqual([]);
    network.delayMs = 1;
    time.advance(6000);
    expect(c.heardLate()).toEqual([]);
    expect(stored(c)).toEqual(["gone"]);
  });
});
