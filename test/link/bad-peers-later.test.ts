// C11 Peers that misbehave only after they have been let in, and those that do nothing that can be refused: what they
// say is not believed further than it is proved.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChannelId, UserId } from "../../events/names.ts";
import type { Carried } from "../../src/link/frames.ts";
import { newIdentity } from "../../src/link/identity.ts";
import { type BadPeer, eventually, Forge } from "./bad-peer.ts";
import { bad, Victim } from "./victim.ts";

let victim: Victim;
beforeAll(async () => {
  victim = await Victim.linked();
});
afterAll(() => victim.close());

const quiet = () => new Promise((done) => setTimeout(done, 60));

/** Linked, and with an opening and two messages that are right and admitted. */
async function settled(): Promise<{ one: BadPeer; forge: Forge; origin: string }> {
  const origin = victim.newOrigin();
  const one = await victim.met(origin);
  const forge = new Forge(origin, bad).open().say("one").say("two");
  one.send(forge.seal()).events(...forge.events);
  await eventually(() => victim.of(origin).length === 3);
  return { one, forge, origin };
}

describe("C11 a peer that was right so far is refused for", () => {
  it("what it proved in an earlier connection, whose TLS session it takes up", async () => {
    const first = await victim.met(victim.newOrigin());
    const { material } = first;
    first.end();
    await eventually(() => first.session !== undefined && first.isClosed);
    const honest = await victim.resumed(first, victim.newOrigin());
    expect(honest.isResumed).toBe(true);
    await honest.link();
    honest.end();
    const replayed = await victim.resumed(first, "9ZZ.r", { material });
    expect(replayed.isResumed).toBe(true);
    expect(replayed.material).not.toEqual(material);
    await victim.expectRefused(await replayed.greet(), "PROOF_WRONG");
  });

  it("a second head over other events than the first", async () => {
    const { one, origin } = await settled();
    const other = new Forge(origin, bad).open().say("one").say("TWO");
    one.send(other.seal());
    await victim.expectRefused(one, "EQUIVOCATION", { origin, held: 3 });
  });

  it("a second head for a count between two heads", async () => {
    const { one, origin } = await settled();
    one.send(new Forge(origin, bad).open({ name: "other" }).say("1").seal());
    await victim.expectRefused(one, "EQUIVOCATION", { origin, held: 3 });
  });

  it("a head over what is held that the origin did not sign", async () => {
    const { one, forge, origin } = await settled();
    one.send(forge.seal({ root: "1".repeat(64), signature: newIdentity().sign(Buffer.from("x")) }));
    await victim.expectRefused(one, "SIGNATURE_WRONG", { origin, held: 3 });
  });

  it.each<[string, (forge: Forge) => Forge]>([
    ["no number", (forge) => forge.say("which one?", { actor: `${forge.origin}.x` as UserId })],
    ["a number that is written in another way", (forge) => forge.say("01", { actor: `${forge.origin}.01` as UserId })],
    ["a number past counting", (forge) => forge.say("9", { actor: `${forge.origin}.${"9".repeat(16)}` as UserId })],
  ])("what a user does who has %s", async (_what, act) => {
    const { one, forge, origin } = await settled();
    one.send(act(forge).seal()).events(forge.events[3] as Carried);
    await victim.expectRefused(one, "EVENT_MALFORMED", { origin, held: 3 });
  });

  it("a mode of more than a letter, under a name that every object has", async () => {
    const { one, forge, origin } = await settled();
    const body = { channel: "#c" as ChannelId, changes: [["+", "list", "constructor", "x"]] as const, by: "b" };
    forge.add("MODE", body, { actor: forge.user });
    one.send(forge.seal()).events(forge.events[3] as Carried);
    await victim.expectRefused(one, "EVENT_MALFORMED", { origin, held: 3 });
  });

  it("an event that it had promised not to make", async () => {
    const { one, forge, origin } = await settled();
    one.send(forge.promise(3, forge.at + 1_000_000));
    await quiet();
    forge.say("after all");
    one.send(forge.seal()).events(forge.events[3] as Carried);
    await victim.expectRefused(one, "PROMISE_BROKEN", { origin, held: 3 });
  });

  it("a promise that it has broken already", async () => {
    const { one, forge, origin } = await settled();
    one.send(forge.promise(2, forge.at + 1));
    await victim.expectRefused(one, "PROMISE_BROKEN", { origin, held: 3 });
  });

  it("a promise in its own name that another key signed", async () => {
    const { one, forge, origin } = await settled();
    one.send(forge.promise(3, forge.at + 1, newIdentity().sign(Buffer.from("x"))));
    await victim.expectRefused(one, "SIGNATURE_WRONG", { origin, held: 3 });
  });

  it("a promise in the name of the friend", async () => {
    const { one, origin } = await settled();
    const { node } = victim.friend;
    one.send(new Forge(node.origin, bad).promise(1, Date.now() * 1000 + 60_000_000));
    await victim.expectRefused(one, "SIGNATURE_WRONG", { origin, held: 3 });
  });

  it("an epoch of the friend's node that it opened itself", async () => {
    const { one } = await settled();
    const forge = new Forge(`2BB.f${Date.now().toString(36)}`, bad).open();
    one.send(forge.seal()).events(...forge.events);
    await victim.expectRefused(one, "KEY_CHANGED", { origin: forge.origin });
  });

  it("an event of the friend's epoch that the friend did not make", async () => {
    const { one } = await settled();
    const { origin } = victim.friend.node;
    const seq = (victim.node.have.get(origin) ?? 0) + 1;
    const forge = new Forge(origin, bad);
    forge.say("forged", { seq });
    one.send(forge.seal({ count: seq })).events(...forge.events);
    await victim.expectRefused(one, "SIGNATURE_WRONG", { origin, held: seq - 1 });
  });

  it("a promise, once it is kept, does no harm", async () => {
    const { one, forge, origin } = await settled();
    one.send(forge.promise(3, forge.at + 1000));
    await quiet();
    forge.at += 1000;
    forge.say("in time");
    one.send(forge.seal()).events(forge.events[3] as Carried);
    await eventually(() => victim.of(origin).length === 4);
    one.end();
  });
});

