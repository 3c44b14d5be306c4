// The command line of the simulator.
import { parseArgs } from "node:util";

export interface Asked {
  readonly seeds: number;
  readonly seed: number;
  readonly nodes: number | undefined;
  /** Wall-clock seconds: seeds go on until then. */
  readonly seconds: number | undefined;
  readonly commands: number | undefined;
  readonly workers: number;
  /** Fail where one of the "sometimes" was met less often than this. */
  readonly floor: number;
  /** Stop at the first failure, without its story: how many seeds a mistake needs to be found. */
  readonly isHunting: boolean;
  /** Of a hunt: only a violation of this invariant ends it. */
  readonly id: string | undefined;
}

export const USAGE = `npm run simulate -- [--seeds N] [--seed S] [--nodes 3..7] [--seconds T]
  --seeds N     how many seeds, one run each (200)
  --seed S      the first of them (1); with --seeds 1 the run is told as a story
  --nodes N     3 to 7; drawn for each seed if it is left out
  --seconds T   go on with further seeds for so long
  --commands N  commands of a run (360)
  --workers N   processes (one for each core)
  --hunt        stop at the first failure, and tell only how many seeds it took
  --id C5       with --hunt: stop at the first failure that is a violation of this invariant
  --floor N     fail where one of the "sometimes" was met less often (0)
Exits with 1 where an invariant did not hold.`;

const TEXT = { type: "string" as const };

function invariant(text: unknown, isHunting: boolean): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[NRC][1-9]\d?$/.test(String(text))) throw new Error(`--id is ${text}: expected an invariant such as C5`);
  if (!isHunting) throw new Error("--id goes with --hunt");
  return String(text);
}

/** Throws Error with what is wrong. */
export function readArguments(argv: readonly string[], cores: number): Asked {
  const names = ["seeds", "seed", "nodes", "seconds", "commands", "workers", "floor"] as const;
  const { values } = parseArgs({
    args: [...argv],
    options: { ...Object.fromEntries(names.map((name) => [name, TEXT])), hunt: { type: "boolean" }, id: TEXT },
  });
  const number = (name: (typeof names)[number], least: number, most: number): number | undefined => {
    const text: unknown = (values as Readonly<Record<string, unknown>>)[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new Error(`--${name} is ${text}: expected ${least} to ${most}`);
  };
  const most = Number.MAX_SAFE_INTEGER;
  return {
    seeds: number("seeds", 1, most) ?? 200,
    seed: number("seed", 0, most) ?? 1,
    nodes: number("nodes", 3, 7),
    seconds: number("seconds", 1, 1_000_000),
    commands: number("commands", 1, 1_000_000),
    workers: number("workers", 1, 1024) ?? cores,
    floor: number("floor", 0, most) ?? 0,
    isHunting: values.hunt === true,
    id: invariant((values as Readonly<Record<string, unknown>>).id, values.hunt === true),
  };
}
