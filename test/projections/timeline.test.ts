// Events of many origins, in any order that respects each origin's own, give the state of their total order: R2 and C1
// for the fold alone.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AnyEvent, comparePlaces } from "../../events/envelope.ts";
import type { RowDifference } from "../../projections/difference.ts";
import { canonicalState, digestOf } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { Timeline } from "../../projections/timeline.ts";
import { arrivals, histories, step } from "../support/histories.ts";

/** All rows of the tables that users are told of. */
function rowsOf({ network }: Timeline): Map<unknown, Map<unknown, object>> {
  const { users, nicks, channels, members, invites, bans, origins } = network.state;
  const tables = [users, nicks, channels, members.table, invites.table, bans, origins];
  return new Map(tables.map((table) => [table, new Map(table.entries() as Iterable<[unknown, object]>)]));
}

function folded(events: readonly AnyEvent[]): string {
  const network = new Network();
  for (const event of [...events].sort(comparePlaces)) network.admit(event);
  return [...canonicalState(network.state)].join("\n");
}

/** Checks that the differences lead from the rows before to the rows now. */
function expectDifferences(before: ReturnType<typeof rowsOf>, differences: readonly RowDifference[], now: Timeline) {
  for (const { table, key, before: was, after } of differences) {
    const rows = before.get(table);
    // The fold's own notes of what it has applied are nobody's to be told.
    if (rows === undefined) continue;
    expect(rows.get(key)).toEqual(was);
    expect(after).not.toEqual(was);
    if (after) rows.set(key, after);
    else rows.delete(key);
  }
  expect(before).toEqual(rowsOf(now));
}

const choices = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 20 });

test("R2 C1 whatever the order of arrival, the state is that of the total order, after each event", () => {
  const met = { "in order": 0, "in place": 0, late: 0, stateless: 0, "behind the cut": 0 };
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), choices, (steps, chosen) => {
      const order = arrivals(histories(steps), chosen);
      const timeline = new Timeline(new Network());
      order.forEach((event, at) => {
        const before = rowsOf(timeline);
        const admission = timeline.admit(event);
        met[admission]++;
        const differences = admission === "late" ? timeline.refold([event]) : timeline.lastDifferences();
        if (admission !== "stateless") expectDifferences(before, differences, timeline);
        const state = [...canonicalState(timeline.network.state)].join("\n");
        expect(state).toBe(folded(order.slice(0, at + 1)));
      });
    }),
    { numRuns: 1000 },
  );
  for (const how of ["in order", "in place", "late"] as const) expect(met[how], how).toBeGreaterThan(2000);
});

test("R7 several late events are one refold, and a turn that is taken back leaves the state of those before it", () => {
  let refolds = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), choices, choices, (steps, chosen, turns) => {
      const order = arrivals(histories(steps), chosen);
      const timeline = new Timeline(new Network());
      const held: AnyEvent[] = [];
      let rest = order;
      // The first events stand in no turn that is taken back: those after them need their openings.
      for (let at = 0; rest.length > 0; at++) {
        const size = 1 + ((turns[at % turns.length] as number) % 7);
        const turn = rest.slice(0, size);
        const state = digestOf(timeline.network.state);
        for (const isTaken of at % 2 === 0 ? [true] : [false, true]) {
          const before = rowsOf(timeline);
          timeline.begin();
          const late: AnyEvent[] = [];
          for (const event of turn) if (late.length > 0 || timeline.admit(event) === "late") late.push(event);
          if (late.length === turn.length) expectDifferences(before, timeline.refold(late), timeline);
          else if (late.length > 0) timeline.refold(late);
          if (late.length > 0) refolds++;
          if (isTaken) timeline.commit();
          else timeline.rollBack();
          if (!isTaken) expect(digestOf(timeline.network.state)).toBe(state);
        }
        held.push(...turn);
        rest = rest.slice(size);
        expect([...canonicalState(timeline.network.state)].join("\n")).toBe(folded(held));
      }
    }),
    { numRuns: 500 },
  );
  expect(refolds).toBeGreaterThan(500);
});

test("a cut gives up marks and nothing else, and says so of what comes before it", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), fc.nat(), (steps, choice) => {
      const logs = histories(steps);
      const all = logs.flat().sort(comparePlaces);
      const cut = all[choice % all.length] as AnyEvent;
      const timeline = new Timeline(new Network());
      const admit = (event: AnyEvent) => {
        if (timeline.admit(event) === "late") timeline.refold([event]);
      };
      for (const event of all.filter((each) => each.at < cut.at)) admit(event);
      timeline.cut(cut.at);
      const late = logs.map((log) => log.filter((each) => each.at >= cut.at));
      for (const event of arrivals(late, [2, 0, 1])) admit(event);
      const network = new Network();
      for (const event of all) network.admit(event);
      expect(digestOf(timeline.network.state)).toBe(digestOf(network.state));
      const first = all.find((each) => each.type === "OPEN") as AnyEvent;
      if (first.at < cut.at) expect(timeline.admit(first)).toBe("behind the cut");
    }),
    { numRuns: 300 },
  );
});
