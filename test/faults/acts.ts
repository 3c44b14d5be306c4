// What goes wrong in a run of faults.ts, act by act, and what people may see of it.
import { BOTH, type Mishap } from "./cable.ts";
import type { Way } from "./mesh.ts";
import { WAYS } from "./mesh.ts";

export interface Act {
  readonly name: string;
  readonly ways: readonly Way[];
  readonly mishap: Mishap;
  /** Of the mishap, with traffic; then it is healed and all become quiet. */
  readonly seconds: number;
  /** The mishap comes again each so many seconds. */
  readonly againSeconds?: number;
  /** The nodes, by number, whose people the others see go and come back once each; nobody sees anything else. */
  readonly apart?: readonly number[];
  /** Some may be seen going, or not: how often is only counted. */
  readonly isVague?: boolean;
  /** Messages at full speed from the first node, besides the traffic. */
  readonly flood?: number;
}

/** Both links of the third node. */
const THIRD: readonly Way[] = ["ac", "bc"];
const NONE: Mishap = { kind: "heal" };
const CUT: Mishap = { kind: "cut" };

export const FULL: readonly Act[] = [
  { name: "delay and loss alone", ways: WAYS, mishap: NONE, seconds: 25 },
  { name: "resets in mid-frame, one link", ways: ["ab"], mishap: { kind: "reset" }, seconds: 25, againSeconds: 3 },
  { name: "one link cut for longer than the grace", ways: ["ab"], mishap: CUT, seconds: 22 },
  { name: "a node cut off for 3 s", ways: THIRD, mishap: CUT, seconds: 3 },
  { name: "a node cut off for longer than the grace", ways: THIRD, mishap: CUT, seconds: 25, apart: [2] },
  { name: "a minute's stall of one link", ways: ["ab"], mishap: { kind: "stall", directions: BOTH }, seconds: 60 },
  {
    name: "a node stalled for a minute, nobody is told",
    ...{ ways: THIRD, mishap: { kind: "stall", directions: BOTH }, seconds: 60, apart: [2] },
  },
  { name: "one-way stall of one link", ways: ["bc"], mishap: { kind: "stall", directions: ["there"] }, seconds: 40 },
  {
    name: "one-way stall to a node, on all its links",
    ...{ ways: THIRD, mishap: { kind: "stall", directions: ["there"] }, seconds: 45, apart: [2] },
  },
  {
    name: "a node behind 64 KB/s, 20,000 messages",
    ...{ ways: THIRD, mishap: { kind: "throttle", bytesPerSecond: 65_536 }, seconds: 30, flood: 20_000, isVague: true },
  },
];

export const QUICK: readonly Act[] = [
  { name: "resets in mid-frame, one link", ways: ["ab"], mishap: { kind: "reset" }, seconds: 6, againSeconds: 2 },
  { name: "a node cut off for longer than the grace", ways: THIRD, mishap: CUT, seconds: 6, apart: [2] },
];
