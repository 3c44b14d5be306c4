// The probe: plays random sessions on a server, has them judged, and shrinks what breaks a rule to the least that does.
// It ends in time whatever the server does; what it could not test it says.
import fc from "fast-check";
import type { History, Violation } from "../testing/judge/history.ts";
import { judge } from "../testing/judge/invariants.ts";
import { networkAfter } from "../testing/judge/moments.ts";
import { idOf, type RuleName, rules } from "../testing/judge/rules.ts";
import { play } from "../testing/play.ts";
import { type Names, type Step, sessions } from "../testing/sessions.ts";
import type { Clock } from "./clock.ts";
import type { Target } from "./connection.ts";
import { Crew } from "./crew.ts";
import { transcriptOf } from "./transcript.ts";
import { Trouble, type TroubleCode } from "./trouble.ts";

export interface ProbeOptions {
  readonly target: Target;
  readonly clock: Clock;
  readonly runs: number;
  /** Of the first run; each has the next one. */
  readonly seed: number;
  /** Of one session in the tree of what fast-check made of the seed. */
  readonly path?: string | undefined;
  readonly clients: number;
  readonly linesPerSecond: number;
  /** Begins the names of this probe; three letters or digits. */
  readonly token: string;
  /** For an answer. */
  readonly withinMs: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the probe after the run that is under way. */
  readonly isStopped?: () => boolean;
}

export interface Progress {
  readonly runs: number;
  readonly lines: number;
  readonly found: number;
  /** The rule whose violation is being shrunk. */
  readonly shrinking: string | undefined;
}

export interface Found {
  readonly id: string;
  readonly rule: RuleName;
  readonly about: string;
  readonly says: string;
  readonly clauses: readonly string[];
  readonly seen: string;
  /** Play it again with these. */
  readonly seed: number;
  readonly path: string;
  readonly transcript: readonly string[];
}

export interface Outcome {
  readonly software: string;
  readonly runs: number;
  readonly lines: number;
  readonly tookMs: number;
  readonly violations: readonly Found[];
  /** Seen once, and not again when the same was played more slowly. */
  readonly unsteady: readonly Found[];
  readonly trouble: { readonly code: TroubleCode; readonly text: string } | undefined;
}

/** The path was printed beside another seed, or by another version of the probe. */
export class WrongPath extends Error {
  constructor(path: string, seed: number) {
    super(`the path ${path} leads nowhere from seed ${seed}`);
  }
}

const MOST_STEPS = 20;
/** Sessions that are tried to shrink one violation. */
const MOST_SHRINKS = 400;
/** When a violation is played again, so that an answer which is only late is no violation. */
const SETTLE_MS = 60;

/** Throws WrongPath. Trouble with the server is in the outcome. */
export async function probe(options: ProbeOptions): Promise<Outcome> {
  const from = options.clock.now();
  const found: Found[] = [];
  const unsteady: Found[] = [];
  let crew: Crew | undefined;
  let runs = 0;
  let trouble: Trouble | undefined;
  try {
    crew = await Crew.gather(options);
    const known = new Set<string>();
    const runner = new Runner(options, crew, known);
    for (; runs < options.runs && options.isStopped?.() !== true; runs++) {
      const tell = (shrinking?: string) =>
        options.onProgress?.({ runs, lines: crew?.lines ?? 0, found: found.length, shrinking });
      tell();
      const least = await runner.run(options.seed + runs, tell);
      if (least === undefined) continue;
      known.add(keyOf(least));
      (least.isSteady ? found : unsteady).push(least);
    }
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    trouble = error;
  } finally {
    crew?.leave();
  }
  return {
    software: crew?.software ?? "",
    runs,
    lines: crew?.lines ?? 0,
    tookMs: options.clock.now() - from,
    violations: found,
    unsteady,
    trouble: trouble && { code: trouble.code, text: trouble.message },
  };
}

const keyOf = ({ rule, about }: Pick<Violation, "rule" | "about">) => `${rule} ${about}`;

class Runner {
  readonly #options: ProbeOptions;
  readonly #crew: Crew;
  /** Violations that have been told. */
  readonly #known: ReadonlySet<string>;
  #sessions = 0;

  constructor(options: ProbeOptions, crew: Crew, known: ReadonlySet<string>) {
    this.#options = options;
    this.#crew = crew;
    this.#known = known;
  }

  /** One run; gives the least session that shows a violation which is not known. Throws Trouble, WrongPath. */
  async run(seed: number, tell: (shrinking?: string) => void): Promise<(Found & { isSteady: boolean }) | undefined> {
    let failure: { readonly error: unknown } | undefined;
    let target: string | undefined;
    let shrinks = 0;
    const property = fc.asyncProperty(this.#arbitrary(), async (steps) => {
      if (failure !== undefined || shrinks > MOST_SHRINKS) return true;
      try {
        const violation = this.#first((await this.#play(steps)).violations, target);
        if (target !== undefined) shrinks++;
        if (violation) target = keyOf(violation);
        tell(target);
        return violation === undefined;
      } catch (error) {
        // Not a thing to shrink.
        failure = { error };
        return true;
      }
    });
    const { path } = this.#options;
    const check = async () => fc.check(property, { seed, numRuns: 1, ...(path === undefined ? {} : { path }) });
    const details = await check().catch((error: unknown) => {
      throw path === undefined ? error : new WrongPath(path, seed);
    });
    if (failure) throw failure.error;
    const steps = details.counterexample?.[0];
    if (steps === undefined || target === undefined) return undefined;
    return this.#again(steps, target, seed, details.counterexamplePath ?? "0");
  }

  #arbitrary(): fc.Arbitrary<readonly Step[]> {
    return sessions({ clients: this.#options.clients, rooms: 2, most: MOST_STEPS });
  }

  #first(violations: readonly Violation[], target: string | undefined): Violation | undefined {
    return violations.find((each) => (target === undefined ? !this.#known.has(keyOf(each)) : keyOf(each) === target));
  }

  async #play(steps: readonly Step[]): Promise<{ history: History; violations: readonly Violation[] }> {
    const { token } = this.#options;
    const number = (++this.#sessions).toString(36);
    const type = this.#crew.roomType;
    const names: Names = { rooms: ["a", "b"].map((end) => `${type}hp-${token}${number}${end}`), spare: `hp${token}z` };
    const history = await play(this.#crew, steps, names);
    await this.#crew.reset(networkAfter(history));
    return { history, violations: judge(history) };
  }

  /** Played once more, slowly; the transcript is of that. */
  async #again(steps: readonly Step[], target: string, seed: number, path: string) {
    this.#crew.settleMs = SETTLE_MS;
    try {
      const { history, violations } = await this.#play(steps);
      const violation = violations.find((each) => keyOf(each) === target);
      const rule = target.split(" ")[0] as RuleName;
      const last = violation?.turn ?? history.turns.length - 1;
      return {
        id: idOf(rule),
        rule,
        about: target.slice(rule.length + 1),
        says: rules[rule].says,
        clauses: rules[rule].clauses,
        seen: violation?.seen ?? "",
        seed,
        path,
        transcript: transcriptOf(history, last),
        isSteady: violation !== undefined,
      };
    } finally {
      this.#crew.settleMs = 0;
    }
  }
}