describe("C11 a lying HAVE", () => {
  it("is refused when the peer says that all was sent and it was not", async () => {
    const origin = victim.newOrigin();
    const one = await victim.met(origin, { [origin]: 1000 });
    await eventually(() => victim.node.catchUps.at(-1) === true);
    const forge = new Forge(origin, bad).open().say("all there is");
    one.send(forge.seal()).events(...forge.events);
    await eventually(() => victim.of(origin).length === 2);
    one.send({ kind: "HAVE", vector: { [origin]: 1000 } });
    await victim.expectRefused(one, "HAVE_WRONG", { origin, held: 2 });
    await eventually(() => victim.node.catchUps.at(-1) === false);
  });

  it("does not keep a catch-up going for ever when nothing follows", async () => {
    const origin = victim.newOrigin();
    const one = await victim.met(origin, { [origin]: 1_000_000, "7QQ.none": 500 });
    await eventually(() => victim.node.catchUps.at(-1) === true);
    await eventually(() => victim.node.catchUps.at(-1) === false);
    expect(one.isClosed).toBe(false);
    one.end();
  });

  it("of less than the peer has brings it nothing but what it has, and of more than there is keeps it from that", async () => {
    const { node } = victim;
    const one = await victim.met(victim.newOrigin(), { [node.origin]: 1_000_000 });
    await victim.expectFriendHeard("to all");
    await quiet();
    const got = one.frames.flatMap((frame) => (frame.kind === "EVENTS" ? frame.events : []));
    expect(got.some(([header]) => header.includes(victim.friend.node.origin))).toBe(true);
    expect(got.some(([header]) => header.includes(`"origin":"${node.origin}"`))).toBe(false);
    one.end();
  });
});

describe("C11 what is not proved yet is not applied:", () => {
  it("events that no head covers wait, and go with the link", async () => {
    const { one, forge, origin } = await settled();
    forge.say("three").say("four");
    one.events(...forge.events.slice(3));
    await quiet();
    expect(victim.of(origin)).toHaveLength(3);
    one.end();
    await eventually(() => victim.links.figures().every(({ node }) => node === "2BB"));
    expect(victim.of(origin)).toHaveLength(3);
  });

  it("events of one origin wait for the head of another that came before them", async () => {
    const { one, forge, origin } = await settled();
    const second = new Forge(victim.newOrigin(), bad).open();
    forge.say("three");
    one.send(second.seal()).events(forge.events[3] as Carried, ...second.events);
    await quiet();
    expect(victim.of(second.origin)).toHaveLength(0);
    one.send(forge.seal()).events();
    await eventually(() => victim.of(second.origin).length === 1);
    expect(victim.of(origin)).toHaveLength(4);
    one.end();
  });

  it("C12 an event two minutes ahead is held, and raises no clock", async () => {
    const { one, forge, origin } = await settled();
    forge.at += 130_000_000;
    forge.say("from the future");
    one.send(forge.seal()).events(forge.events[3] as Carried);
    await quiet();
    expect(victim.of(origin)).toHaveLength(3);
    expect(victim.node.greatest).toBeLessThan(Date.now() * 1000 + 1_000_000);
    await victim.expectFriendHeard("now");
    one.end();
  });

  it("events that it had already are dropped, however often they come, and counted", async () => {
    const { one, forge, origin } = await settled();
    for (let n = 0; n < 3; n++) one.send(forge.seal()).events(...forge.events);
    await eventually(() => victim.links.figures().some(({ duplicates }) => duplicates === 9));
    expect(victim.of(origin)).toHaveLength(3);
    one.end();
  });
});
