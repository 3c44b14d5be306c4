// What all open epochs understand, held against every one of them: whatever opens, closes and is taken back.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AnyEvent } from "../../events/envelope.ts";
import type { Micros, NodeId, Origin } from "../../events/names.ts";
import { BASELINE, OWN_VERSIONS, understoodIn } from "../../events/versions.ts";
import { CommonVersions } from "../../projections/common-versions.ts";
import { Network } from "../../projections/network.ts";

/** This build, were it a newer one. */
const OWN = { ...OWN_VERSIONS, TOPIC: 3, JOIN: 2, POKE: 1, WAVE: 4 };
const words = fc.constantFrom("TOPIC:2", "TOPIC:3", "TOPIC:9", "JOIN:2", "POKE:1", "WAVE:2", "WAVE:4", "FUTURE:7", "?");
const understands = fc.option(
  fc.array(words, { maxLength: 4 }).map((list) => list.join(" ")),
  { nil: undefined },
);

type Deed =
  | { readonly kind: "open"; readonly node: number; readonly understands: string | undefined }
  | { readonly kind: "close"; readonly node: number };
const node = fc.nat({ max: 4 });
const deeds = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("open" as const), node, understands }),
    fc.record({ kind: fc.constant("close" as const), node }),
  ),
  { maxLength: 14 },
);

/** The events of the deeds, each node's in epochs of its own. */
function eventsOf(list: readonly Deed[]): AnyEvent[] {
  const epochs = new Map<number, number>();
  const seqs = new Map<Origin, number>();
  return list.map((deed, n) => {
    const epoch = (epochs.get(deed.node) ?? 0) + (deed.kind === "open" ? 1 : 0);
    epochs.set(deed.node, epoch);
    const id = `${deed.node}AA` as NodeId;
    const origin = `${id}.e${epoch}` as Origin;
    const seq = (seqs.get(origin) ?? 0) + 1;
    seqs.set(origin, seq);
    const head = { origin, seq, at: (n + 1) as Micros };
    if (deed.kind === "close") return { ...head, type: "CLOSE", version: 1, body: { reason: "" } };
    const more = deed.understands === undefined ? {} : { understands: deed.understands };
    return { ...head, type: "OPEN", version: 2, body: { node: id, name: "n", software: "s", firstUser: 0, ...more } };
  });
}

/** Neither more than anybody understands nor less than all could. */
function check({ state }: Network): void {
  const open = [...state.origins.values()].filter(({ isClosed }) => !isClosed);
  const versions = new CommonVersions(state.origins, OWN);
  for (const [type, own] of Object.entries(OWN)) {
    const each = open.map((row) => understoodIn(row.understands).get(type) ?? 0);
    expect(versions.of(type)).toBe(Math.min(own, ...each));
  }
  for (const type of Object.keys(OWN_VERSIONS)) expect(state.versions.of(type)).toBe(OWN_VERSIONS[type]);
}

test("what is written is understood by every open epoch, and is the greatest version that is", () => {
  fc.assert(
    fc.property(deeds, (list) => {
      const network = new Network();
      check(network);
      for (const event of eventsOf(list)) {
        network.admit(event);
        check(network);
      }
    }),
  );
});

test("it is worked out anew when an epoch opens or closes, or when that is taken back", () => {
  fc.assert(
    fc.property(deeds, fc.nat({ max: 14 }), (list, back) => {
      const network = new Network();
      // The one that is kept, in place of the state's own, whose build has nothing beyond the baseline.
      const kept = new CommonVersions(network.state.origins, OWN);
      Object.assign(network.state.versions, { changed: () => kept.changed() });
      const check = () => {
        const fresh = new CommonVersions(network.state.origins, OWN);
        for (const type of Object.keys(OWN)) expect(kept.of(type)).toBe(fresh.of(type));
      };
      const events = eventsOf(list);
      const marks = events.map((event) => {
        const mark = network.journal.mark();
        network.admit(event);
        check();
        return mark;
      });
      network.journal.rollback(marks[back] ?? 0);
      check();
    }),
  );
});

test("a type that somebody does not know names who that is", () => {
  const party = (name: string, more?: string) => ({
    ...{ name, node: "1AA", isClosed: false },
    ...(more === undefined ? {} : { understands: more }),
  });
  const versions = new CommonVersions([party("new", "KNOCK:1"), party("old")], OWN_VERSIONS, { ...BASELINE, KNOCK: 0 });
  const knock = { type: "KNOCK", body: { channel: "#c" } } as never;
  expect(versions.of("KNOCK")).toBe(0);
  expect(versions.tooOldFor(knock)).toMatchObject({ name: "old" });
  expect(new CommonVersions([party("new", "KNOCK:1")], OWN_VERSIONS, { KNOCK: 0 }).tooOldFor(knock)).toBeUndefined();
});
