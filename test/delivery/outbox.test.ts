// The outbox: what is appended leaves when the turn is committed, in order; a labeled response is kept apart until then.
import { beforeEach, describe, expect, it } from "vitest";
import { HeldOutboxes, Outbox } from "../../src/delivery/outbox.ts";

let held: HeldOutboxes;
let written: (readonly [who: string, text: string, closing: string | undefined])[];
let alice: Outbox;
let bob: Outbox;

beforeEach(() => {
  held = new HeldOutboxes();
  written = [];
  const open = (who: string) => new Outbox({ write: (text, closing) => void written.push([who, text, closing]) }, held);
  alice = open("alice");
  bob = open("bob");
});

describe("an outbox", () => {
  it("writes once a turn, all that it holds", () => {
    alice.append("1\r\n");
    bob.append("2\r\n");
    alice.append("3\r\n");
    expect(written).toEqual([]);
    held.release();
    held.release();
    expect(written).toEqual([
      ["alice", "1\r\n3\r\n", undefined],
      ["bob", "2\r\n", undefined],
    ]);
  });

  it("writes nothing of a turn that is taken back, and works in the next", () => {
    alice.append("1\r\n");
    alice.close("x");
    held.drop();
    alice.append("2\r\n");
    held.release();
    expect(written).toEqual([["alice", "2\r\n", undefined]]);
  });

  it("parts what is before a barrier from what comes after it, for everybody", () => {
    bob.append("before\r\n");
    alice.barrier();
    alice.append("PONG\r\n");
    bob.append("after\r\n");
    held.release();
    expect(written.map(([who, text]) => who + text)).toEqual(["bobbefore\r\n", "alicePONG\r\n", "bobafter\r\n"]);
  });
});

describe("a capture", () => {
  it("keeps lines apart, each with its end, however they were appended", () => {
    alice.append("0\r\n");
    alice.capture();
    alice.append("1\r\n2\r\n");
    alice.append("3\r\n");
    bob.append("other\r\n");
    expect(alice.captured()).toEqual(["1\r\n", "2\r\n", "3\r\n"]);
    alice.append("4\r\n");
    held.release();
    expect(written[0]).toEqual(["alice", "0\r\n4\r\n", undefined]);
  });

  it("of nothing is empty", () => {
    alice.capture();
    expect(alice.captured()).toEqual([]);
  });

  it("is gone with its turn", () => {
    alice.capture();
    alice.append("1\r\n");
    held.drop();
    expect(alice.captured()).toBeUndefined();
  });

  it("survives a barrier of its own command", () => {
    bob.append("before\r\n");
    alice.capture();
    alice.barrier();
    alice.append("PONG\r\n");
    for (const line of alice.captured() ?? []) alice.append(`@label=a ${line}`);
    held.release();
    expect(written.filter(([, text]) => text !== "")).toEqual([
      ["bob", "before\r\n", undefined],
      ["alice", "@label=a PONG\r\n", undefined],
    ]);
  });

  it("leaves out what is appended apart", () => {
    alice.capture();
    alice.append("echo\r\n");
    alice.appendApart("message\r\n");
    expect(alice.captured()).toEqual(["echo\r\n"]);
    held.release();
    expect(written).toEqual([["alice", "message\r\n", undefined]]);
  });
});
