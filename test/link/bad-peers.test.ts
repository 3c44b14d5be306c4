// C11 Peers that misbehave, over real TLS: each is refused with a code and a reason on both sides, nothing of what it
// sent is applied, and the other link of the node goes on as if nothing had been.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserId } from "../../events/names.ts";
import type { LinkCode } from "../../src/link/fault.ts";
import type { Carried } from "../../src/link/frames.ts";
import type { HandshakeOptions } from "../../src/link/handshake.ts";
import { type Identity, newIdentity } from "../../src/link/identity.ts";
import { type BadPeer, eventually, Forge } from "./bad-peer.ts";
import { bad, Victim } from "./victim.ts";

let victim: Victim;
beforeAll(async () => {
  victim = await Victim.linked();
});
afterAll(() => victim.close());

describe("C11 a peer that is not who it should be is refused:", () => {
  const other = newIdentity();
  it.each<[string, LinkCode, string, Partial<HandshakeOptions>, Identity?]>([
    ["a key that nobody knows", "UNKNOWN_KEY", "9ZZ.k", {}, other],
    ["another network", "WRONG_NETWORK", "9ZZ.n", { own: own({ network: "Elsewhere" }) }],
    ["a clock an hour ahead", "CLOCK_OFF", "9ZZ.t", { now: () => (Date.now() + 3_600_000) * 1000 }],
    ["a clock an hour behind", "CLOCK_OFF", "9ZZ.t", { now: () => (Date.now() - 3_600_000) * 1000 }],
    ["the victim's own node id", "NODE_ID_IN_USE", "1AA.x", {}],
    ["the node id of the other peer", "NODE_ID_IN_USE", "2BB.x", {}],
    ["another node's origin", "FRAME_MALFORMED", "9ZZ.x", { own: own({ origin: "2BB.e1" }) }],
    ["a key that is not its own", "PROOF_WRONG", "9ZZ.p", {}, { key: bad.key, sign: other.sign }],
    ["the keying material of another connection", "PROOF_WRONG", "9ZZ.m", { material: Buffer.alloc(32, 1) }],
  ])("%s", async (_what, code, origin, change, identity) => {
    await victim.expectRefused(await (await victim.connected(origin, change, identity)).greet(), code);
  });

  it("nothing at all in time", async () => {
    await victim.expectRefused(await victim.connected("9ZZ.s"), "HANDSHAKE_TIMEOUT");
  });

  it("too many who say nothing, without taking a place from a peer that is linked", async () => {
    const crowd = await Promise.all(Array.from({ length: 12 }, () => victim.connected("9ZZ.q")));
    await Promise.all(crowd.map((one) => eventually(() => one.isClosed)));
    const told = crowd.filter((one) => one.frames.some((frame) => frame.kind === "BYE"));
    expect(told).toHaveLength(6);
    await victim.expectFriendHeard("still here");
    (await victim.met(victim.newOrigin())).end();
  });

  it("events before the proof", async () => {
    await victim.expectRefused(
      (await victim.connected("9ZZ.e")).send({ kind: "HAVE", vector: {} }),
      "UNEXPECTED_FRAME",
    );
  });

  it("a hello of a newer protocol alone", async () => {
    const one = await victim.connected("9ZZ.v");
    const hello = { ...own({}), versions: [7], key: bad.key, now: Date.now() * 1000 };
    await victim.expectRefused(one.send({ kind: "HELLO", ...hello }), "NO_COMMON_VERSION");
  });
});

function own(change: object): HandshakeOptions["own"] {
  return { network: "Net", node: "9ZZ", origin: "9ZZ.o", name: "bad.example", software: "bad", events: {}, ...change };
}

