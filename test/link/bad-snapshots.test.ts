// C11 Peers whose snapshots lie, over real TLS: each is refused with a code and a reason on both sides, the node goes on from
// what it has, and its other link goes on as if nothing had been.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeHeader, encodeHeader } from "../../events/codec.ts";
import type { Header } from "../../events/envelope.ts";
import type { LinkCode } from "../../src/link/fault.ts";
import type { Frame } from "../../src/link/frames.ts";
import { newIdentity } from "../../src/link/identity.ts";
import { sealText } from "../../src/link/signed.ts";
import { type BadPeer, eventually, Forge } from "./bad-peer.ts";
import { type ForgedSnapshot, framesOf, snapshotOf, wholeIn } from "./forged-snapshot.ts";
import { bad, Victim } from "./victim.ts";

const HOUR_MICROS = 3_600_000_000;

let victim: Victim;
beforeAll(async () => {
  victim = await Victim.linked(["9ZZ"]);
});
afterAll(() => victim.close());

/** A peer that is linked and whose snapshot would be taken, with three events that it has made. */
async function giver(of = victim): Promise<{ one: BadPeer; forge: Forge; origin: string }> {
  of.forgive();
  const origin = of.newOrigin();
  const one = await of.met(origin);
  expect(await one.next("HAVE")).toMatchObject({ snapshot: true });
  // Before all that the victim has itself.
  const forge = new Forge(origin, bad, Date.now() * 1000 - HOUR_MICROS).open().say("1").say("2");
  return { one, forge, origin };
}

type Row = readonly [key: unknown, row: object];
const rowsOf = ({ snapshot }: ForgedSnapshot, table: string) => snapshot.network[table] as readonly Row[];

/** With other rows of one table. */
function withRows(of: ForgedSnapshot, table: string, rows: readonly Row[]): ForgedSnapshot {
  return { ...of, snapshot: { ...of.snapshot, network: { ...of.snapshot.network, [table]: rows } } };
}

function withVector({ snapshot, heads }: ForgedSnapshot, more: object): ForgedSnapshot {
  return { heads, snapshot: { ...snapshot, vector: { ...snapshot.vector, ...more } } };
}

function withHead({ snapshot, heads }: ForgedSnapshot, change: object): { snapshot: object; heads: unknown } {
  return { snapshot, heads: heads.map((head) => ({ ...head, ...change })) };
}

