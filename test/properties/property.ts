// How a property of this folder is run: so many runs, one Run each, a breach of this id fails it. A breach of another
// id ends the run (the other id's property is there for it) and is counted, so that none can pass unseen.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Breach, type Id } from "../../src/testing/breach.ts";
import { Tally } from "../../src/testing/model/tally.ts";
import { Run } from "./run.ts";
import { type Step, stepsOf, type Weights } from "./steps.ts";

const RUNS = Number(process.env.HANSARD_RUNS ?? 1000);
const SEED = process.env.HANSARD_SEED;
const PATH = process.env.HANSARD_PATH;
const TIMEOUT_MS = 300_000;

/** fast-check prints seed and path of a failure; HANSARD_SEED and HANSARD_PATH play it again. */
export function parameters<T>(): fc.Parameters<T> {
  return {
    numRuns: RUNS,
    ...(SEED === undefined ? {} : { seed: Number(SEED) }),
    ...(PATH === undefined ? {} : { path: PATH, endOnFailure: true }),
  };
}

/** Of all properties of this file. */
const tally = new Tally();
const strays = new Map<string, string>();
let properties = 0;

export interface Options {
  readonly weights?: Weights;
  /** Asked after each run that found nothing. Throws Breach. */
  readonly atEnd?: (run: Run) => void;
  /** Plays a run in another way than from its beginning to its end. */
  readonly play?: (seed: number, steps: readonly Step[]) => void;
}

/** Declares the property of an id. The name is a sentence that begins with the id. */
export function property(name: `${Id} ${string}`, options: Options = {}): void {
  const { weights = {}, play = (seed, steps) => playOne(new Run({ seed }), steps, options.atEnd) } = options;
  const id = name.split(" ")[0] as Id;
  test(
    name,
    () => {
      properties++;
      fc.assert(
        fc.property(fc.nat(), stepsOf(weights), (seed, steps) => guarded(id, () => play(seed, steps))),
        parameters(),
      );
    },
    TIMEOUT_MS,
  );
}

/** Plays the steps of one run, with the views compared now and then. Throws Breach with what led to it. */
export function playOne(run: Run, steps: readonly Step[], atEnd?: (run: Run) => void): void {
  try {
    run.begin();
    steps.forEach((step, at) => {
      run.take(step);
      if (at % 10 === 9) run.agree();
    });
    run.agree();
    atEnd?.(run);
  } catch (error) {
    throw error instanceof Breach ? run.explain(error) : error;
  } finally {
    tally.merge(run.model.tally);
  }
}

function guarded(id: Id, play: () => void): void {
  try {
    play();
  } catch (error) {
    if (!(error instanceof Breach) || error.ids.includes(id) || error.ids.includes("*")) throw error;
    strays.set(error.ids.join(", "), error.message);
  }
}

const COMMANDS = [
  "AWAY",
  "CAP",
  "INVITE",
  "JOIN",
  "KICK",
  "LIST",
  "LUSERS",
  "MODE",
  "NAMES",
  "NICK",
  "NOTICE",
  "PART",
  "PRIVMSG",
  "TOPIC",
  "USER",
  "WHO",
  "WHOIS",
  "WHOWAS",
];
/** The last test of a file: prints how often each command was carried out and refused, and fails below the floors. */
export function acceptance(title: string, errors: readonly string[], met: readonly string[] = []): void {
  test("each command was carried out and refused often, and no run met a breach of another id", () => {
    expect([...strays.values()]).toEqual([]);
    if (properties === 0) return;
    process.stdout.write(`${tally.table(title)}\n`);
    const runs = RUNS * properties;
    expect(tally.below(COMMANDS, Math.floor(runs / 50))).toEqual([]);
    expect(tally.errorsBelow(errors, Math.floor(runs / 50))).toEqual([]);
    expect(tally.metBelow(met, Math.floor(runs / 50))).toEqual([]);
  });
}
