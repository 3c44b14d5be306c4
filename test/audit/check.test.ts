import { describe, expect, it } from "vitest";
import type { ChannelId, UserId } from "../../events/names.ts";
import { Network } from "../../projections/network.ts";
import { check } from "../../src/audit/check/check.ts";
import { checkStructure } from "../../src/audit/check/structure.ts";
import { Scribe, START, user } from "./recorded.ts";

const C = "#c" as ChannelId;
const scene = () => new Scribe().open().connect(0, "alice").connect(1, "bob").join(0, "#c").join(1, "#c");
const finding = (scribe: Scribe) => {
  const { finding: found } = check(scribe.log());
  return found && `${found.id} at ${found.position}: ${found.text}`;
};
const note = (body: object) => ({
  origin: null,
  seq: null,
  header: JSON.stringify({ note: "STARTED", at: 1, body }),
  salt: null,
  body: null,
  commitment: null,
});

describe("check", () => {
  it("finds nothing in a sound log and counts what it has", () => {
    const result = check(
      scene()
        .entry(note({ configuration: { network: "N" } }))
        .log(),
    );
    expect(result).toMatchObject({ positions: 6, events: 5, notes: 1, origins: 1, users: 2, channels: 1 });
    expect(result.finding).toBeUndefined();
  });

  it("N1 finds a nick that is taken from its bearer", () => {
    expect(finding(scene().connect(2, "ALICE"))).toMatch(/^N1 at 6: .* takes the nick ALICE/);
    expect(finding(scene().event("NICK", user(1), { nick: "alice" }))).toMatch(/^N1 at 6/);
    expect(finding(scene().event("NICK", user(1), { nick: "1HSA00000" }))).toMatch(/^N1 at 6: .*another's id/);
  });

  it("N1 lets a nick be raced for between nodes", () => {
    const scribe = scene().open(0, { origin: "2AB.zzzzzz" }).connect(0, "alice", { origin: "2AB.zzzzzz" });
    expect(finding(scribe)).toBeUndefined();
  });

  it("N2 finds a gap, a repetition and a number filed under another", () => {
    expect(finding(scene().event("QUIT", user(0), { reason: "" }, { seq: 7 }))).toMatch(/^N2 at 6: .* 7 after 5/);
    expect(finding(scene().event("QUIT", user(0), { reason: "" }, { seq: 5 }))).toMatch(/^N2 at 6: .* 5 after 5/);
    const swapped = scene();
    const [, second, third] = swapped.entries;
    swapped.entries[1] = { ...second, seq: 3 } as (typeof swapped.entries)[number];
    swapped.entries[2] = { ...third, seq: 2 } as (typeof swapped.entries)[number];
    expect(finding(swapped)).toMatch(/^N2 at 2: the row is filed as 1HS.abc123-3/);
  });

  it("N2 finds a user's number used again, in the epoch and in a later one", () => {
    const again = scene().event("QUIT", user(1), { reason: "" }).connect(1, "carl");
    expect(finding(again)).toMatch(/^N2 at 7: the user number/);
    expect(finding(scene().open(1, { origin: "1HS.later1" }))).toMatch(/^N2 at 6: .*numbers below 2 are used/);
    expect(finding(scene().open(2, { origin: "1HS.later1" }).connect(1, "x", { origin: "1HS.later1" }))).toMatch(/^N2/);
  });
});

const OTHER = "2AB.zzzzzz";
const theirs = (number: number) => `${OTHER}.${number}` as UserId;
const linked = () => scene().open(0, { origin: OTHER }).connect(0, "carl", { origin: OTHER });

describe("check of a linked node's log", () => {
  it("lets events of an earlier epoch come late, from others, with the numbers that a backup does not know", () => {
    const scribe = linked()
      .open(1, { origin: "1HS.later1" })
      .event("QUIT", user(1), { reason: "late" }, { at: START + 5_500_000 })
      .connect(1, "dora", { origin: "1HS.later1" });
    expect(finding(scribe)).toBeUndefined();
  });

  it("lets a user act whom somebody elsewhere had ended by then, and a ban be lifted that was set again", () => {
    const by = "root!~root@h";
    const ban = { mask: "*@bad", reason: "", by };
    const scribe = linked()
      .event("OPER", theirs(0), { name: "boss", privileges: "ban kill" }, { origin: OTHER })
      .event("KILL", theirs(0), { target: user(1), reason: "" }, { origin: OTHER })
      .event("PRIVMSG", user(1), { channel: C, text: "still here" })
      .event("KLINE", theirs(0), { ...ban, until: START + 1 }, { origin: OTHER })
      .event("KLINE", theirs(0), { ...ban, until: 0 }, { origin: OTHER })
      .event("UNKLINE", undefined, { mask: "*@bad" });
    expect(finding(scribe)).toBeUndefined();
  });

  it("finds all the same who speaks for another node's user, or acts by a right that nobody gave", () => {
    const quit = linked().event("QUIT", theirs(0), { reason: "" });
    expect(finding(quit)).toMatch(/^R1 at 8: 1HS\.abc123 speaks for 2AB/);
    const message = linked().event(
      "PRIVMSG",
      undefined,
      { sender: theirs(0), target: user(0), text: "x" },
      { to: ["1HS"] },
    );
    expect(finding(message)).toMatch(/^R1 at 8: .*speaks for/);
    const kill = linked().event("KILL", theirs(0), { target: user(1), reason: "" }, { origin: OTHER });
    expect(finding(kill)).toMatch(/^N17 at 8: /);
    const gone = linked().event("GONE", user(0), { origins: `${OTHER}:2` });
    expect(finding(gone)).toMatch(/^N17 at 8: GONE by .* privilege links/);
  });

  it("finds what its origin itself had closed or numbered twice", () => {
    const closed = linked().event("CLOSE", undefined, { reason: "" }, { origin: OTHER });
    expect(finding(closed.event("AWAY", theirs(0), {}, { origin: OTHER }))).toMatch(/^R1 at 9: .* was closed before/);
    const again = linked().event("QUIT", theirs(0), { reason: "" }, { origin: OTHER });
    expect(finding(again.connect(0, "x", { origin: OTHER }))).toMatch(/^N2 at 9: the user number/);
  });
});

describe("check of what follows from events", () => {
  it("N6 finds status given by somebody who had none to give", () => {
    const changes = [["+", "status", "o", user(1)]] as const;
    expect(finding(scene().event("MODE", user(1), { channel: C, changes, by: "bob!~b@h" }))).toMatch(/^N6 at 6/);
    expect(finding(scene().event("MODE", user(0), { channel: C, changes, by: "alice!~a@h" }))).toBeUndefined();
  });

  it("N15 finds a secret in a note, and a field that no event of the type has", () => {
    const secrets = [
      { password: "sesame" },
      { operators: [{ name: "root", hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g" }] },
      { listen: [{ key: "-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----" }] },
    ];
    for (const configuration of secrets) expect(finding(scene().entry(note({ configuration })))).toMatch(/^N15 at 6/);
    expect(finding(scene().entry(note({ motd: ["the $argon2id$ of it"] })))).toBeUndefined();
    const extra = { text: "x", channel: C, password: "sesame" };
    const scribe = scene().event("PRIVMSG", user(0), { text: "x", channel: C });
    const last = scribe.entries.at(-1);
    scribe.entries[5] = { ...last, body: JSON.stringify(extra) } as (typeof scribe.entries)[number];
    expect(finding(scribe)).toMatch(/^LOG_CORRUPT at 6: the body's text is not canonical/);
  });

  it("R1 finds what no legal history holds", () => {
    const cases = {
      "a ghost speaks": scene().event("PRIVMSG", user(9), { channel: C, text: "boo" }),
      "before its opening": new Scribe().connect(0, "alice"),
      "a second opening": scene().open(2),
      "after its end": scene().event("CLOSE", undefined, { reason: "" }).event("AWAY", user(0), {}),
      "time goes back": scene().event("AWAY", user(0), {}, { at: 5 }),
      "for another's user": scene()
        .open(0, { origin: "2AB.zzzzzz" })
        .event("QUIT", user(0), { reason: "" }, { origin: "2AB.zzzzzz" }),
    };
    for (const [name, scribe] of Object.entries(cases)) expect(finding(scribe), name).toMatch(/^R1 at /);
  });

  it("asks of what was erased that 32 bytes of commitment are left, and no salt", () => {
    const erased = (commitment: Uint8Array | null, salt: Uint8Array | null) => {
      const scribe = scene().event(
        "PRIVMSG",
        undefined,
        { sender: user(0), target: user(1), text: "x" },
        { to: ["1HS"] },
      );
      const last = scribe.entries.at(-1);
      scribe.entries[5] = { ...last, body: null, salt, commitment } as (typeof scribe.entries)[number];
      return finding(scribe);
    };
    expect(erased(new Uint8Array(32), null)).toBeUndefined();
    expect(erased(new Uint8Array(31), null)).toMatch(/^LOG_CORRUPT at 6/);
    expect(erased(null, null)).toMatch(/^LOG_CORRUPT at 6/);
    expect(erased(new Uint8Array(32), new Uint8Array(16))).toMatch(/^LOG_CORRUPT at 6/);
  });

  it("reports the first of two violations", () => {
    expect(finding(scene().connect(2, "alice").event("QUIT", user(8), { reason: "" }))).toMatch(/^N1 at 6/);
  });

  it("N1 N3 N4 finds a state that no longer holds together", () => {
    const state = () => {
      const network = new Network();
      for (const entry of scene().entries)
        network.admit({ ...JSON.parse(entry.header), body: JSON.parse(entry.body ?? "null") });
      return network.state;
    };
    expect(() => checkStructure(state())).not.toThrow();
    const orphaned = state();
    orphaned.users.delete(user(1));
    expect(() => checkStructure(orphaned)).toThrow(/another nick|not connected/);
    const empty = state();
    empty.members.delete(C, user(0));
    empty.members.delete(C, user(1));
    expect(() => checkStructure(empty)).toThrow("#c has no members");
    const lost = state();
    lost.channels.delete(C);
    expect(() => checkStructure(lost)).toThrow("channels have 0 members and the table 2");
  });
});
