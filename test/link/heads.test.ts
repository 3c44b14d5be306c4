// Heads over a log: own seals are made once and in steps, trees grow on from them after a restart, and any earlier head
// can be found again.
import { beforeEach, describe, expect, it } from "vitest";
import { MerkleTree } from "../../events/merkle.ts";
import { Heads, leafOfEntry } from "../../src/link/heads.ts";
import { isSigned } from "../../src/link/identity.ts";
import { sealText } from "../../src/link/signed.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import { eventEntry, ORIGIN } from "../record/entries.ts";
import { identityOfNode } from "./rig.ts";

const identity = identityOfNode("1HS");
let log: MemoryLog;
beforeEach(() => {
  log = new MemoryLog();
  log.append(Array.from({ length: 1234 }, (_, at) => eventEntry(at + 1)));
});

/** The root over the first so many events, from the beginning. */
function rootOf(count: number): string {
  const tree = new MerkleTree();
  for (const entry of log.readOrigin(ORIGIN, 0, count)) tree.append(leafOfEntry(entry));
  return tree.head().root;
}

const counts = () => {
  const found: number[] = [];
  for (let seal = log.seal(ORIGIN, 1); seal !== undefined; seal = log.seal(ORIGIN, seal.count + 1))
    found.push(seal.count);
  return found;
};

describe("Heads", () => {
  it("seal a log that was never sealed in steps, with signed roots that are right", () => {
    expect(new Heads(log, identity).sealOwn(ORIGIN, 1234)).toBe(true);
    expect(counts()).toEqual([500, 1000, 1234]);
    for (const count of counts()) {
      const seal = log.seal(ORIGIN, count) as NonNullable<ReturnType<typeof log.seal>>;
      expect(seal.root).toBe(rootOf(count));
      expect(isSigned(identity.key, sealText(seal), seal.signature)).toBe(true);
    }
  });

  it("seal in slices when told to, and say when there is more", () => {
    const heads = new Heads(log, identity);
    expect(heads.sealOwn(ORIGIN, 1234, 700)).toBe(false);
    expect(counts()).toEqual([500, 700]);
    expect(heads.sealOwn(ORIGIN, 1234, 700)).toBe(true);
    expect(counts()).toEqual([500, 700, 1200, 1234]);
  });

  it("make no second seal for what is sealed, by this or another of them", () => {
    new Heads(log, identity).sealOwn(ORIGIN, 1200);
    const heads = new Heads(log, identity);
    heads.sealOwn(ORIGIN, 1200);
    heads.sealOwn(ORIGIN, 1210);
    heads.sealOwn(ORIGIN, 1210);
    expect(counts()).toEqual([500, 1000, 1200, 1210]);
    expect(log.seal(ORIGIN)?.root).toBe(rootOf(1210));
  });

  it("seal ahead only where there is enough for a head, and go on from there", () => {
    const heads = new Heads(log, identity);
    for (const committed of [1, 499, 500, 501, 999, 1234]) heads.sealOwnAhead(ORIGIN, committed);
    expect(counts()).toEqual([500, 1000]);
    expect(heads.sealOwn(ORIGIN, 1234)).toBe(true);
    expect(counts()).toEqual([500, 1000, 1234]);
    expect(log.seal(ORIGIN)?.root).toBe(rootOf(1234));
  });

  it("grow a tree on from the last seal, however far the log goes beyond it", () => {
    new Heads(log, identity).sealOwn(ORIGIN, 1001);
    const heads = new Heads(log, identity);
    for (const count of [1234, 1001, 1000, 999, 1, 0]) {
      expect(heads.tree(ORIGIN, count).head()).toEqual({ count, root: rootOf(count) });
    }
  });

  it("know the root at any count, and none beyond the log", () => {
    const heads = new Heads(log, identity);
    heads.sealOwn(ORIGIN, 1234);
    for (const count of [1, 250, 500, 501, 777, 1233, 1234]) expect(heads.rootAt(ORIGIN, count)).toBe(rootOf(count));
    expect(heads.rootAt(ORIGIN, 1235)).toBeUndefined();
  });

  it("know the time of an event, whether it is in memory or not", () => {
    const heads = new Heads(log, identity);
    expect(heads.lastAt(ORIGIN, 1234)).toBe(1234);
    heads.tree(ORIGIN, 1234);
    expect([heads.lastAt(ORIGIN, 1234), heads.lastAt(ORIGIN, 7), heads.lastAt(ORIGIN, 0)]).toEqual([1234, 7, 0]);
  });

  it("read all again after what was admitted was taken back", () => {
    const heads = new Heads(log, identity);
    const ahead = heads.tree(ORIGIN, 1234).fork();
    ahead.append(Buffer.alloc(32, 1));
    heads.advance(ORIGIN, ahead, 9999);
    expect(heads.tree(ORIGIN, 1235).count).toBe(1235);
    heads.forget();
    expect(() => heads.tree(ORIGIN, 1235)).toThrow("no event 1235");
    expect(heads.tree(ORIGIN, 1234).head().root).toBe(rootOf(1234));
  });
});
