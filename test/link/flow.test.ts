// What keeps links in bounds: credit while a peer is slow, promises and the cut that follows from them, catch-ups.
import { describe, expect, it, vi } from "vitest";
import { world } from "./rig.ts";
import { expectSame } from "./same.ts";

describe("C13 a peer that does not read", () => {
  it("is sent a window and no more, and gets everything once it reads on", () => {
    const { time, network, make } = world();
    const windowBytes = 50_000;
    const limits = { windowBytes, chunkBytes: 10_000 };
    const a = make("1AA", ["2BB"], { limits });
    const b = make("2BB", ["1AA"], { limits });
    time.advance(1000);
    network.stopReading("2BB");
    const before = network.sentBytes.get("1AA") as number;
    for (let n = 0; n < 2000; n++) {
      a.node.say(`${n} ${"x".repeat(300)}`);
      if (n % 100 === 0) time.advance(50);
    }
    time.advance(2000);
    const sent = (network.sentBytes.get("1AA") as number) - before;
    expect(sent).toBeGreaterThan(windowBytes / 2);
    expect(sent).toBeLessThan(windowBytes + 20_000);
    expect(a.links.figures()[0]?.backlog).toBeGreaterThan(1500);
    network.readOn();
    time.advance(10_000);
    expectSame(a.node, b.node);
    expect(a.links.figures()[0]).toMatchObject({ backlog: 0, peer: "2bb.example" });
    expect(a.notices.map(({ kind }) => kind)).toEqual(["linked"]);
  });

  it("is not taken for lost while it reads slowly, however long that takes", () => {
    const { time, network, make } = world();
    const a = make("1AA", ["2BB"]);
    const b = make("2BB", ["1AA"]);
    time.advance(1000);
    network.bytesPerSecond = 20_000;
    for (let n = 0; n < 4000; n++) {
      a.node.say(`${n} ${"x".repeat(300)}`);
      if (n % 100 === 0) time.advance(50);
    }
    time.advance(30_000);
    expect(a.links.figures()[0]?.backlog).toBeGreaterThan(500);
    time.advance(180_000);
    expectSame(a.node, b.node);
    for (const { notices } of [a, b]) expect(notices.map(({ kind }) => kind)).toEqual(["linked"]);
  });

  it("does not keep others from getting everything at once", () => {
    const { time, network, make } = world();
    const limits = { windowBytes: 20_000 };
    const a = make("1AA", ["2BB", "3CC"], { limits });
    make("2BB", ["1AA"], { limits });
    const c = make("3CC", ["1AA"], { limits });
    time.advance(1000);
    network.stopReading("2BB");
    for (let n = 0; n < 500; n++) a.node.say("x".repeat(200));
    time.advance(500);
    expectSame(a.node, c.node);
  });
});

describe("a replay", () => {
  it("is not read back by the one who gets it", () => {
    const { time, make } = world();
    const limits = { recentEntries: 50 };
    const a = make("1AA", ["2BB"], { limits });
    for (let n = 0; n < 3000; n++) a.node.say(`${n}`);
    time.advance(1000);
    const b = make("2BB", ["1AA"], { limits, callsAll: true });
    const reads = vi.spyOn(b.node.log, "read");
    time.advance(10_000);
    const read = reads.mock.calls.length;
    expectSame(a.node, b.node);
    expect(read).toBeLessThan(5);
  });

  it("finds heads that were made while nobody was there to be sent anything", () => {
    const { time, make } = world();
    const { node } = make("1AA", ["2BB"]);
    for (let n = 0; n < 1200; n++) {
      node.say(`${n}`);
      if (n % 100 === 0) time.advance(50);
    }
    time.advance(1000);
    expect(node.log.seal(node.origin)?.count).toBe(1000);
  });
});

