// A private message whose body comes later: what came after it from the same origin waits, others do not.
import { beforeEach, describe, expect, it } from "vitest";
import { encodeBody, encodeHeader } from "../../events/codec.ts";
import { commitmentOf } from "../../events/commitment.ts";
import type { AnyEvent, Recorded } from "../../events/envelope.ts";
import type { Micros, NodeId, Origin, UserId } from "../../events/names.ts";
import type { Carried } from "../../src/link/frames.ts";
import { LateBodies } from "../../src/link/late-bodies.ts";
import { VirtualTime } from "../record/virtual-time.ts";

let time: VirtualTime;
let late: LateBodies;
let asked: string[];
let delivered: string[];

beforeEach(() => {
  time = new VirtualTime(1);
  asked = [];
  delivered = [];
  const { wall, scheduler } = time.ports;
  late = new LateBodies({
    ...{ wall, scheduler, waitMs: 5000, keepMs: 60_000 },
    ask: (origin, seq) => asked.push(`${origin}-${seq}`),
    deliver: (event: AnyEvent) => delivered.push("text" in event.body ? (event.body.text ?? "") : ""),
  });
});

const salt = Buffer.alloc(16, 3);

function message(seq: number, text: string, { origin = "1AA.e1", ageMs = 0 } = {}) {
  const body = { sender: `${origin}.1` as UserId, target: "2BB.e1.1" as UserId, text };
  const header = {
    ...{ origin: origin as Origin, seq, at: (time.micros - ageMs * 1000) as Micros, type: "PRIVMSG" as const },
    ...{ version: 2, to: ["1AA", "2BB"] as NodeId[] },
  };
  const encoded = encodeBody("PRIVMSG", body);
  const carried: Carried = [encodeHeader(header), salt.toString("base64"), encoded, null];
  const whole: Recorded = { ...header, body };
  return {
    header,
    carried,
    whole,
    bare: { ...header, body: null } as Recorded,
    commitment: commitmentOf(salt, encoded),
  };
}

const admit = (each: ReturnType<typeof message>, isWhole: boolean) =>
  late.admitted(isWhole ? each.whole : each.bare, each.commitment).body;

describe("LateBodies", () => {
  it("passes on what has its body, and asks for nothing", () => {
    const one = message(1, "one");
    expect(admit(one, true)).toEqual(one.whole.body);
    expect(asked).toEqual([]);
  });

  it("delivers in the order of the origin once the missing body is there", () => {
    const [one, two, three] = [message(1, "one"), message(2, "two"), message(3, "three")];
    expect([admit(one, false), admit(two, true), admit(three, false)]).toEqual([null, null, null]);
    expect(admit(message(1, "of another", { origin: "4DD.e1" }), true)).not.toBeNull();
    expect(asked).toEqual(["1AA.e1-1", "1AA.e1-3"]);
    expect(late.missing()).toEqual([
      ["1AA.e1", 1],
      ["1AA.e1", 3],
    ]);
    expect(late.offer(three.carried, three.header)).toBe(true);
    expect(delivered).toEqual([]);
    expect(late.offer(one.carried, one.header)).toBe(true);
    expect(delivered).toEqual(["one", "two", "three"]);
    expect(late.offer(one.carried, one.header)).toBe(false);
    expect(admit(message(4, "four"), true)).not.toBeNull();
  });

  it("gives up after its time, and what waited goes on", () => {
    admit(message(1, "lost"), false);
    admit(message(2, "two"), true);
    time.advance(4999);
    expect(delivered).toEqual([]);
    time.advance(1);
    expect(delivered).toEqual(["two"]);
    expect(late.missed).toBe(1);
    const lost = message(1, "lost");
    expect(late.offer(lost.carried, lost.header)).toBe(false);
  });

  it("takes no other body than the one that was committed to, and not half of one", () => {
    const one = message(1, "one");
    const [header, , body] = message(1, "another").carried;
    admit(one, false);
    expect(late.offer([header, salt.toString("base64"), null, null], one.header)).toBe(false);
    expect(() => late.offer([header, salt.toString("base64"), body, null], one.header)).toThrow("committed");
    expect(delivered).toEqual([]);
  });

  it("does not ask for what nobody keeps any more", () => {
    expect(admit(message(1, "old", { ageMs: 61_000 }), false)).toBeNull();
    expect(asked).toEqual([]);
    expect(admit(message(2, "new"), true)).not.toBeNull();
  });

  it("forgets all when what was admitted was taken back", () => {
    admit(message(1, "one"), false);
    late.clear();
    time.advance(10_000);
    expect(late.missing()).toEqual([]);
    expect(late.missed).toBe(0);
    expect(admit(message(1, "one"), true)).not.toBeNull();
  });
});
