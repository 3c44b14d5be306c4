// R7 for a peer's snapshot: wherever the log fails as the node goes on from one, record, state and log agree afterwards, on
// the one side or on the other of it.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodeHeader } from "../../events/codec.ts";
import type { Recorded } from "../../events/envelope.ts";
import { digestOf } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import type { Carried } from "../../src/link/frames.ts";
import { isSigned } from "../../src/link/identity.ts";
import { checkedHeads } from "../../src/link/snapshot-heads.ts";
import type { Rebase } from "../../src/record/rebase.ts";
import { entries, replay } from "../../src/record/replay.ts";
import { restore } from "../../src/record/snapshot.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { TurnFailed } from "../../src/record/turn.ts";
import { Forge } from "../link/bad-peer.ts";
import { entryOf, snapshotOf } from "../link/forged-snapshot.ts";
import { identityOfNode } from "../link/rig.ts";
import { Faults } from "./faults.ts";
import { Rig } from "./rig.ts";
import type { VirtualClient } from "./virtual-edge.ts";

const RETRY_MS = 1000;
const FAR = "2BB.far";
/** Before the virtual world begins. */
const PAST_MICROS = 1_600_000_000_000_000;

let faults: Faults;
let rig: Rig;
let alice: VirtualClient;
let forge: Forge;
let rebase: Rebase;

beforeEach(() => {
  faults = new Faults();
  rig = new Rig({ onStep: faults.onStep });
  alice = rig.register("alice", "#c");
  const person = { nick: "zoe", username: "z", host: "far.example", realname: "Zoe" };
  forge = new Forge(FAR, identityOfNode("2BB"), PAST_MICROS).open();
  forge.add("CONNECT", person, { actor: forge.user }).say("1").say("2");
  const { snapshot, heads } = snapshotOf(forge, identityOfNode("2BB"));
  const { vector, greatest, network } = snapshot;
  const keyOf = () => identityOfNode("2BB").key;
  const checked = checkedHeads(heads, { vector, greatest, keyOf, isSigned });
  rebase = { base: { vector, greatest, network }, heads: checked, peer: "irc.far" };
});
afterEach(() => rig.close());

/** The state that the log gives, with what stands for what is missing in it. */
function stateOfLog(): string {
  const reader = new SqliteReader(rig.folder);
  const network = new Network();
  const base = reader.hole()?.base;
  if (base !== undefined) restore(base, network);
  replay(reader, network, { after: base });
  reader.close();
  return digestOf(network.state);
}

function expectAgreement({ isTaken }: { readonly isTaken: boolean }): void {
  const { record } = rig.node;
  rig.time.settle();
  expect(record.phase).toBe("ready");
  expect(rig.log.hole() !== undefined).toBe(isTaken);
  expect(record.have.get(FAR) ?? 0).toBe(isTaken ? 4 : 0);
  expect(rig.storedTypes().filter((type) => type === "SNAPSHOT")).toHaveLength(isTaken ? 1 : 0);
  alice.send("TOPIC #c :it goes on");
  rig.time.settle();
  expect(record.committed).toBe(rig.log.lastPosition());
  expect([...rig.node.network.state.users.values()].some(({ nick }) => nick === "zoe")).toBe(isTaken);
  expect(rig.liveDigest()).toBe(stateOfLog());
}

function expectFilled({ isMerged = true } = {}): void {
  const first = rig.log.hole()?.first ?? 0;
  const missing = forge.events.map((carried, at) => ({ ...entryOf(carried, FAR, at + 1), position: first + at }));
  rig.log.fill(missing.slice(0, 1), []);
  rig.log.fill(missing.slice(1), []);
  expect(rig.log.hole()).toBeUndefined();
  const positions = [...entries(rig.log)].map(({ position }) => position);
  expect(positions).toEqual(positions.map((_, at) => at + 1));
  if (isMerged) expect(rig.liveDigest()).toBe(stateOfLog());
}

