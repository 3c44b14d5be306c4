// Rows of snapshots: those of a real state are always taken, and those that somebody has damaged are refused, or give a
// state that everybody can read.
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBody, encodeHeader } from "../../events/codec.ts";
import type { AnyEvent } from "../../events/envelope.ts";
import type { Origin } from "../../events/names.ts";
import { digestOf } from "../../projections/digest.ts";
import { pathsFrom } from "../../projections/links.ts";
import { Network } from "../../projections/network.ts";
import { keyOf, nextUserOf } from "../../projections/origins.ts";
import { Journal } from "../../projections/table.ts";
import { Whowas } from "../../projections/whowas.ts";
import { bansOf, channelsOf, usersOf } from "../../src/audit/state-rows.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import { restore, type Snapshot } from "../../src/record/snapshot.ts";
import { decodeSnapshot, encodeSnapshot } from "../../src/record/snapshot-bytes.ts";
import { takeSnapshot } from "../../src/record/take-snapshot.ts";
import { decided, viewFrom } from "../commands/linked.ts";
import { histories, step } from "../support/histories.ts";

const steps = fc.array(step, { minLength: 5, maxLength: 80 });
/** Of the rows that are looked at, those that a history without links has. */
const ASKED = ["NAMES #x", "WHO #x", "WHO *", "LIST", "MODE #x", "MODE #x +b", "TOPIC #y", "LUSERS", "LINKS", "MAP"];
const ASKED_OF = ["WHOIS", "WHOWAS", "USERHOST", "ISON", "WHO", "PRIVMSG", "INVITE #x", "KICK #y", "KILL"];

function logOf(events: readonly AnyEvent[]): MemoryLog {
  const log = new MemoryLog();
  const entries = events.map((event, at) => {
    const texts = { header: encodeHeader(event), body: encodeBody(event.type, event.body as never) };
    const { origin, seq } = event;
    return { position: at + 1, origin, seq, ...texts, salt: new Uint8Array(16), commitment: null };
  });
  log.append(entries);
  return log;
}

const takenOf = (events: readonly AnyEvent[]) =>
  takeSnapshot(logOf(events), undefined, Number.POSITIVE_INFINITY) as Snapshot;

test("what a fold has written down is taken, whatever its history", () => {
  const property = fc.property(steps, (drawn) => {
    expect(decodeSnapshot(encodeSnapshot(takenOf(histories(drawn).flat()))).kind).toBe("sound");
  });
  fc.assert(property, { numRuns: 1000 });
});

type Cell = { readonly holder: Record<string, unknown>; readonly name: string };

/** All that can be damaged in a row and its key, lists and what is in them included. */
function cellsOf(holder: unknown): Cell[] {
  if (typeof holder !== "object" || holder === null) return [];
  return Object.entries(holder).flatMap(([name, value]) => [
    { holder: holder as Record<string, unknown>, name },
    ...cellsOf(value),
  ]);
}

/** The whole as text, with one cell of one row changed; `choice` says which, and what it becomes. */
function damaged(snapshot: Snapshot, { choice, other, junk }: Damage): Buffer {
  const copy = JSON.parse(gunzipSync(encodeSnapshot(snapshot)).toString()) as Snapshot;
  const pairs = [...Object.values(copy.network), ...Object.values(copy.whowas)].flat();
  const cells = pairs.flatMap(cellsOf);
  const { holder, name } = cells[choice % cells.length] as Cell;
  const from = cells[other % cells.length] as Cell;
  const value = junk === OTHER ? structuredClone(from.holder[from.name]) : junk;
  if (junk === GONE && !Array.isArray(holder)) delete holder[name];
  else if (junk === MORE) holder[`${name}x`] = value;
  else holder[name] = value;
  return gzipSync(JSON.stringify(copy));
}

/** What stands in another cell, nothing, or a field more. */
const [OTHER, GONE, MORE] = [Symbol("other"), Symbol("gone"), Symbol("more")];

interface Damage {
  readonly choice: number;
  readonly other: number;
  readonly junk: unknown;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  choice: fc.nat(),
  other: fc.nat(),
  junk: fc.oneof(
    { arbitrary: fc.constantFrom<unknown>(OTHER, GONE, MORE), weight: 3 },
    fc.constantFrom<unknown>(null, {}, [], "", "x", "__proto__", 0, -1, 1.5, 2 ** 53, true, [{}], { x: 1 }),
    fc.jsonValue({ maxDepth: 2 }),
  ),
});

