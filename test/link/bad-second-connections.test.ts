// C11 Second connections of peers that misbehave, over real TLS: each ends with a code and a reason, the link that it belongs
// to stays, and what is to be filled comes from somebody else.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LinkCode } from "../../src/link/fault.ts";
import { encodeFrame, type Frame } from "../../src/link/frames.ts";
import { BadPeer, eventually, Forge } from "./bad-peer.ts";
import { framesOf, snapshotOf } from "./forged-snapshot.ts";
import { identityOfNode } from "./rig.ts";
import { served } from "./served.ts";
import { bad, Victim } from "./victim.ts";

const HOUR_MICROS = 3_600_000_000;

let victim: Victim;
beforeAll(async () => {
  victim = await Victim.linked();
});
afterAll(() => victim.close());

const hello = (origin: string) => ({
  own: {
    ...{ network: "Net", node: "9ZZ", origin, name: "bad.example", software: "bad", events: {} },
    purpose: "bulk" as const,
  },
});

/** A link, and a second connection beside it. */
async function both(of = victim): Promise<{ link: BadPeer; second: BadPeer; origin: string }> {
  const origin = of.newOrigin();
  const link = await of.met(origin);
  await eventually(() => of.links.figures().some(({ node }) => node === "9ZZ"));
  const second = await (await of.connected(origin, hello(origin))).greet();
  return { link, second, origin };
}

async function expectEnded(one: BadPeer, code: LinkCode): Promise<void> {
  expect(await one.next("BYE")).toMatchObject({ code });
  await eventually(() => one.isClosed);
}

describe("C11 a second connection is ended", () => {
  it("where there is no link that it would be beside", async () => {
    const origin = victim.newOrigin();
    await expectEnded(await (await victim.connected(origin, hello(origin))).greet(), "UNEXPECTED_FRAME");
  });

  it("with its link", async () => {
    const { link, second } = await both();
    link.end();
    await expectEnded(second, "CONNECTION_LOST");
  });

  it("over which nothing is wanted, and its link stays", async () => {
    const { link, second } = await both();
    await expectEnded(second, "FILLED");
    expect(link.isClosed).toBe(false);
    link.end();
  });

  it.each<[string, LinkCode, readonly Frame[]]>([
    ["HAVE", "UNEXPECTED_FRAME", [{ kind: "HAVE", vector: {} }]],
    ["CREDIT before WANT", "UNEXPECTED_FRAME", [{ kind: "CREDIT", bytes: 1 }]],
    ["events that nobody asked for", "UNEXPECTED_FRAME", [{ kind: "EVENTS", events: [] }]],
    ["a snapshot", "UNEXPECTED_FRAME", [{ kind: "SNAPSHOT", bytes: 1, headBytes: 0, offset: 0, data: "" }]],
    ["WANT for an origin that is not there", "RECORD_INCOMPLETE", [want({}, { "7QQ.none": 1 })]],
    ["WANT for more than there is", "RECORD_INCOMPLETE", [want({}, { "2BB.e1": Number.MAX_SAFE_INTEGER })]],
    ["WANT again and again", "UNEXPECTED_FRAME", [want({}, {}), want({}, {})]],
  ])("that brings %s, and its link stays", async (_what, code, frames) => {
    const { link, second } = await both();
    second.send(...frames);
    await expectEnded(second, code);
    expect(link.isClosed).toBe(false);
    link.end();
    await eventually(() => victim.links.figures().length === 1);
  });
});

function want(have: Record<string, number>, until: Record<string, number>): Frame {
  return { kind: "WANT", have, until };
}

describe("C13 a peer that wants to be called for a second connection", () => {
  it("is called once in a while, however often it asks", async () => {
    let calls = 0;
    const counter = createServer((socket) => {
      calls++;
      socket.destroy();
    });
    await once(counter.listen(0, "127.0.0.1"), "listening");
    const { port } = counter.address() as AddressInfo;
    const other = await served("1AA", { known: ["9ZZ"], calls: { "9ZZ": port } });
    const known = { name: "1aa.example", key: identityOfNode("1AA").key };
    const one = (await BadPeer.connect({ port: other.port, identity: bad, origin: "9ZZ.c1", peer: known })).link({});
    const asker = await one;
    await eventually(() => other.links.figures().length === 1);
    const [before, from] = [calls, performance.now()];
    for (let n = 0; n < 100; n++) {
      asker.send({ kind: "CALL" });
      await new Promise((done) => setTimeout(done, 5));
    }
    await eventually(() => calls > before);
    // One at once, and one for each second that this took.
    expect(calls - before).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - from) / 1000));
    expect(asker.isClosed).toBe(false);
    await other.close();
    counter.close();
  });
});

