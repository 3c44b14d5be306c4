// Events of many origins, in any order that respects each origin's own, give the state of their total order: R2 and C1
// for the fold alone. Names are few, so that the events meet; many are void where they stand, as in a real partition.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AnyDraft, type AnyEvent, comparePlaces } from "../../events/envelope.ts";
import {
  type ChannelId,
  casefold,
  type Micros,
  type NodeId,
  type Origin,
  type UserId,
  userId,
} from "../../events/names.ts";
import type { RowDifference } from "../../projections/difference.ts";
import { canonicalState, digestOf } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { Timeline } from "../../projections/timeline.ts";

const NODES = ["1AA", "2BB", "3CC"] as string[] as NodeId[];
const NICKS = ["ann", "bob", "Cat", "dan"];
const CHANNELS = ["#x", "#y"] as ChannelId[];

/** One step of a node: what it does, and how much later than its last one. */
interface Step {
  readonly node: number;
  readonly what: number;
  readonly who: number;
  readonly whom: number;
  readonly name: number;
  readonly gap: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  node: fc.nat({ max: NODES.length - 1 }),
  what: fc.nat({ max: 99 }),
  who: fc.nat({ max: 2 }),
  whom: fc.nat({ max: 8 }),
  name: fc.nat({ max: 7 }),
  gap: fc.integer({ min: 1, max: 40 }),
});

/**
 * The logs of the origins, each in its own order: an epoch's events may arrive after the next one was opened, as when a
 * backup was restored. Users are numbered 0 to 2 in each epoch.
 */
function histories(steps: readonly Step[]): readonly (readonly AnyEvent[])[] {
  const clocks = NODES.map(() => 0);
  const epochs = NODES.map(() => 0);
  const seqs = NODES.map(() => 0);
  const logs = new Map<Origin, AnyEvent[]>();
  const originOf = (node: number) => `${NODES[node]}.e${epochs[node]}` as Origin;
  const add = (node: number, draft: AnyDraft, gap: number) => {
    clocks[node] = (clocks[node] as number) + gap;
    seqs[node] = (seqs[node] as number) + 1;
    const place = { origin: originOf(node), seq: seqs[node] as number, at: clocks[node] as Micros, version: 1 };
    logs.set(place.origin, [...(logs.get(place.origin) ?? []), { ...place, ...draft } as AnyEvent]);
  };
  const open = (node: number, gap: number) => {
    epochs[node] = (epochs[node] as number) + 1;
    seqs[node] = 0;
    const firstUser = (epochs[node] as number) * 10;
    add(node, { type: "OPEN", body: { node: NODES[node] as NodeId, name: "n", software: "s", firstUser } }, gap);
  };
  for (const node of NODES.keys()) open(node, 1);
  for (const { node, what, who, whom, name, gap } of steps) {
    const person = (n: number, of: number) => userId(originOf(of), (epochs[of] as number) * 10 + (n % 3));
    const actor = person(who, node);
    const draft = draftOf({ what, actor, target: person(whom, Math.floor(whom / 3)), name });
    // A restored backup does not know how far its former epoch had come.
    if (draft === "open") clocks[node] = Math.max(0, (clocks[node] as number) - 50 * (name % 3));
    if (draft === "open") open(node, gap);
    else add(node, draft, gap);
  }
  return [...logs.values()];
}

interface Asked {
  readonly what: number;
  readonly actor: UserId;
  readonly target: UserId;
  readonly name: number;
}

function draftOf({ what, actor, target, name }: Asked): AnyDraft | "open" {
  const channel = CHANNELS[name % CHANNELS.length] as ChannelId;
  const nick = NICKS[name % NICKS.length] as string;
  if (what < 2) return "open";
  if (what < 3) return { type: "CLOSE", body: { reason: "r" } };
  if (what < 22) return { type: "CONNECT", actor, body: { nick, username: "u", host: "h", realname: "r" } };
  if (what < 42) return { type: "JOIN", actor, body: { channel, name: channel } };
  if (what < 50) return { type: "PART", actor, body: { channel } };
  if (what < 56) return { type: "QUIT", actor, body: { reason: "q" } };
  if (what < 64) return { type: "NICK", actor, body: { nick } };
  if (what < 70) return { type: "KICK", actor, body: { channel, target, reason: "k" } };
  if (what < 80) {
    const changes = [
      ["+", "flag", "t"],
      ["+", "status", "o", target],
      ["-", "status", "o", target],
    ] as const;
    return { type: "MODE", actor, body: { channel, changes: [changes[name % 3] as (typeof changes)[0]], by: "b" } };
  }
  if (what < 84) return { type: "TOPIC", actor, body: { channel, text: `topic ${name}`, by: "b" } };
  if (what < 88) return { type: "INVITE", actor, body: { channel, target } };
  if (what < 91) return { type: "AWAY", actor, body: { text: `away ${name}` } };
  if (what < 93) return { type: "OPER", actor, body: { name: "op", privileges: "ban chghost samode" } };
  if (what < 95) return { type: "KLINE", actor, body: { mask: `${nick}@*`, reason: "r", until: 0, by: "b" } };
  if (what < 96) return { type: "UNKLINE", actor, body: { mask: `${casefold(nick)}@*` } };
  if (what < 98) return { type: "SAMODE", actor, body: { channel, changes: [["+", "flag", "m"]], by: "b" } };
  if (what < 99) return { type: "CHGHOST", actor, body: { target, username: "v", host: `h${name}` } };
  return { type: "KILL", actor, body: { target, reason: "k" } };
}

/** The logs merged into one order of arrival by a list of choices. */
function arrivals(logs: readonly (readonly AnyEvent[])[], choices: readonly number[]): readonly AnyEvent[] {
  const heads = logs.map(() => 0);
  const order: AnyEvent[] = [];
  for (let at = 0; ; at++) {
    const open = logs.flatMap((log, node) => ((heads[node] as number) < log.length ? [node] : []));
    if (open.length === 0) return order;
    // A choice holds for a while, as when a link is slow or cut.
    const node = open[(choices[Math.floor(at / 4) % choices.length] ?? 0) % open.length] as number;
    order.push((logs[node] as AnyEvent[])[heads[node] as number] as AnyEvent);
    heads[node] = (heads[node] as number) + 1;
  }
}

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