/** Looks at a state as commands and questions do, and goes on from it. */
function readAll(snapshot: Snapshot, later: readonly AnyEvent[]): void {
  const network = new Network();
  const whowas = new Whowas(new Journal());
  restore(snapshot, network, whowas);
  const { state } = network;
  for (let at = 0; ; at++) {
    digestOf(state);
    channelsOf(state, {});
    usersOf(state, {});
    bansOf(state, 0);
    for (const { origin, node } of state.origins.values()) {
      pathsFrom(state, origin);
      keyOf(state, node);
      nextUserOf(state, node);
    }
    for (const actor of state.users.values()) {
      const view = viewFrom({ own: actor.origin, network, whowas });
      for (const line of ASKED) decided(view, actor, line);
      for (const verb of ASKED_OF) decided(view, actor, `${verb} ${actor.nick}`);
    }
    const event = later[at];
    if (event === undefined) return;
    whowas.observe(event, network.admit(event));
  }
}

test("a snapshot with a damaged cell is refused, or gives a state that can be read and goes on", () => {
  const met = { refused: 0, read: 0 };
  const property = fc.property(steps, damage, fc.nat({ max: 5 }), (drawn, how, left) => {
    const events = histories(drawn)
      .flat()
      .sort((a, b) => a.at - b.at || (a.origin < b.origin ? -1 : 1));
    const cut = Math.max(3, events.length - left);
    const decoded = decodeSnapshot(damaged(takenOf(events.slice(0, cut)), how));
    if (decoded.kind !== "sound") return void met.refused++;
    met.read++;
    readAll(decoded.snapshot, events.slice(cut));
  });
  fc.assert(property, { numRuns: 1500 });
  expect(met.refused).toBeGreaterThan(500);
  expect(met.read).toBeGreaterThan(100);
});

const AT = 1000;
const ORIGIN = "1AA.e1" as Origin;
const user = (id: string, nick: string) => {
  const names = { id, origin: ORIGIN, nick, folded: nick.toLowerCase(), username: "u", host: "h", realname: "r" };
  return [id, { ...names, connectedAt: AT, modes: "" }] as const;
};
const openings = [ORIGIN, "1AA.e0"].map(
  (origin) =>
    [
      origin,
      { origin, node: "1AA", name: "n", software: "s", openedAt: 1, isClosed: origin !== ORIGIN, nextUser: 9 },
    ] as const,
);
const member = (channel: string, who: string) =>
  [`${channel} ${who}`, { channel, user: who, status: "o", joinedAt: AT }] as const;
const ANN = `${ORIGIN}.1`;
const channel = { id: "#x", name: "#X", createdAt: AT, flags: "t", settings: {}, lists: {} };
const sound: Record<string, readonly (readonly [unknown, object])[]> = {
  origins: openings,
  links: [[`${ORIGIN} 2BB.e1`, { origin: ORIGIN, peer: "2BB.e1", session: "s", at: AT }]],
  users: [user(ANN, "Ann")],
  nicks: [["ann", { claims: [{ user: ANN, at: AT }] }]],
  channels: [["#x", channel]],
  members: [member("#x", ANN)],
  invites: [],
  bans: [["KLINE *@x", { kind: "KLINE", mask: "*@X", reason: "r", by: "b", at: AT, until: 0 }]],
  applied: [[ORIGIN, { seq: 7 }]],
};

const former = { nick: "old", username: "u", host: "h", realname: "r", node: "1AA", endedAt: AT };
const whowas = { slots: [[0, { number: 0, ...former }]], counter: [["next", { value: 1 }]] } as const;

function decodedWith(network: object, gone: object = {}) {
  const snapshot = {
    ...{ position: 9, header: "h", vector: { [ORIGIN]: 8, "1AA.e0": 1 }, greatest: AT },
    network: { ...sound, ...network },
    whowas: { ...whowas, ...gone },
  };
  return decodeSnapshot(encodeSnapshot(snapshot as unknown as Snapshot));
}

test("the sound rows of which the next ones are variations are taken", () => {
  expect(decodedWith({})).toMatchObject({ kind: "sound" });
});

