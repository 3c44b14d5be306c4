// What can go wrong, and how much of it in a run. Each fault heals by itself after its time; at peace all of them have.
import type { Dice } from "./dice.ts";

const MS = 1000;
const SECOND = 1_000_000;

export type Fault =
  /** One link is lost; nothing can be opened there for a time (0: at once). */
  | { readonly kind: "cut"; readonly link: number; readonly how: "reset" | "silent"; readonly micros: number }
  /** Nodes with bit 1 and with bit 0 do not reach each other. */
  | { readonly kind: "partition"; readonly sides: number; readonly how: "reset" | "silent"; readonly micros: number }
  /** Nothing gets from one side to the other; the other way all is well. */
  | { readonly kind: "one-way"; readonly sides: number; readonly micros: number }
  | { readonly kind: "stall"; readonly from: number; readonly to: number; readonly micros: number }
  | {
      readonly kind: "clog";
      readonly from: number;
      readonly to: number;
      readonly rate: number;
      readonly micros: number;
    }
  | {
      readonly kind: "delay";
      readonly from: number;
      readonly to: number;
      readonly extra: number;
      readonly micros: number;
    }
  /** kill: the process ends. power: with it go the last commits that were not synced. stop: in good order. */
  | { readonly kind: "crash"; readonly node: number; readonly how: "kill" | "power" | "stop"; readonly micros: number }
  /** The node is down, and comes up with what it had so many commits ago. */
  | { readonly kind: "backup"; readonly node: number; readonly commits: number; readonly micros: number }
  | { readonly kind: "commit"; readonly node: number; readonly how: "refuse" | "lie"; readonly count: number }
  /** The clock is wrong by so much more from now on. */
  | { readonly kind: "clock"; readonly node: number; readonly micros: number }
  /** The clock runs faster or slower by a share, as a real one does that is slewed to the right time. */
  | { readonly kind: "slew"; readonly node: number; readonly share: number; readonly micros: number }
  /** The node restarts with a clock that is ten years ahead, and later with the right one and its log of before. */
  | { readonly kind: "decade"; readonly node: number; readonly micros: number };

interface Bounds {
  readonly nodes: number;
  readonly links: readonly (readonly [number, number, unknown])[];
  readonly peaceAt: number;
  readonly graceMs: number;
}

const KINDS = [
  [6, "cut"],
  [6, "partition"],
  [2, "one-way"],
  [3, "stall"],
  [3, "clog"],
  [3, "delay"],
  [6, "crash"],
  [1, "backup"],
  [3, "commit"],
  [2, "clock"],
  [3, "slew"],
  [1, "decade"],
] as const satisfies readonly (readonly [number, Fault["kind"]])[];

/** At least four, and one of them a partition. Of the time until peace, the first part belongs to people alone. */
export function drawFaults(dice: Dice, bounds: Bounds): readonly (readonly [at: number, fault: Fault])[] {
  const count = dice.between(4, 8);
  const kinds = ["partition" as const, ...Array.from({ length: count - 1 }, () => dice.weighted(KINDS))];
  return kinds.map((kind) => {
    const at = dice.between(4 * SECOND, bounds.peaceAt - 2 * SECOND);
    return [at, drawFault(dice, kind, bounds)] as const;
  });
}

function drawFault(dice: Dice, kind: Fault["kind"], { nodes, links, graceMs }: Bounds): Fault {
  const node = dice.below(nodes);
  const link = dice.below(links.length);
  const [one, other] = links[link] as readonly [number, number, unknown];
  const [from, to] = dice.chance(0.5) ? [one, other] : [other, one];
  const how = dice.pick(["reset", "silent"] as const);
  const sides = dice.between(1, 2 ** nodes - 2);
  const short = dice.between(50 * MS, graceMs * MS);
  const long = graceMs * MS + dice.between(SECOND, 9 * SECOND);
  const micros = dice.chance(0.4) ? short : long;
  switch (kind) {
    case "cut":
      return { kind, link, how, micros: dice.chance(0.5) ? 0 : micros };
    case "partition":
      return { kind, sides, how, micros };
    case "one-way":
      return { kind, sides, micros };
    case "stall":
      return { kind, from, to, micros };
    case "clog":
      return { kind, from, to, rate: dice.pick([300, 2_000, 20_000]), micros };
    case "delay":
      return { kind, from, to, extra: dice.between(100 * MS, 3 * SECOND), micros };
    case "crash":
      return { kind, node, how: dice.pick(["kill", "kill", "power", "power", "stop"] as const), micros };
    case "backup":
      return { kind, node, commits: dice.between(1, 200), micros };
    case "commit":
      return { kind, node, how: dice.pick(["refuse", "refuse", "lie"] as const), count: dice.between(1, 3) };
    case "clock":
      return { kind, node, micros: dice.between(-8 * SECOND, 8 * SECOND) };
    case "slew":
      return { kind, node, share: dice.pick([-0.05, -0.02, 0.05]), micros: micros * 2 };
    case "decade":
      return { kind, node, micros };
  }
}
