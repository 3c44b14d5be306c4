// Two sides of a handshake: they link when all is right, and each thing that is wrong is refused by its own code.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { encodeFrame, type Frame, FrameSplitter } from "../../src/link/frames.ts";
import { Handshake, type HandshakeOptions, type Step } from "../../src/link/handshake.ts";
import { identityIn, isKey, isSigned, KEY_FILE, KeyError, newIdentity } from "../../src/link/identity.ts";

const alice = newIdentity();
const bob = newIdentity();
const NOW = 1_767_225_600_000_000;
const MATERIAL = Buffer.alloc(32, 9);

const own = (node: string, name: string) => ({
  network: "Net",
  node,
  origin: `${node}.abc123`,
  name,
  software: "hansard-test",
  events: { NICK: 1 },
});

function side(of: "alice" | "bob", change: Partial<HandshakeOptions> = {}): HandshakeOptions {
  const isAlice = of === "alice";
  return {
    identity: isAlice ? alice : bob,
    own: isAlice ? own("1AL", "a.example") : own("2BO", "b.example"),
    peers: isAlice ? [{ name: "b.example", key: bob.key }] : [{ name: "a.example", key: alice.key }],
    material: MATERIAL,
    now: () => NOW,
    isSigned,
    keyOf: () => undefined,
    ...change,
  };
}

/** A frame as the other side reads it. */
function carried(frame: Frame): Frame {
  const splitter = new FrameSplitter();
  splitter.push(encodeFrame(frame));
  return splitter.next()?.frame as Frame;
}

/** Runs both sides until each has an answer. */
function meet(a: HandshakeOptions, b: HandshakeOptions): { readonly a: Step; readonly b: Step } {
  const left = new Handshake(a);
  const right = new Handshake(b);
  const hello = { a: left.begin(), b: right.begin() };
  const first = { a: left.take(carried(hello.b)), b: right.take(carried(hello.a)) };
  if (first.a.kind !== "send" || first.b.kind !== "send") return first;
  return { a: left.take(carried(first.b.frame)), b: right.take(carried(first.a.frame)) };
}

describe("Handshake", () => {
  it("links two nodes that know each other's keys", () => {
    const { a, b } = meet(side("alice", { expected: "b.example" }), side("bob"));
    expect(a).toMatchObject({ kind: "linked", peer: { name: "b.example" }, hello: { node: "2BO" }, version: 1 });
    expect(b).toMatchObject({ kind: "linked", peer: { name: "a.example" }, hello: { node: "1AL" }, version: 1 });
  });

  const other = newIdentity();
  it.each<[string, string, Partial<HandshakeOptions>, Partial<HandshakeOptions>]>([
    ["UNKNOWN_KEY", "a key that is not configured", {}, { identity: other }],
    ["WRONG_NETWORK", "another network", {}, { own: { ...own("2BO", "b.example"), network: "Other" } }],
    ["CLOCK_OFF", "a clock an hour ahead", {}, { now: () => NOW + 3_600_000_000 }],
    ["CLOCK_OFF", "a clock 61 s behind", {}, { now: () => NOW - 61_000_000 }],
    ["NODE_ID_IN_USE", "this node's own id", {}, { own: own("1AL", "b.example") }],
    ["NODE_ID_IN_USE", "the id of a node with another key", { keyOf: () => other.key }, {}],
    ["FRAME_MALFORMED", "another node's origin", {}, { own: { ...own("2BO", "b.example"), origin: "3CC.abc123" } }],
    ["WRONG_PEER", "another peer than was called", { expected: "c.example" }, {}],
    ["PROOF_WRONG", "a man in the middle: another TLS session", {}, { material: Buffer.alloc(32, 8) }],
  ])("refuses with %s: %s", (code, _what, mine, theirs) => {
    expect(meet(side("alice", mine), side("bob", theirs)).a).toMatchObject({ kind: "refused", code });
  });

  it("refuses a peer without a common version", () => {
    const handshake = new Handshake(side("alice"));
    const hello = { ...(new Handshake(side("bob")).begin() as Frame & { kind: "HELLO" }), versions: [7] };
    expect(handshake.take(hello)).toMatchObject({ kind: "refused", code: "NO_COMMON_VERSION" });
  });

  it("refuses its own proof sent back, a claimed key without the secret, and frames out of turn", () => {
    const handshake = new Handshake(side("alice"));
    const hello = new Handshake(side("bob")).begin();
    const step = handshake.take(hello) as Step & { kind: "send" };
    expect(handshake.take(step.frame)).toMatchObject({ kind: "refused", code: "PROOF_WRONG" });
    const liar = new Handshake(side("bob", { identity: { key: bob.key, sign: other.sign } }));
    const victim = new Handshake(side("alice"));
    victim.take(liar.begin());
    const proof = liar.take(victim.begin()) as Step & { kind: "send" };
    expect(victim.take(proof.frame)).toMatchObject({ kind: "refused", code: "PROOF_WRONG" });
    for (const frame of [
      { kind: "PROOF", signature: "" },
      { kind: "HAVE", vector: {} },
    ] as const) {
      expect(new Handshake(side("alice")).take(frame)).toMatchObject({ kind: "refused", code: "UNEXPECTED_FRAME" });
    }
  });
});

describe("identityIn", () => {
  const folders: string[] = [];
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), "hansard-key-"));
    folders.push(made);
    return made;
  };
  afterEach(() => {
    for (const each of folders.splice(0)) rmSync(each, { recursive: true });
  });

  it("makes a key once, keeps it from others, and reads it again", () => {
    const where = folder();
    const first = identityIn(where);
    expect(statSync(join(where, KEY_FILE)).mode & 0o777).toBe(0o600);
    const second = identityIn(where);
    expect(second.key).toBe(first.key);
    expect(isKey(first.key)).toBe(true);
    const bytes = Buffer.from("said");
    expect(isSigned(first.key, bytes, second.sign(bytes))).toBe(true);
    expect(isSigned(first.key, Buffer.from("other"), second.sign(bytes))).toBe(false);
    expect(isSigned(bob.key, bytes, second.sign(bytes))).toBe(false);
  });

  it("does not overwrite what is no key", () => {
    const where = folder();
    writeFileSync(join(where, KEY_FILE), "not a key");
    expect(() => identityIn(where)).toThrow(KeyError);
    expect(readFileSync(join(where, KEY_FILE), "utf8")).toBe("not a key");
  });

  it("takes neither garbage for a key nor garbage for a signature", () => {
    for (const text of ["", "x", "A".repeat(42), "A".repeat(44), "!".repeat(43)]) expect(isKey(text)).toBe(false);
    expect(isSigned("garbage", Buffer.alloc(1), "AAAA")).toBe(false);
    expect(isSigned(alice.key, Buffer.alloc(1), "not a signature")).toBe(false);
  });
});
