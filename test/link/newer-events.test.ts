// Events of newer builds over a link: what can be checked of them is checked, and what is right is stored and passed on
// like any other, as the bytes that its origin wrote.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LinkCode } from "../../src/link/fault.ts";
import type { Carried } from "../../src/link/frames.ts";
import { type BadPeer, eventually, Forge } from "./bad-peer.ts";
import { framesOf, snapshotOf } from "./forged-snapshot.ts";
import { headersOf } from "./rig.ts";
import { bad, Victim } from "./victim.ts";

const HOUR_MICROS = 3_600_000_000;

let victim: Victim;
beforeEach(async () => {
  victim = await Victim.linked();
});
afterEach(() => victim.close());

const salt = Buffer.alloc(16, 7).toString("base64");
const opened = (origin: string) => new Forge(origin, bad).open({ understands: "FUTURE:2 TOPIC:3 OPEN:4" });

/** Adds an event of a newer build. */
function add(forge: Forge, type: string, version: number, rest = "", body = '{"of":"nobody"}'): Forge {
  const seq = forge.events.length + 1;
  const head = `{"origin":"${forge.origin}","seq":${seq},"at":${++forge.at},"type":"${type}","version":${version}`;
  return forge.raw([`${head}${rest}}`, salt, body, null]);
}

