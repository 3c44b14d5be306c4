// The same commands, recorded in older versions of their events: where the newer versions add nothing, what follows from
// them is the same.
import fc from "fast-check";
import { expect, test } from "vitest";
import { catalogue, type EventType } from "../../events/catalogue.ts";
import { decode, encodeBody, encodeHeader } from "../../events/codec.ts";
import type { Recorded } from "../../events/envelope.ts";
import { loweredBody } from "../../events/versions.ts";
import { digestOf } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { entries, recordedOf } from "../../src/record/replay.ts";
import { Breach } from "../../src/testing/breach.ts";
import { playOne } from "../properties/property.ts";
import { Run } from "../properties/run.ts";
import { stepsOf } from "../properties/steps.ts";

/** The event one version down, through its text; as it is where it cannot be said there. */
function lowered(event: Recorded): Recorded {
  if (event.body === null) return event;
  const version = event.version - 1;
  const body = loweredBody<EventType>(event.type, event.body, version);
  if (body === undefined) return event;
  return decode(encodeHeader({ ...event, version }), encodeBody<EventType>(event.type, body));
}

function stateOf(events: readonly Recorded[]): string {
  const network = new Network();
  for (const event of events) network.admit(event);
  return digestOf(network.state);
}

test("a record in older versions folds to the same state", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.nat(), stepsOf({}), (seed, steps) => {
      const run = new Run({ seed });
      try {
        playOne(run, steps);
      } catch (error) {
        // What clients are told is not judged here.
        if (!(error instanceof Breach)) throw error;
      }
      const events = [...entries(run.virtual.log)].filter(({ origin }) => origin !== null).map(recordedOf);
      const older = events.map(lowered);
      for (const [n, event] of older.entries()) if (event.version !== events[n]?.version) seen.add(event.type);
      expect(stateOf(older)).toBe(stateOf(events));
    }),
    { numRuns: 40 },
  );
  const later = Object.entries(catalogue).filter(([, { version }]) => version > 1);
  expect([...seen].sort()).toEqual(later.map(([type]) => type).sort());
});
