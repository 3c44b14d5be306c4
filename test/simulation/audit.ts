// What each node's log shows by itself in the end: that it is sound, that its replay gives the live state (R1), and that
// no clock error of another node has got into it (C12).
import { canonicalState, digestOf } from "../../projections/digest.ts";
import type { State } from "../../projections/state.ts";
import { check } from "../../src/audit/check/check.ts";
import { SealCheck } from "../../src/audit/check/seals.ts";
import { stateAt } from "../../src/audit/state-at.ts";
import { sealText } from "../../src/link/signed.ts";
import { isCheaplySigned } from "./cheap-identity.ts";
import type { Machine } from "./machine.ts";
import { deedsOf } from "./second-opinion.ts";
import { Violation } from "./violation.ts";
import { EPOCH_MICROS } from "./world-ports.ts";

/** An event further ahead than 120 s is not admitted (linking.md, "Clock"); and what a slewed clock gains. */
const AHEAD_MICROS = 125_000_000;

/** Throws Violation. */
export function auditLog(machine: Machine, now: number, offsets: readonly number[]): void {
  const { log } = machine.disk;
  const seals = new SealCheck(log, (key, seal) => isCheaplySigned(key, sealText(seal), seal.signature));
  const { finding } = check(log, { seals });
  if (finding !== undefined) {
    const id = finding.id === "LOG_CORRUPT" ? "R1" : finding.id;
    throw new Violation(id, `check of n${machine.number}: ${finding.id} at ${finding.position}: ${finding.text}`);
  }
  const replayed = stateAt(log, { kind: "position", position: log.lastPosition() }).network.state;
  const live = (machine.node as NonNullable<Machine["node"]>).network.state;
  if (digestOf(replayed) !== digestOf(live)) {
    const rows = differingRows([live, replayed], ["live", "replayed"]);
    throw new Violation("R1", `the replay of n${machine.number}'s log is not its live state:\n${rows}`);
  }
  const most = EPOCH_MICROS + now + Math.max(...offsets) + AHEAD_MICROS;
  const ahead = deedsOf(machine).find(({ at }) => at > most);
  if (ahead === undefined) return;
  throw new Violation(
    "C12",
    `n${machine.number} has ${ahead.origin}-${ahead.seq}, ${ahead.at - most} µs too far ahead`,
  );
}

/** The rows that only one of two states has. */
export function differingRows(states: readonly [State, State], names: readonly [string, string]): string {
  const [one, other] = states.map((state) => new Set(canonicalState(state))) as [Set<string>, Set<string>];
  const only = (name: string, a: Set<string>, b: Set<string>) =>
    [...a].filter((row) => !b.has(row)).map((row) => `  ${name}: ${row}`);
  return [...only(names[0], one, other), ...only(names[1], other, one)].join("\n");
}