describe("an event of a newer build", () => {
  it("is stored and passed on, with what comes before and after it", async () => {
    const origin = victim.newOrigin();
    const one = await victim.met(origin);
    const forge = opened(origin).say("before");
    for (const version of [1, 2]) add(forge, "FUTURE", version, `,"actor":"${origin}.1"`);
    add(forge, "TOPIC", 3).say("after");
    add(forge, "FUTURE", 1, ',"to":["2BB","9ZZ"]');
    one.send(forge.seal()).events(...forge.events);
    await eventually(() => victim.of(origin).length === forge.events.length);
    expect(victim.of(origin)).toEqual(forge.events.map(([header]) => header));
    const { node } = victim.friend;
    const ofFriend = () => headersOf(node).filter((header) => header.includes(`"origin":"${origin}"`));
    await eventually(() => ofFriend().length === forge.events.length);
    expect(ofFriend()).toEqual(victim.of(origin));
    expect(node.log.readOrigin(origin, 2, 1)[0]).toMatchObject({ body: '{"of":"nobody"}' });
    expect(one.isClosed).toBe(false);
    await victim.expectFriendHeard("all goes on");
  });

  it("may be the opening itself, which says in every version whose it is", async () => {
    const origin = victim.newOrigin();
    const one = await victim.met(origin);
    const body = { more: 1, node: "9ZZ", key: bad.key, understands: "OPEN:4" };
    const forge = add(new Forge(origin, bad), "OPEN", 4, "", JSON.stringify(body));
    one.send(forge.seal()).events(...forge.events);
    await eventually(() => victim.of(origin).length === 1);
    forge.say("known by that key");
    one.send(forge.seal()).events(forge.events[1] as Carried);
    await eventually(() => victim.friend.node.have.get(origin) === 2);
  });

  it("is taken where its opening was held before the link", async () => {
    const origin = victim.newOrigin();
    const first = await victim.met(origin);
    const forge = opened(origin);
    first.send(forge.seal()).events(...forge.events);
    await eventually(() => victim.of(origin).length === 1);
    first.end();
    const second = await victim.met(origin, { [origin]: 1 });
    add(forge, "FUTURE", 2);
    second.send(forge.seal()).events(forge.events[1] as Carried);
    await eventually(() => victim.of(origin).length === 2);
  });

  it("is taken where its opening came before a snapshot and is missing yet", async () => {
    const other = await Victim.linked(["9ZZ"]);
    const origin = other.newOrigin();
    const one = await other.met(origin);
    const forge = new Forge(origin, bad, Date.now() * 1000 - HOUR_MICROS).open({ understands: "FUTURE:2" }).say("1");
    one.send(framesOf(snapshotOf(forge, bad)));
    await eventually(() => other.node.have.get(origin) === 2);
    add(forge, "FUTURE", 2);
    one.send(forge.seal()).events(forge.events[2] as Carried);
    await eventually(() => other.node.have.get(origin) === 3);
    add(forge, "FUTURE", 3);
    one.send(forge.seal()).events(forge.events[3] as Carried);
    await other.expectRefused(one, "EVENT_UNKNOWN", { origin, held: 1 });
    await other.close();
  });

  type Act = (forge: Forge, one: BadPeer) => void;
  const all = (forge: Forge, one: BadPeer) => one.send(forge.seal()).events(...forge.events);
  it.each<[string, LinkCode, Act]>([
    ["of a version that its origin does not claim", "EVENT_UNKNOWN", (forge, one) => all(add(forge, "FUTURE", 3), one)],
    ["of a type that its origin does not claim", "EVENT_UNKNOWN", (forge, one) => all(add(forge, "OTHER", 1), one)],
    ["not in canonical form", "NOT_CANONICAL", (forge, one) => all(add(forge, "FUTURE", 1, ',"more":"fields"'), one)],
    ["with a quote in its type", "NOT_CANONICAL", (forge, one) => all(add(forge, 'FUTURE\\",\\"x', 1), one)],
    [
      "of another origin's user",
      "FOREIGN_ACTOR",
      (forge, one) => all(add(forge, "FUTURE", 1, `,"actor":"${victim.friend.node.origin}.1"`), one),
    ],
    [
      "whose head is of other events",
      "HEAD_WRONG",
      (forge, one) => one.send(add(forge, "FUTURE", 1).seal({ root: "0".repeat(64) })).events(...forge.events),
    ],
    [
      "whose body is not the one committed to",
      "COMMITMENT_WRONG",
      (forge, one) => {
        add(forge, "FUTURE", 1);
        const [header, ...rest] = forge.events[1] as Carried;
        const wrong = Buffer.alloc(32, 1).toString("base64");
        one.send(forge.seal()).events(forge.events[0] as Carried, [header, rest[0], rest[1], wrong]);
      },
    ],
    [
      "that is public and comes without its body",
      "BODY_MISSING",
      (forge, one) => {
        const [header] = add(forge, "FUTURE", 1).events[1] as Carried;
        const bare: Carried = [header, null, null, Buffer.alloc(32, 1).toString("base64")];
        one.send(forge.seal()).events(forge.events[0] as Carried, bare);
      },
    ],
  ])("is refused if it is one %s", async (_what, code, act) => {
    const origin = victim.newOrigin();
    const one = await victim.met(origin);
    act(opened(origin), one);
    await victim.expectRefused(one, code, { origin });
  });
});

describe("an event in an older version", () => {
  const said = (fields: string, version: number) => {
    const origin = victim.newOrigin();
    return add(opened(origin), "PRIVMSG", version, `,"actor":"${origin}.1"`, `{"channel":"#c",${fields}"text":"x"}`);
  };

  it("is taken as it was when that was the newest", async () => {
    const forge = said("", 1);
    (await victim.met(forge.origin)).send(forge.seal()).events(...forge.events);
    await eventually(() => victim.of(forge.origin).length === 2);
  });

  it("has no field that came later", async () => {
    const forge = said('"status":"o",', 1);
    const one = (await victim.met(forge.origin)).send(forge.seal()).events(...forge.events);
    await victim.expectRefused(one, "NOT_CANONICAL", { origin: forge.origin });
  });

  it("is no version at all below the first", async () => {
    const forge = said("", 0);
    const one = (await victim.met(forge.origin)).send(forge.seal()).events(...forge.events);
    await victim.expectRefused(one, "NOT_CANONICAL", { origin: forge.origin });
  });
});