describe("R7 a node that goes on from a peer's snapshot", () => {
  test("has it and the log agree, before and after the events of before it are there", () => {
    rig.node.record.rebase(rebase);
    expectAgreement({ isTaken: true });
    expectFilled();
  });

  test.each([["begin"], ["insert"], ["commit"]] as const)("stays where it was if %s fails", (step) => {
    faults.once(step);
    expect(() => rig.node.record.rebase(rebase)).toThrow(TurnFailed);
    expect(rig.node.record.phase).toBe("refusing");
    expect(() => rig.node.record.rebase(rebase)).toThrow(TurnFailed);
    rig.time.advance(RETRY_MS);
    expectAgreement({ isTaken: false });
    rig.node.record.rebase(rebase);
    expectAgreement({ isTaken: true });
    expectFilled();
  });

  test("has gone on if the commit took effect although it failed", () => {
    faults.once("committed");
    rig.node.record.rebase(rebase);
    expectAgreement({ isTaken: true });
    expectFilled();
  });

  test("finds out later that it has gone on, where the log could not be asked", () => {
    faults.once("committed");
    faults.always("open");
    expect(() => rig.node.record.rebase(rebase)).toThrow(TurnFailed);
    expect(rig.node.record.phase).toBe("undecided");
    rig.time.advance(3 * RETRY_MS);
    faults.heal();
    rig.time.advance(RETRY_MS);
    expectAgreement({ isTaken: true });
    expectFilled();
  });

  test("finds out later that it has not, where the log could not be asked", () => {
    faults.once("commit");
    faults.always("open");
    expect(() => rig.node.record.rebase(rebase)).toThrow(TurnFailed);
    rig.time.advance(3 * RETRY_MS);
    faults.heal();
    rig.time.advance(2 * RETRY_MS);
    expectAgreement({ isTaken: false });
  });

  test("stores what was open before it, in a turn of its own", () => {
    alice.send("TOPIC #c :before");
    rig.node.record.rebase(rebase);
    const types = rig.storedTypes();
    expect(types.indexOf("TOPIC")).toBe(types.indexOf("SNAPSHOT") - 1);
    expect(rig.log.hole()?.first).toBe(types.indexOf("TOPIC") + 2);
    expectAgreement({ isTaken: true });
  });

  test("merges what belongs before it once the events of before it are there, also where nothing is recorded then", () => {
    rig.node.record.rebase(rebase);
    expectAgreement({ isTaken: true });
    const early = new Forge("3CC.old", identityOfNode("3CC"), PAST_MICROS - 1000).open();
    const entry = entryOf(early.events[0] as Carried, early.origin, 1);
    const event = { ...decodeHeader(entry.header), body: JSON.parse(entry.body as string) } as Recorded;
    rig.node.record.admit([{ event, entry }], []);
    rig.time.advance(5000);
    const isKnown = () => rig.node.network.state.origins.has(early.origin);
    expect(isKnown()).toBe(false);
    expectFilled({ isMerged: false });
    const { committed } = rig.node.record;
    rig.time.advance(2000);
    expect(rig.node.record.committed).toBe(committed);
    expect(isKnown()).toBe(true);
    expect(rig.liveDigest()).toBe(stateOfLog());
  });

  test.each([["begin"], ["insert"], ["commit"], ["committed"]] as const)(
    "fills on where %s failed in between",
    (step) => {
      rig.node.record.rebase(rebase);
      rig.time.settle();
      const first = rig.log.hole()?.first ?? 0;
      const missing = forge.events.map((carried, at) => ({ ...entryOf(carried, FAR, at + 1), position: first + at }));
      rig.log.fill(missing.slice(0, 2), []);
      faults.once(step);
      expect(() => rig.log.fill(missing.slice(2), [])).toThrow(expect.objectContaining({ code: "LOG_FULL" }));
      const isStored = step === "committed";
      expect(rig.log.hole()?.next).toBe(isStored ? undefined : first + 2);
      if (!isStored) rig.log.fill(missing.slice(2), []);
      expect(rig.log.hole()).toBeUndefined();
      expect(rig.liveDigest()).toBe(stateOfLog());
    },
  );
});
