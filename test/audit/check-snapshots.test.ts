// R1 Snapshots held against their log by a check: what a node made is found right, and what was changed is found.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Checked, check } from "../../src/audit/check/check.ts";
import type { LogReader } from "../../src/record/log.ts";
import type { Snapshot } from "../../src/record/snapshot.ts";
import { takeSnapshot } from "../../src/record/take-snapshot.ts";
import { lines } from "./lines.ts";
import { Scribe, spoken } from "./recorded.ts";

const timeOf = ({ header }: { readonly header: string }) => (JSON.parse(header) as { at: number }).at;

/** As many as there are moments, each of all that stands before one of them. */
function snapshotsOf(log: LogReader): readonly Snapshot[] {
  const times = log.read(0, 10_000).filter(({ origin }) => origin !== null);
  return [...times.map(timeOf), Number.MAX_SAFE_INTEGER].flatMap(
    (before) => takeSnapshot(log, undefined, before) ?? [],
  );
}

const findingOf = ({ finding }: Checked) => finding && `${finding.id}: ${finding.text}`;

test("R1 each snapshot that a node makes is what its log gives at that place, and no other place's", () => {
  fc.assert(
    fc.property(lines, fc.nat(), fc.nat(), (said, one, other) => {
      const log = spoken(said);
      const snapshots = snapshotsOf(log);
      expect(check(log, { snapshots })).toMatchObject({ finding: undefined, snapshots: snapshots.length });
      const [right, wrong] = [one, other].map((each) => snapshots[each % snapshots.length]) as [Snapshot, Snapshot];
      const mixed = { ...right, network: wrong.network };
      const isSame = JSON.stringify(stateOf(right)) === JSON.stringify(stateOf(wrong));
      expect(findingOf(check(log, { snapshots: [mixed] }))).toBe(
        isSame ? undefined : `R1: the snapshot of position ${right.position} is not what the log gives`,
      );
    }),
    { numRuns: 40 },
  );
});

/** Without the numbers that were applied: they are no part of what the digest compares. */
const stateOf = ({ network: { applied: _applied, ...rest } }: Snapshot) => rest;

test("R1 a snapshot of several nodes' log is held against its place in the order of the network", () => {
  const other = { origin: "2AB.zzzzzz" };
  const scribe = new Scribe().open().connect(0, "alice").join(0, "#c").open(0, other).connect(0, "bob", other);
  const log = scribe.log();
  const [snapshot] = snapshotsOf(log).slice(-1) as [Snapshot];
  expect(check(log, { snapshots: [snapshot] }).finding).toBeUndefined();
  const spoilt = { ...snapshot, network: { ...snapshot.network, channels: [] } };
  expect(findingOf(check(log, { snapshots: [spoilt] }))).toMatch(/^R1: the snapshot of position 5 /);
  const beyond = { ...spoilt, position: 6 };
  expect(check(log, { snapshots: [beyond] })).toMatchObject({ finding: undefined, snapshots: 0 });
});

test("R1 a snapshot whose rows are no state is found as such", () => {
  const log = new Scribe().open().connect(0, "alice").join(0, "#c").log();
  const [snapshot] = snapshotsOf(log).slice(-1) as [Snapshot];
  const network = { ...snapshot.network, members: [["#c", { channel: null }]] } as unknown as Snapshot["network"];
  expect(findingOf(check(log, { snapshots: [{ ...snapshot, network }] }))).toMatch(/^R1: the snapshot of position 3 /);
});
