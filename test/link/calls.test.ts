// Calls to peers: ever less often while nobody answers, at once again after a loss, and never to one that is linked.
import { beforeEach, describe, expect, it } from "vitest";
import { Calls } from "../../src/link/calls.ts";
import { LINK_LIMITS } from "../../src/link/limits.ts";
import type { Peer, Wire } from "../../src/link/ports.ts";
import { VirtualTime } from "../record/virtual-time.ts";

const peer: Peer = { name: "b.example", address: "b:1", key: "K", isCalled: true };
const wire: Wire = { material: Buffer.alloc(32), remote: "b", send: () => undefined, close: () => undefined };

let time: VirtualTime;
let calledAt: number[];
let reasons: string[];
let answer: "refuse" | "answer";
let state: { isLinked: boolean; isReady: boolean };
let calls: Calls;

beforeEach(() => {
  time = new VirtualTime(5);
  const start = time.micros;
  calledAt = [];
  reasons = [];
  answer = "refuse";
  state = { isLinked: false, isReady: true };
  calls = new Calls({
    ports: time.ports,
    limits: LINK_LIMITS,
    isLinked: () => state.isLinked,
    isReady: () => state.isReady,
    transport: {
      connect: (_address, accept, failed) => {
        calledAt.push((time.micros - start) / 1000);
        if (answer === "answer") accept(wire);
        else failed("refused");
      },
    },
    accept: () => {
      state.isLinked = true;
      return { data: () => undefined, closed: () => undefined };
    },
    unreachable: (_peer, reason) => reasons.push(reason),
  });
});

const gaps = () => calledAt.slice(1).map((at, n) => at - (calledAt[n] as number));

describe("Calls", () => {
  it("come ever less often while nobody answers, with some chance in it, and say why once", () => {
    calls.set([peer]);
    time.advance(600_000);
    gaps().forEach((gap, n) => {
      const span = Math.min(30_000, 250 * 2 ** n);
      expect(gap).toBeGreaterThanOrEqual(span * 0.5 - 1);
      expect(gap).toBeLessThanOrEqual(span * 1.5 + 1);
    });
    expect(new Set(gaps().slice(8)).size).toBeGreaterThan(3);
    expect(calledAt.length).toBeGreaterThan(18);
    expect(reasons).toEqual(["refused"]);
  });

  it("rest while there is a link, and begin quickly when it is lost", () => {
    calls.set([peer]);
    time.advance(100_000);
    answer = "answer";
    time.advance(60_000);
    calls.linked("K");
    const before = calledAt.length;
    time.advance(600_000);
    expect(calledAt).toHaveLength(before);
    state.isLinked = false;
    answer = "refuse";
    calls.ended("K", true);
    time.advance(400);
    expect(calledAt).toHaveLength(before + 1);
    expect(reasons).toEqual(["refused", "refused"]);
  });

  it("rest while the peer itself has called, and begin when that link is lost", () => {
    calls.set([peer]);
    time.advance(100_000);
    state.isLinked = true;
    calls.linked("K");
    const before = calledAt.length;
    time.advance(600_000);
    expect(calledAt).toHaveLength(before);
    state.isLinked = false;
    calls.ended("K", false);
    time.advance(400);
    expect(calledAt).toHaveLength(before + 1);
  });

  it("wait until events are taken", () => {
    state.isReady = false;
    calls.set([peer]);
    time.advance(5000);
    expect(calledAt).toEqual([]);
    state.isReady = true;
    time.advance(60_000);
    expect(calledAt.length).toBeGreaterThan(0);
  });

  it("go to none that is not to be called, has no address, or was taken out", () => {
    calls.set([
      { ...peer, isCalled: false },
      { ...peer, key: "L", address: undefined },
    ]);
    time.advance(10_000);
    expect(calledAt).toEqual([]);
    calls.set([peer]);
    calls.set([]);
    const before = calledAt.length;
    time.advance(60_000);
    expect(calledAt).toHaveLength(before);
  });

  it("end when they are told to", () => {
    calls.set([peer]);
    calls.stop();
    const before = calledAt.length;
    time.advance(60_000);
    expect(calledAt).toHaveLength(before);
  });

  it("go at once where an operator asks for it, and once only to one that is not to be called", () => {
    calls.set([peer]);
    time.advance(100_000);
    const before = calledAt.length;
    calls.now(peer);
    expect(calledAt).toHaveLength(before + 1);
    expect(reasons).toEqual(["refused", "refused"]);
    const seldom = { ...peer, key: "L", isCalled: false };
    calls.drop("K");
    calls.now(seldom);
    time.advance(600_000);
    expect(calledAt).toHaveLength(before + 2);
  });

  it("come ever less often to a peer whose link does not last", () => {
    state.isLinked = false;
    answer = "answer";
    calls.set([peer]);
    for (let n = 0; n < 600; n++) {
      if (state.isLinked) calls.linked("K");
      time.advance(100);
      if (state.isLinked) {
        state.isLinked = false;
        calls.ended("K", true);
      }
      time.advance(900);
    }
    expect(
      gaps()
        .slice(-5)
        .every((gap) => gap >= 15_000),
    ).toBe(true);
    expect(reasons).toEqual([]);
  });

  it("are counted, with what came of them and how long is waited", () => {
    calls.set([peer]);
    time.advance(100_000);
    const { failed, backOffMs } = calls.figures("K");
    expect(failed).toBe(calledAt.length);
    expect(backOffMs).toBeGreaterThanOrEqual(15_000);
    answer = "answer";
    time.advance(60_000);
    calls.linked("K");
    expect(calls.figures("K")).toEqual({ made: 1, resumed: 0, failed, backOffMs: undefined });
    expect(calls.figures("L")).toEqual({ made: 0, resumed: 0, failed: 0, backOffMs: undefined });
  });
});