describe("C11 a snapshot that nobody can go on from is refused:", () => {
  const signature = newIdentity().sign(Buffer.from("x"));
  it.each<[string, LinkCode, string, (of: ForgedSnapshot, origin: string) => { snapshot: object; heads: unknown }]>([
    ["a number that is none", "SNAPSHOT_UNSOUND", "does not read", (of, origin) => withVector(of, { [origin]: 2.5 })],
    [
      "a number below zero",
      "SNAPSHOT_UNSOUND",
      'table applied, row "9ZZ',
      (of, origin) => withVector(of, { [origin]: -3 }),
    ],
    [
      "more events than there can be",
      "SNAPSHOT_UNSOUND",
      "impossible number",
      (of, origin) => {
        const count = 2 ** 52;
        return withHead(withVector(of, { [origin]: count }), { count, peaks: [PEAK] });
      },
    ],
    [
      "an origin without its opening",
      "SNAPSHOT_UNSOUND",
      "does not know 7QQ.none",
      (of) => withVector(of, { "7QQ.none": 1 }),
    ],
    [
      "what is no origin",
      "SNAPSHOT_UNSOUND",
      "does not know __proto__",
      (of) => withVector(of, JSON.parse('{"__proto__":1}') as object),
    ],
    [
      "an opening without its event",
      "SNAPSHOT_UNSOUND",
      "without an event",
      (of) => withRows(of, "origins", [...rowsOf(of, "origins"), openingOf("9ZZ.x")]),
    ],
    [
      "no events of an origin that it knows",
      "SNAPSHOT_UNSOUND",
      "does not know 9ZZ.other",
      (of) => withVector(of, { "9ZZ.other": 0 }),
    ],
    [
      "a time that is far ahead",
      "SNAPSHOT_UNSOUND",
      "far ahead",
      ({ snapshot, heads }) => ({ heads, snapshot: { ...snapshot, greatest: snapshot.greatest + 2 * HOUR_MICROS } }),
    ],
    [
      "an event after its last",
      "SNAPSHOT_UNSOUND",
      "has another time",
      ({ snapshot, heads }) => ({ heads, snapshot: { ...snapshot, greatest: snapshot.greatest - 1 } }),
    ],
    ["no heads", "SNAPSHOT_UNSOUND", "no head of 9ZZ", ({ snapshot }) => ({ snapshot, heads: [] })],
    ["heads that are no list", "SNAPSHOT_UNSOUND", "no list", ({ snapshot }) => ({ snapshot, heads: { length: 1 } })],
    [
      "a head that is nothing",
      "SNAPSHOT_UNSOUND",
      "the head of undefined",
      ({ snapshot }) => ({ snapshot, heads: [null] }),
    ],
    [
      "a head twice",
      "SNAPSHOT_UNSOUND",
      "the head of 9ZZ",
      ({ snapshot, heads }) => ({ snapshot, heads: [...heads, ...heads] }),
    ],
    ["a tree that is cut", "SNAPSHOT_UNSOUND", "the tree of 9ZZ", (of) => withHead(of, { peaks: [] })],
    ["peaks that are none", "SNAPSHOT_UNSOUND", "the tree of 9ZZ", (of) => withHead(of, { peaks: ["x", 7] })],
    ["a seal that is none", "SNAPSHOT_UNSOUND", "the head of 9ZZ", (of) => withHead(of, { seal: 7 })],
    ["a seal of less", "SNAPSHOT_UNSOUND", "the head of 9ZZ", (of) => withSeal(of, { count: 2 })],
    ["another tree", "HEAD_WRONG", "not those that it signed", (of) => withHead(of, { peaks: [PEAK] })],
    ["another last event", "HEAD_WRONG", "not those that it signed", (of) => withLast(of, {})],
    ["no last event", "SNAPSHOT_UNSOUND", "the last event of 9ZZ", (of) => withHead(of, { last: null })],
    ["the last event of others", "SNAPSHOT_UNSOUND", "the last event of 9ZZ", (of) => withLast(of, { seq: 2 })],
    ["no head at all", "SNAPSHOT_UNSOUND", "the head of 9ZZ", (of) => withHead(of, { seal: null })],
    ["a later head without what it covers", "SNAPSHOT_UNSOUND", "what the head of 9ZZ", (of) => withLater(of, [])],
    ["a later head with leaves that are none", "SNAPSHOT_UNSOUND", "a hash of 9ZZ", (of) => withLater(of, [7])],
    ["a later head that covers others", "HEAD_WRONG", "not those that it signed", (of) => withLater(of, [PEAK])],
    ["a head that another key signed", "SIGNATURE_WRONG", "not signed", (of) => withSeal(of, { signature })],
    [
      "a later head that another key signed",
      "SIGNATURE_WRONG",
      "not signed",
      (of) => withSeal(of, { count: 9, signature }),
    ],
    [
      "another key for a node that is known",
      "SNAPSHOT_UNSOUND",
      "another key",
      (of) => withVector(withRows(of, "origins", [...rowsOf(of, "origins"), openingOf("2BB.x")]), { "2BB.x": 1 }),
    ],
    [
      "another key for its own node",
      "SNAPSHOT_UNSOUND",
      "another key",
      (of) => withVector(withRows(of, "origins", [...rowsOf(of, "origins"), openingOf("9ZZ.x")]), { "9ZZ.x": 1 }),
    ],
    [
      "an origin of another node",
      "SNAPSHOT_UNSOUND",
      'table origins, row "2BB.x": its key',
      (of) => withRows(of, "origins", [["2BB.x", openingOf("9ZZ.y")[1]]]),
    ],
    ["rows that are none", "SNAPSHOT_UNSOUND", "does not read", (of) => withRows(of, "origins", [["9ZZ.x", []]])],
    [
      "a nick without claims",
      "SNAPSHOT_UNSOUND",
      'table nicks, row "zoe": its claims',
      (of) => withRows(of, "nicks", [["zoe", {}]]),
    ],
    [
      "a member who does not exist",
      "SNAPSHOT_UNSOUND",
      'table members, row "#c 9ZZ.x.1": its channel',
      (of) =>
        withRows(of, "members", [
          ["#c 9ZZ.x.1", { channel: "#c", user: "9ZZ.x.1", status: "", joinedAt: of.snapshot.greatest }],
        ]),
    ],
  ])("%s", async (_what, code, says, change) => {
    const { one, forge, origin } = await giver();
    const changed = change(snapshotOf(forge, bad), origin);
    one.send(framesOf(changed as ForgedSnapshot));
    await victim.expectRefused(one, code, { origin });
    expect((await one.next("BYE"))?.reason).toContain(says);
    expect(victim.node.log.hole()).toBeUndefined();
    expect(victim.node.have.has(origin)).toBe(false);
  });

  it("events of the victim that the victim did not make", async () => {
    const { one, forge, origin } = await giver();
    const { origin: own } = victim.node;
    const row = { ...openingOf(own)[1], key: victim.node.keyOf(victim.node.id) };
    const of = snapshotOf(forge, bad);
    const changed = withVector(withRows(of, "origins", [...rowsOf(of, "origins"), [own, row]]), { [own]: 1000 });
    one.send(framesOf(changed));
    await victim.expectRefused(one, "OWN_ORIGIN", { origin });
  });

  it("a state before which there is more", async () => {
    const { one, origin } = await giver();
    const forge = new Forge(origin, bad, Date.now() * 1000 + 60_000_000).open().say("later");
    one.send(framesOf(snapshotOf(forge, bad)));
    await victim.expectRefused(one, "SNAPSHOT_UNSOUND", { origin });
    expect((await one.next("BYE"))?.reason).toContain("belong before it");
  });

  it("bytes that are no snapshot", async () => {
    const { one, origin } = await giver();
    one.send(wholeIn(Buffer.from("[]"), Buffer.from("nothing of that kind")));
    await victim.expectRefused(one, "SNAPSHOT_UNSOUND", { origin });
  });
});