test.each<[string, object]>([
  ['table nicks, row "zoe": its claims', { nicks: [["zoe", {}]] }],
  ['table nicks, row "ann": its claims', { nicks: [["ann", { claims: [] }]] }],
  ['table nicks, row "bob": its claims', { nicks: [["bob", { claims: [{ user: ANN, at: AT }] }]] }],
  [
    'table nicks, row "ann": its claims',
    {
      nicks: [["ann", { claims: [...[1, 2]].map(() => ({ user: ANN, at: AT })) }]],
    },
  ],
  ['table users, row "1AA.e1.1": its nick', { nicks: [] }],
  [
    'table users, row "1AA.e1.1": its origin',
    { origins: [[ORIGIN, { ...openings[0]?.[1], isClosed: true }]], links: [] },
  ],
  ['table users, row "1AA.e1.9": its id', { users: [...(sound.users ?? []), user(`${ORIGIN}.9`, "Z")] }],
  ['table users, row "1AA.e1.01": its id', { users: [...(sound.users ?? []), user(`${ORIGIN}.01`, "Z")] }],
  ['table users, row "1AA.e1.1": its folded', { users: [[ANN, { ...user(ANN, "Ann")[1], nick: "Bob" }]] }],
  ['table users, row "1AA.e1.1": its connectedAt', { users: [[ANN, { ...user(ANN, "Ann")[1], connectedAt: AT + 1 }]] }],
  [
    'table users, row "1AA.e1.1": its operator',
    { users: [[ANN, { ...user(ANN, "Ann")[1], operator: { name: "x" } }]] },
  ],
  ['table users, row "1AA.e1.1": its other', { users: [[ANN, { ...user(ANN, "Ann")[1], other: {} }]] }],
  ['table channels, row "#x": its flags', { channels: [["#x", { ...channel, flags: 5 }]] }],
  ['table channels, row "#x": its settings', { channels: [["#x", { ...channel, settings: { k: {} } }]] }],
  ['table channels, row "#x": its lists', { channels: [["#x", { ...channel, lists: { constructor: [] } }]] }],
  ['table channels, row "#x": its topic', { channels: [["#x", { ...channel, topic: "t" }]] }],
  ['table channels, row "#x": its members', { members: [] }],
  ['table members, row "#y 1AA.e1.1": its channel', { members: [member("#x", ANN), member("#y", ANN)] }],
  ['table members, row "#x 1AA.e1.2": its user', { members: [member("#x", ANN), member("#x", `${ORIGIN}.2`)] }],
  ['table members, row "#x": its key', { members: [["#x", member("#x", ANN)[1]]] }],
  ['table invites, row "#x 1AA.e1.1": its key', { invites: [[`#x ${ANN}`, { channel: "#x", user: ANN, at: AT }]] }],
  [
    'table links, row "1AA.e0 2BB.e1": its origin',
    { links: [["1AA.e0 2BB.e1", { ...sound.links?.[0]?.[1], origin: "1AA.e0" }]] },
  ],
  ['table bans, row "KLINE *@X": its key', { bans: [["KLINE *@X", sound.bans?.[0]?.[1]]] }],
  ['table bans, row "ZLINE *@x": its kind', { bans: [["ZLINE *@x", { ...sound.bans?.[0]?.[1], kind: "ZLINE" }]] }],
  ['table applied, row "1AA.e1": its seq', { applied: [[ORIGIN, { seq: 9 }]] }],
  ['table applied, row "constructor": its seq', { applied: [["constructor", { seq: 1 }]] }],
  ["table users has a key twice", { users: [user(ANN, "Ann"), user(ANN, "Ann")] }],
  ['there is no table "others"', { others: [] }],
  ["table origins, row what is no key: its key", { origins: [[{}, openings[0]?.[1]]] }],
])("%s cannot be so", (says, change) => {
  expect(decodedWith(change)).toEqual({ kind: "unsound", reason: expect.stringContaining(says) });
});

test.each<[string, object]>([
  ["table slots, row 1: its key", { slots: [[1, { number: 0, ...former }]] }],
  ["table slots, row 1: its number", { slots: [[1, { number: 1, ...former }]] }],
  ["table slots, row 0: its nick", { slots: [[0, { number: 0, ...former, nick: 7 }]] }],
  ['table counter, row "next": its value', { counter: [["next", { value: "1" }]] }],
])("of those who are gone: %s cannot be so", (says, change) => {
  expect(decodedWith({}, change)).toEqual({ kind: "unsound", reason: expect.stringContaining(says) });
});
