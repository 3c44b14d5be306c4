import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../events/codec.ts";
import { digestOf } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { check } from "../../src/audit/check/check.ts";
import { isoOf, momentOf } from "../../src/audit/moment.ts";
import { stateAt } from "../../src/audit/state-at.ts";
import { channelsOf, usersOf } from "../../src/audit/state-rows.ts";
import type { Entry } from "../../src/record/log.ts";
import { lines } from "./lines.ts";
import { Scribe, START, spoken, user } from "./recorded.ts";

/** The state after a prefix, folded here by hand from the stored text. */
function folded(entries: readonly Entry[]): string {
  const network = new Network();
  for (const { origin, header, body } of entries) if (origin !== null) network.admit(decode(header, body));
  return digestOf(network.state);
}

describe("R1 the state at a moment", () => {
  it("equals the fold of the prefix, for every position and for the time of every event", () => {
    fc.assert(
      fc.property(lines, (said) => {
        const log = spoken(said);
        const entries = log.read(0, 10_000);
        for (const [index, { position, origin, header }] of entries.entries()) {
          const expected = folded(entries.slice(0, index + 1));
          expect(digestOf(stateAt(log, { kind: "position", position }).network.state)).toBe(expected);
          if (origin === null) continue;
          const moment = momentOf(isoOf(decode(header, null).at), 0);
          expect(moment && digestOf(stateAt(log, moment).network.state)).toBe(expected);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("R1 N1 N2 N3 N4 N6 N15 of a node's own log is found without fault, whatever was said", () => {
    const met = new Map<string, number>();
    fc.assert(
      fc.property(lines, (said) => {
        const log = spoken(said);
        expect(check(log).finding).toBeUndefined();
        for (const { origin, header } of log.read(0, 10_000)) {
          const type = origin === null ? "note" : decode(header, null).type;
          met.set(type, (met.get(type) ?? 0) + 1);
        }
      }),
      { numRuns: 200 },
    );
    // A property that never met the events it is about has shown nothing.
    for (const type of ["JOIN", "PART", "NICK", "KICK", "MODE", "TOPIC", "INVITE", "QUIT", "PRIVMSG"]) {
      expect(met.get(type) ?? 0, type).toBeGreaterThan(9);
    }
  });

  it("by a time leaves out what happened later, even if this node learned it earlier", () => {
    const log = new Scribe()
      .open()
      .connect(0, "alice", { at: START + 9_000_000 })
      .open(0, { origin: "2AB.zzzzzz", at: START + 2_000_000 })
      .connect(0, "bob", { origin: "2AB.zzzzzz", at: START + 3_000_000 })
      .log();
    const moment = { kind: "time", first: START + 4_000_000, last: START + 4_000_000 } as const;
    expect(usersOf(stateAt(log, moment).network.state, {}).map(({ nick }) => nick)).toEqual(["bob"]);
  });

  it("shows channels and users in an order of their own, with members, modes and topics", () => {
    const log = new Scribe()
      .open()
      .connect(0, "Zoe")
      .connect(1, "adam")
      .join(0, "#B")
      .join(1, "#b")
      .join(1, "#a")
      .log();
    const { state } = stateAt(log, { kind: "position", position: 6 }).network;
    const channels = channelsOf(state, {});
    expect(channels.map(({ name }) => name)).toEqual(["#a", "#B"]);
    expect(channels[1]?.members).toEqual([
      { user: user(1), nick: "adam", status: "" },
      { user: user(0), nick: "Zoe", status: "o" },
    ]);
    expect(usersOf(state, {}).map(({ nick, channels }) => [nick, channels])).toEqual([
      ["adam", ["#a", "#b"]],
      ["Zoe", ["#b"]],
    ]);
  });
});