const PEAK = Buffer.alloc(32, 1).toString("base64");

function openingOf(origin: string): readonly [string, object] {
  const [node = ""] = origin.split(".");
  const said = { origin, node, name: "x", software: "x", openedAt: 1, isClosed: false, nextUser: 1 };
  return [origin, { ...said, key: newIdentity().key }];
}

function withLast(of: ForgedSnapshot, change: object) {
  const [header = "", commitment] = of.heads[0]?.last ?? [];
  return withHead(of, { last: [encodeHeader({ ...decodeHeader(header), at: 1, ...change } as Header), commitment] });
}

/** The origin has signed one event more, and not those that come with it. */
function withLater(of: ForgedSnapshot, rest: readonly unknown[]) {
  const head = { origin: of.heads[0]?.origin ?? "", count: 4, root: "0".repeat(64) };
  return withHead(of, { rest, seal: { ...head, signature: bad.sign(sealText(head)) } });
}

function withSeal(of: ForgedSnapshot, change: object) {
  return withHead(of, { seal: { ...of.heads[0]?.seal, ...change } });
}

it("of a peer whose snapshot was refused the events are read instead, until peers are configured anew", async () => {
  const { one, origin } = await giver();
  one.send(wholeIn(Buffer.from("[]"), Buffer.from("no snapshot")));
  await victim.expectRefused(one, "SNAPSHOT_UNSOUND", { origin });
  const again = await victim.met(victim.newOrigin());
  expect((await again.next("HAVE"))?.snapshot).toBeUndefined();
  await giver();
});

describe("C11 parts of a snapshot are refused", () => {
  const part = (offset: number, data: number, bytes = 100_000): Frame => {
    return { kind: "SNAPSHOT", bytes, headBytes: 10, offset, data: Buffer.alloc(data).toString("base64") };
  };
  it.each<[string, readonly Frame[]]>([
    ["that do not follow each other", [part(0, 20_000), part(30_000, 20_000)]],
    ["that come twice", [part(0, 20_000), part(0, 20_000)]],
    ["that are more than was said", [part(0, 100_001)]],
    ["of more than a snapshot can have", [part(0, 20_000, 2 ** 40)]],
    ["that are empty", [part(0, 0)]],
    ["so small that they are many", [part(0, 100)]],
    ["with more heads than bytes", [{ ...part(0, 20_000, 20_000), headBytes: 20_001 } as Frame]],
  ])("%s", async (_what, frames) => {
    const { one, origin } = await giver();
    one.send(...frames);
    await victim.expectRefused(one, "SNAPSHOT_UNSOUND", { origin });
  });
});

describe("C11 a snapshot", () => {
  it("that was not asked for is refused", async () => {
    const wary = await Victim.linked();
    const origin = wary.newOrigin();
    const one = await wary.met(origin);
    one.send(framesOf(snapshotOf(new Forge(origin, bad).open(), bad)));
    await wary.expectRefused(one, "UNEXPECTED_FRAME", { origin });
    await wary.close();
  });

  it("is refused once all that was lacking has been sent", async () => {
    const { one, forge, origin } = await giver();
    one.send({ kind: "HAVE", vector: {} }, framesOf(snapshotOf(forge, bad)));
    await victim.expectRefused(one, "UNEXPECTED_FRAME", { origin });
  });

  it("is refused where one was taken: what the first one lacks is still missing", async () => {
    const other = await Victim.linked(["9ZZ"]);
    const { one, forge, origin } = await giver(other);
    one.send(framesOf(snapshotOf(forge, bad)));
    await eventually(() => other.node.have.get(origin) === 3);
    const hole = other.node.log.hole();
    expect(hole).toMatchObject({ held: { [origin]: 0 } });
    one.send(framesOf(snapshotOf(forge.say("3"), bad)));
    await other.expectRefused(one, "UNEXPECTED_FRAME", { origin });
    expect(other.node.log.hole()).toEqual(hole);
    expect(other.node.have.get(origin)).toBe(3);
    await other.close();
  });
});