describe("the stable cut", () => {
  it("follows the clock by about the time between two promises, over a node in between", () => {
    const { time, make } = world();
    const nodes = [make("1AA", ["2BB"]), make("2BB", ["1AA", "3CC"]), make("3CC", ["2BB"])].map(({ node }) => node);
    time.advance(20_000);
    for (const { cuts } of nodes) {
      expect(time.micros - (cuts.at(-1) as number)).toBeLessThan(3_100_000);
      expect(cuts).toEqual(cuts.toSorted((a, b) => a - b));
    }
  });

  it("waits for an origin that is out of touch, for as long as it is not forgotten", () => {
    const { time, network, make } = world();
    const a = make("1AA", ["2BB"], { limits: { forgetMs: 60_000 } }).node;
    const b = make("2BB", ["1AA"]).node;
    time.advance(5000);
    const lost = time.micros;
    network.way("1AA", "2BB", false);
    time.advance(50_000);
    expect(a.cuts.at(-1)).toBeLessThanOrEqual(lost);
    time.advance(15_000);
    expect(time.micros - (a.cuts.at(-1) as number)).toBeLessThan(3_000_000);
    network.way("1AA", "2BB", true);
    time.advance(60_000);
    expect(time.micros - (b.cuts.at(-1) as number)).toBeLessThan(3_100_000);
  });

  it("is never passed by an event of an origin that was known", () => {
    const { time, network, make } = world(3);
    const nodes = [
      make("1AA", ["2BB", "3CC"]),
      make("2BB", ["1AA", "3CC"], { offMicros: 20_000_000 }),
      make("3CC", ["1AA", "2BB"], { offMicros: -20_000_000 }),
    ].map(({ node }) => node);
    for (const each of nodes) {
      each.record.arrivals$.subscribe((events) => {
        const cut = each.cuts.at(-1) ?? 0;
        for (const { at } of events) expect(at).toBeGreaterThan(cut);
      });
    }
    time.advance(3000);
    for (let n = 0; n < 60; n++) {
      nodes[n % 3]?.say(`${n}`);
      network.way("1AA", "2BB", n % 7 !== 0);
      time.advance(300 + ((n * 37) % 500));
    }
    network.way("1AA", "2BB", true);
    time.advance(60_000);
    expectSame(...nodes);
    expect(nodes[0]?.cuts.length).toBeGreaterThan(10);
  });
});

describe("a catch-up", () => {
  it("is told when much is missing, and over when all of it is there", () => {
    const { time, make } = world();
    const a = make("1AA", ["2BB"]);
    for (let n = 0; n < 3000; n++) a.node.say(`${n}`);
    const b = make("2BB", ["1AA"]);
    const held: number[] = [];
    const { catchingUp } = b.node;
    b.node.catchingUp = (isCatchingUp) => {
      held.push(b.node.have.get(a.node.origin) ?? 0);
      catchingUp.call(b.node, isCatchingUp);
    };
    time.advance(5000);
    expectSame(a.node, b.node);
    expect(b.node.catchUps).toEqual([true, false]);
    expect(held[0]).toBe(0);
    expect(held[1]).toBeGreaterThanOrEqual(3001);
    expect(a.node.catchUps).toEqual([]);
  });

  it("ends with the link that brought it", () => {
    const { time, network, make } = world();
    const a = make("1AA", ["2BB"], { limits: { windowBytes: 20_000 } });
    for (let n = 0; n < 3000; n++) a.node.say(`${n}`);
    network.delayMs = 100;
    const b = make("2BB", ["1AA"], { limits: { windowBytes: 20_000 } });
    time.advance(900);
    expect(b.node.catchUps).toEqual([true]);
    network.way("1AA", "2BB", false);
    time.advance(100);
    expect(b.node.catchUps).toEqual([true, false]);
    network.delayMs = 1;
    network.way("1AA", "2BB", true);
    time.advance(60_000);
    expectSame(a.node, b.node);
    expect(b.node.catchUps).toEqual([true, false, true, false]);
  });
});