describe("C11 bytes that are no frames are refused:", () => {
  const announced = (length: number) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(length);
    return head;
  };
  it.each<[string, Buffer, LinkCode]>([
    ["2 GiB announced", announced(2 ** 31), "FRAME_TOO_LARGE"],
    ["17 KiB announced by a stranger", announced(17 * 1024), "FRAME_TOO_LARGE"],
    ["an HTTP request", Buffer.from("GET / HTTP/1.1\r\n\r\n"), "FRAME_TOO_LARGE"],
    ["zeros", Buffer.alloc(64), "FRAME_MALFORMED"],
    ["a frame kind of nobody's", Buffer.from([0, 0, 0, 3, 99, 0x7b, 0x7d]), "FRAME_UNKNOWN"],
    ["a frame that is no JSON", Buffer.from([0, 0, 0, 3, 1, 0x7b, 0x7b]), "FRAME_MALFORMED"],
  ])("%s", async (_what, bytes, code) => {
    await victim.expectRefused((await victim.connected("9ZZ.f")).bytes(bytes), code);
    const one = await victim.met(victim.newOrigin());
    if (bytes.length === 5 && code === "FRAME_TOO_LARGE" && bytes.readUInt32BE() < 2 ** 20) return one.end();
    await victim.expectRefused(one.bytes(bytes), code);
  });
});