describe("C13 a second connection", () => {
  it("is sent no more than what may be on its way, whatever it grants", async () => {
    const { node } = victim.friend;
    for (let n = 0; n < 20; n++) {
      for (let m = 0; m < 100; m++) node.say("x".repeat(300));
      node.settle();
      await eventually(() => victim.node.have.get(node.origin) === node.have.get(node.origin));
    }
    const { link, second } = await both();
    second.send(want({}, { [node.origin]: 2000 }));
    await eventually(() => bytesOf(second) > 50_000);
    await quiet();
    expect(bytesOf(second)).toBeLessThan(150_000);
    second.send({ kind: "CREDIT", bytes: 2 ** 50 });
    await eventually(() => bytesOf(second) > 200_000);
    await quiet();
    expect(bytesOf(second)).toBeLessThan(400_000);
    link.end();
  });
});

const quiet = () => new Promise((done) => setTimeout(done, 300));
const bytesOf = ({ frames }: BadPeer) =>
  frames.reduce((sum, frame) => sum + (frame.kind === "EVENTS" ? encodeFrame(frame).length : 0), 0);

describe("C11 what fills a hole", () => {
  /** A victim that has gone on from a snapshot of three events, and the second connection over which it wants them. */
  async function wanting() {
    const other = await Victim.linked(["9ZZ"]);
    const origin = other.newOrigin();
    const link = await other.met(origin);
    const forge = new Forge(origin, bad, Date.now() * 1000 - HOUR_MICROS).open().say("1").say("2");
    link.send(framesOf(snapshotOf(forge, bad)));
    await link.next("CALL");
    const second = await (await other.connected(origin, hello(origin))).greet();
    expect(await second.next("WANT")).toMatchObject({ have: { [origin]: 0 }, until: { [origin]: 3 } });
    return { other, link, second, forge, origin };
  }

  it("is stored, and closes it", async () => {
    const { other, second, forge, origin } = await wanting();
    expect(other.of(origin)).toHaveLength(0);
    second.send(forge.seal()).events(...forge.events);
    await expectEnded(second, "FILLED");
    expect(other.node.log.hole()).toBeUndefined();
    expect(other.of(origin)).toHaveLength(3);
    await other.close();
  });

  it("is asked for anew where nothing comes of it", async () => {
    const { other, link, second, forge, origin } = await wanting();
    await expectEnded(second, "SILENT");
    expect(link.isClosed).toBe(false);
    const again = await (await other.connected(origin, hello(origin))).greet();
    expect(await again.next("WANT")).toMatchObject({ until: { [origin]: 3 } });
    again.send(forge.seal()).events(...forge.events);
    await expectEnded(again, "FILLED");
    expect(other.of(origin)).toHaveLength(3);
    await other.close();
  });

  it.each<[string, LinkCode, (forge: Forge, other: Forge) => readonly [Frame, Frame]]>([
    ["with a gap", "SEQUENCE_GAP", (forge) => [forge.seal(), eventsOf(forge.events.slice(1))]],
    ["with other events", "HEAD_WRONG", (forge, other) => [forge.seal(), eventsOf(other.events)]],
    [
      "with others that their origin signed as well",
      "EQUIVOCATION",
      (_, other) => [other.seal(), eventsOf(other.events)],
    ],
    [
      "with events far ahead of the clock",
      "SNAPSHOT_UNSOUND",
      ({ origin }) => {
        const ahead = new Forge(origin, bad, Date.now() * 1000 + HOUR_MICROS).open().say("1").say("2");
        return [ahead.seal(), eventsOf(ahead.events)];
      },
    ],
  ])("is refused %s, and is still wanted", async (_what, code, change) => {
    const { other, link, second, forge, origin } = await wanting();
    second.send(...change(forge, new Forge(origin, bad, forge.at - 1000).open().say("not 1").say("2")));
    await expectEnded(second, code);
    if (code === "EQUIVOCATION") expect((await second.next("BYE"))?.reason).toContain("snapshot of 9zz.example");
    const hole = other.node.log.hole();
    expect(hole).toMatchObject({ next: hole?.first });
    expect(other.of(origin)).toHaveLength(0);
    expect(link.isClosed).toBe(false);
    await other.close();
  });
});

const eventsOf = (events: Forge["events"]): Frame => ({ kind: "EVENTS", events });
