// What is to happen in a run, drawn from its seed: who wants to do what and when, and what goes wrong. A plan is data, so
// that a failing one can be cut down step by step.
import { Dice } from "./dice.ts";
import { drawFaults, type Fault } from "./fault-plan.ts";
import { CHANNELS, NICKS } from "./names.ts";

/** What somebody wants to do; which channel, whom and how is found out when it is done, by dice of the step's own. */
export const WISHES = [
  [6, "arrive"],
  [14, "join"],
  [9, "nick"],
  [6, "part"],
  [5, "kick"],
  [7, "status"],
  [6, "ban"],
  [4, "unban"],
  [7, "flags"],
  [3, "key"],
  [3, "limit"],
  [5, "topic"],
  [3, "invite"],
  [22, "speak"],
  [8, "whisper"],
  [3, "notice"],
  [3, "away"],
  [3, "quit"],
  [2, "oper"],
  [2, "kill"],
  [1, "kline"],
  [5, "ask"],
] as const;

export type Wish = (typeof WISHES)[number][1];

export type Step =
  /** Several do nearly the same at nearly the same time: what crosses seldom by itself. */
  | { readonly at: number; readonly person: number; readonly line: string }
  | { readonly at: number; readonly person: number; readonly wish: Wish; readonly dice: number }
  | { readonly at: number; readonly fault: Fault };

export interface Plan {
  readonly seed: number;
  readonly nodes: number;
  readonly people: number;
  /** Pairs of nodes that are linked; the first calls, or both. */
  readonly links: readonly (readonly [number, number, "first" | "both"])[];
  readonly graceMs: number;
  /** Microseconds of each machine's clock, ahead or behind. */
  readonly offsets: readonly number[];
  /** Least delay of each link in microseconds, both ways alike, and how much more at most. */
  readonly delays: readonly (readonly [number, number])[];
  /** In the order of their time. */
  readonly steps: readonly Step[];
  /** Microseconds: no more faults from then on, and all are healed. */
  readonly peaceAt: number;
}

export const SECOND = 1_000_000;
const FIRST_AT = 2 * SECOND;
const GRACES = [500, 2000, 4000] as const;
const SKEW = 20 * SECOND;

export interface PlanOptions {
  readonly seed: number;
  readonly nodes?: number;
  readonly commands?: number;
  /** Virtual seconds until peace. */
  readonly seconds?: number;
}

export function drawPlan({ seed, nodes, commands = 360, seconds = 40 }: PlanOptions): Plan {
  const dice = new Dice(`plan ${seed}`);
  const count =
    nodes ??
    dice.weighted([
      [6, 3],
      [4, 4],
      [3, 5],
      [1, 6],
      [1, 7],
    ]);
  const links = drawLinks(dice, count);
  const peaceAt = seconds * SECOND;
  const people = Math.max(7, count + dice.between(2, 5));
  const steps: Step[] = [];
  // Half of what people do comes in bursts, so that it crosses.
  const bursts = Array.from({ length: 12 }, () => dice.between(FIRST_AT, peaceAt));
  const moment = () =>
    dice.chance(0.5) ? dice.between(FIRST_AT, peaceAt) : dice.pick(bursts) + dice.below(dice.pick([5_000, 60_000]));
  for (let person = 0; person < people; person++) {
    steps.push({ at: dice.below(FIRST_AT), person, wish: "arrive", dice: dice.next() });
    steps.push({ at: FIRST_AT + dice.below(SECOND), person, wish: "join", dice: dice.next() });
  }
  while (steps.length < commands) {
    const [wish, person] = [dice.weighted(WISHES), dice.below(people)];
    steps.push({ at: Math.min(moment(), peaceAt - 1), person, wish, dice: dice.next() });
  }
  steps.push(...drawScenes(dice.fork("scenes"), people, peaceAt));
  const graceMs = dice.pick(GRACES);
  for (const [at, fault] of drawFaults(dice.fork("faults"), { nodes: count, links, peaceAt, graceMs })) {
    steps.push({ at, fault });
  }
  steps.sort((a, b) => a.at - b.at);
  const offsets = Array.from({ length: count }, () => (dice.chance(0.5) ? dice.between(-SKEW, SKEW) : 0));
  const delays = links.map(() => drawDelay(dice));
  return { seed, nodes: count, people, links, graceMs, offsets, delays, steps, peaceAt };
}

/** Rushes for one nick, and for one channel while it is left. */
function drawScenes(dice: Dice, people: number, peaceAt: number): readonly Step[] {
  const scenes = Array.from({ length: 3 }, () => dice.between(FIRST_AT + SECOND, peaceAt - SECOND));
  return scenes.flatMap((from) => {
    const [nick, channel] = [dice.pick(NICKS), dice.pick(CHANNELS)];
    const isForNick = dice.chance(0.5);
    const spread = dice.pick([1_000, 20_000, 200_000]);
    return Array.from({ length: people }, (_, person): Step => {
      const line = isForNick ? `NICK ${nick}` : `${dice.chance(0.6) ? "PART" : "JOIN"} ${channel}`;
      return { at: from + dice.below(spread), person, line };
    }).filter(() => dice.chance(0.7));
  });
}

/** A ring, and chords across it; of three nodes sometimes only a line, so that one of them is in the middle. */
function drawLinks(dice: Dice, nodes: number): Plan["links"] {
  const pairs: [number, number][] = [];
  for (let node = 0; node < nodes; node++) pairs.push([node, (node + 1) % nodes]);
  if (nodes === 3 && dice.chance(0.3)) pairs.pop();
  for (let a = 0; a < nodes; a++) {
    for (let b = a + 2; b < nodes; b++) if (!(a === 0 && b === nodes - 1) && dice.chance(0.25)) pairs.push([a, b]);
  }
  return pairs.map(([a, b]) => {
    const [first, second] = dice.chance(0.5) ? [a, b] : [b, a];
    return [first, second, dice.chance(0.3) ? "both" : "first"] as const;
  });
}

function drawDelay(dice: Dice): readonly [number, number] {
  const least = dice.pick([500, 5_000, 25_000, 90_000]);
  return [least, dice.pick([0, 1_000, least])];
}
