import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../events/codec.ts";
import { digestOf } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { check } from "../../src/audit/check/check.ts";
import { isoOf, momentOf } from "../../src/audit/moment.ts";
import { stateAt } from "../../src/audit/state-at.ts";
import { bansOf, channelsOf, usersOf } from "../../src/audit/state-rows.ts";
import { banText, userText } from "../../src/audit/state-text.ts";
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

  it("shows operators, and the bans that were in force then", () => {
    const by = "root!~root@h";
    const end = START + 60_000_000;
    const log = new Scribe()
      .open()
      .connect(0, "root")
      .event("OPER", user(0), { name: "boss", privileges: "ban kill" })
      .event("KLINE", user(0), { mask: "*@bad", reason: "spam", until: 0, by })
      .event("DLINE", user(0), { mask: "192.0.2.0/24", reason: "flood", until: end, by })
      .event("KLINE", user(0), { mask: "*@gone", reason: "oops", until: 0, by })
      .event("UNKLINE", user(0), { mask: "*@gone" })
      .log();
    const shown = (time: number) => {
      const past = stateAt(log, { kind: "time", first: time, last: time });
      return bansOf(past.network.state, past.time).map(banText);
    };
    const kline = "KLINE *@bad  for good  (root!~root@h, 2026-11-23 20:00:04.000): spam";
    const dline = "DLINE 192.0.2.0/24  until 2026-11-23 20:01:00.000  (root!~root@h, 2026-11-23 20:00:05.000): flood";
    expect(shown(START + 4_000_000)).toEqual([kline]);
    expect(shown(START + 10_000_000)).toEqual([dline, kline]);
    expect(shown(end)).toEqual([kline]);
    const past = stateAt(log, { kind: "position", position: 5 });
    expect(bansOf(past.network.state, past.time)).toHaveLength(2);
    expect(usersOf(past.network.state, {})[0]).toMatchObject({
      modes: "o",
      operator: { name: "boss", privileges: ["ban", "kill"] },
    });
    expect(usersOf(past.network.state, {}).map(userText)[0]).toContain("  operator boss (ban kill)  in no channel");
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