describe("C11 events that are not as they should be are refused:", () => {
  const spoiled = ([header, salt, body, commitment]: Carried, change: (header: string) => string): Carried => [
    change(header),
    salt,
    body,
    commitment,
  ];
  type Act = (forge: Forge, one: BadPeer) => void;
  const all = (forge: Forge, one: BadPeer) => one.send(forge.seal()).events(...forge.events);

  it.each<[string, LinkCode, Act]>([
    [
      "a user of another origin acts",
      "FOREIGN_ACTOR",
      (forge, one) => {
        all(forge.open().say("I am not me", { actor: `${victim.friend.node.origin}.1` as UserId }), one);
      },
    ],
    [
      "a private message of another's user",
      "FOREIGN_ACTOR",
      (forge, one) => {
        const body = {
          sender: `${victim.friend.node.origin}.1` as UserId,
          target: `${victim.node.origin}.1` as UserId,
          text: "hi",
        };
        all(forge.open().add("PRIVMSG", body, { to: [victim.node.id] }), one);
      },
    ],
    [
      "a header altered after it was sealed",
      "HEAD_WRONG",
      (forge, one) => {
        forge.open().say("one").say("two");
        const events = forge.events.map((each, n) =>
          n === 2 ? spoiled(each, (text) => text.replace('"type":"PRIVMSG"', '"type":"NOTICE"')) : each,
        );
        one.send(forge.seal()).events(...events);
      },
    ],
    [
      "a body altered after it was sealed",
      "HEAD_WRONG",
      (forge, one) => {
        const [open, said] = forge.open().say("yes").events as [Carried, Carried];
        one.send(forge.seal()).events(open, [said[0], said[1], (said[2] as string).replace("yes", "no"), null]);
      },
    ],
    [
      "a head over something else",
      "HEAD_WRONG",
      (forge, one) => {
        one.send(forge.open().seal({ root: "0".repeat(64) })).events(...forge.events);
      },
    ],
    [
      "a head that another key signed",
      "SIGNATURE_WRONG",
      (forge, one) => {
        one.send(forge.open().seal({ signature: newIdentity().sign(Buffer.from("x")) })).events(...forge.events);
      },
    ],
    [
      "a body that is not the one committed to",
      "COMMITMENT_WRONG",
      (forge, one) => {
        const [header, salt, body] = forge.open().events[0] as Carried;
        one.send(forge.seal()).events([header, salt, body, Buffer.alloc(32, 1).toString("base64")]);
      },
    ],
    [
      "a gap at the beginning",
      "OPENING_MISSING",
      (forge, one) => {
        all(forge.say("first"), one);
      },
    ],
    [
      "a gap",
      "SEQUENCE_GAP",
      (forge, one) => {
        forge.open().say("2").say("3");
        one.send(forge.seal()).events(forge.events[0] as Carried, forge.events[2] as Carried);
      },
    ],
    [
      "an opening for another node",
      "OPENING_MISSING",
      (forge, one) => {
        all(forge.open({ node: "2BB" as never }), one);
      },
    ],
    [
      "an opening without a key",
      "KEY_MISSING",
      (forge, one) => {
        const body = '{"node":"9ZZ","name":"n","software":"s","firstUser":1}';
        const header = `{"origin":"${forge.origin}","seq":1,"at":${forge.at},"type":"OPEN","version":1}`;
        all(forge.raw([header, Buffer.alloc(16).toString("base64"), body, null]), one);
      },
    ],
    [
      "an opening with another key than it has",
      "KEY_CHANGED",
      (forge, one) => {
        all(forge.open({ key: newIdentity().key }), one);
      },
    ],
    [
      "times that do not grow",
      "TIME_NOT_INCREASING",
      (forge, one) => {
        forge.open().say("later");
        forge.at -= 10;
        all(forge.say("earlier"), one);
      },
    ],
    [
      "a header with a space in it",
      "NOT_CANONICAL",
      (forge, one) => {
        const [header, ...rest] = forge.open().events[0] as Carried;
        one.send(forge.seal()).events([header.replace(",", ", "), ...rest]);
      },
    ],
    [
      "a body with a field of its own",
      "NOT_CANONICAL",
      (forge, one) => {
        const header = `{"origin":"${forge.origin}","seq":2,"at":${forge.at + 9},"type":"NICK","version":1}`;
        all(forge.open().raw([header, Buffer.alloc(16).toString("base64"), '{"nick":"n","x":1}', null]), one);
      },
    ],
    [
      "a type of a newer build",
      "EVENT_UNKNOWN",
      (forge, one) => {
        const header = `{"origin":"${forge.origin}","seq":2,"at":${forge.at + 9},"type":"FUTURE","version":1}`;
        all(forge.open().raw([header, Buffer.alloc(16).toString("base64"), "{}", null]), one);
      },
    ],
    [
      "no event at all",
      "EVENT_MALFORMED",
      (_forge, one) => {
        one.events(["{}", null, null, null]);
      },
    ],
    [
      "half of a body",
      "EVENT_MALFORMED",
      (forge, one) => {
        const [header, salt] = forge.open().events[0] as Carried;
        one.events([header, salt, null, null]);
      },
    ],
    [
      "neither body nor commitment",
      "EVENT_MALFORMED",
      (forge, one) => {
        one.events([(forge.open().events[0] as Carried)[0], null, null, null]);
      },
    ],
    [
      "a public event without its body",
      "BODY_MISSING",
      (forge, one) => {
        const [header] = forge.open().events[0] as Carried;
        one.events([header, null, null, Buffer.alloc(32, 1).toString("base64")]);
      },
    ],
    [
      "events in the name of the victim's own origin",
      "OWN_ORIGIN",
      (_forge, one) => {
        const { origin } = victim.node;
        const seq = (victim.node.have.get(origin) ?? 0) + 1;
        const header = `{"origin":"${origin}","seq":${seq},"at":${Date.now() * 1000},"type":"CLOSE","version":1}`;
        one.events([header, Buffer.alloc(16).toString("base64"), '{"reason":"x"}', null]);
      },
    ],
    [
      "more than heads cover",
      "UNSEALED_TOO_MUCH",
      (forge, one) => {
        forge.open();
        for (let n = 0; n < 500; n++) forge.say(`${n} ${"x".repeat(400)}`);
        for (let at = 0; at < 500; at += 100) one.events(...forge.events.slice(at, at + 100));
      },
    ],
    [
      "more than was granted",
      "CREDIT_EXCEEDED",
      (forge, one) => {
        forge.at += 200_000_000; // They wait for their time, and so nothing is granted for them.
        forge.open();
        for (let n = 0; n < 4000; n++) forge.say(`${n} ${"x".repeat(400)}`);
        for (let at = 0; at < 4000; at += 500) one.events(...forge.events.slice(at, at + 500));
      },
    ],
  ])("%s", async (_what, code, act) => {
    const origin = victim.newOrigin();
    const one = await victim.met(origin);
    act(new Forge(origin, bad), one);
    await victim.expectRefused(one, code, { origin });
  });
});
