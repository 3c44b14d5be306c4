// Properties of the record and the fold over it: R1 (replay), R2 (pure), R5 (twice is once). The runs come from
// clients, and these tests know the code under test: they compare it with itself.
import fc from "fast-check";
import { test } from "vitest";
import type { Recorded } from "../../events/envelope.ts";
import { digestOf } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { entries, recordedOf, replay } from "../../src/record/replay.ts";
import { Breach } from "../../src/testing/breach.ts";
import { checkLegal } from "./legal.ts";
import { parameters, playOne } from "./property.ts";
import { Run } from "./run.ts";
import { stepsOf, type Weights } from "./steps.ts";

const TIMEOUT_MS = 300_000;
const weights: Weights = {
  register: 8,
  quit: 4,
  hangUp: 4,
  invite: 8,
  nick: 10,
  who: 0,
  whois: 0,
  names: 0,
  server: 1,
};

/** A run of clients over two epochs; gives its live node and what the log holds. */
function recorded(seed: number, steps: Parameters<typeof playOne>[1]): { run: Run; events: Recorded[] } {
  const first = new Run({ seed });
  const half = Math.ceil(steps.length / 2);
  let run = first;
  try {
    playOne(first, steps.slice(0, half));
    if (seed % 2 === 0) void first.virtual.stop();
    run = new Run({ after: first });
    playOne(run, steps.slice(half));
  } catch (error) {
    // What clients are told is not judged here; the state up to there is as good as any other.
    if (!(error instanceof Breach)) throw error;
  }
  const events = [...entries(run.virtual.log)].filter((entry) => entry.origin !== null).map(recordedOf);
  return { run, events };
}

/** Marks and roll-backs on the way: how far to go on before each roll-back. */
const detours = fc.array(fc.nat({ max: 12 }), { minLength: 8, maxLength: 20 });

function declare(name: string, check: (run: Run, events: readonly Recorded[], path: readonly number[]) => void): void {
  test(
    name,
    () => {
      fc.assert(
        fc.property(fc.nat(), stepsOf(weights), detours, (seed, steps, path) => {
          const { run, events } = recorded(seed, steps);
          check(run, events, path);
        }),
        parameters(),
      );
    },
    TIMEOUT_MS,
  );
}

declare("R1 a replay of the log from zero equals the live state, and every prefix is a legal state", (run, events) => {
  const live = digestOf(run.virtual.node.network.state);
  const replayed = new Network();
  replay(run.virtual.log, replayed);
  if (digestOf(replayed.state) !== live) throw new Breach("R1", "the replayed state is not the live one");
  const prefix = new Network();
  for (const event of events) {
    prefix.admit(event);
    checkLegal(prefix.state, event);
  }
  if (digestOf(prefix.state) !== live) throw new Breach("R1", "the state of the last prefix is not the live one");
});

declare("R2 the same events give the same bytes of state, through whatever roll-backs", (_run, events, path) => {
  const straight = new Network();
  const winding = new Network();
  const empty = digestOf(winding.state);
  const start = winding.journal.mark();
  let turn = 0;
  events.forEach((event, at) => {
    straight.admit(event);
    winding.admit(event);
    const ahead = path[at % path.length] ?? 0;
    if (ahead === 0) return;
    const before = digestOf(winding.state);
    if (before !== digestOf(straight.state)) throw new Breach("R2", `${event.type} at ${at} gave another state`);
    const mark = winding.journal.mark();
    for (const later of events.slice(at + 1, at + 1 + ahead)) winding.admit(later);
    winding.journal.rollback(mark);
    turn++;
    if (digestOf(winding.state) !== before) throw new Breach("R2", `roll-back ${turn} did not give the state back`);
  });
  winding.journal.rollback(start);
  if (digestOf(winding.state) !== empty) throw new Breach("R2", "the roll-back of everything leaves something");
});

declare("R5 an event that comes twice changes nothing and says nothing twice", (_run, events, path) => {
  const network = new Network();
  events.forEach((event, at) => {
    network.admit(event);
    for (const back of [0, (path[at % path.length] ?? 0) * 3]) {
      const again = events[at - back];
      if (again === undefined) continue;
      const mark = network.journal.mark();
      const changes = network.admit(again);
      const what = `${again.type}, ${back} events later`;
      if (changes.length > 0 || network.changes.length > 0)
        throw new Breach("R5", `${what}: ${changes[0]?.kind} again`);
      if (network.journal.mark() !== mark) throw new Breach("R5", `${what}: the state was written to`);
    }
  });
});
