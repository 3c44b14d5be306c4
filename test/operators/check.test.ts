// `hansard check` over forged logs: what takes a privilege, by somebody who has none.
import { describe, expect, it } from "vitest";
import type { Bodies, EventType } from "../../events/catalogue.ts";
import type { ChannelId, UserId } from "../../events/names.ts";
import { check } from "../../src/audit/check/check.ts";
import { Scribe, START, user } from "../audit/recorded.ts";
import { Office } from "./office.ts";

const CHANNEL = "#c" as ChannelId;
const BAN = { mask: "*@192.0.2.0/24", reason: "x", until: 0, by: "alice!~alice@h" };
const scene = () => new Scribe().open().connect(0, "alice").connect(1, "bob").join(1, "#c");
const opered = (privileges: string) => scene().event("OPER", user(0), { name: "root", privileges });
const finding = (scribe: Scribe) => {
  const { finding: found } = check(scribe.log());
  return found && `${found.id} at ${found.position}: ${found.text}`;
};

const official: { readonly [T in EventType]?: readonly [privilege: string, body: Bodies[T]] } = {
  KILL: ["kill", { target: user(1), reason: "x" }],
  KLINE: ["ban", BAN],
  DLINE: ["ban", { ...BAN, mask: "192.0.2.0/24" }],
  UNKLINE: ["ban", { mask: BAN.mask }],
  UNDLINE: ["ban", { mask: "192.0.2.0/24" }],
  SAMODE: ["samode", { channel: CHANNEL, changes: [["+", "flag", "m"]], by: "alice!~alice@h" }],
  CHGHOST: ["chghost", { target: user(1), username: "x", host: "h.example" }],
  WALLOPS: ["wallops", { text: "x" }],
};

describe("N17", () => {
  for (const [type, [privilege, body]] of Object.entries(official)) {
    const add = (scribe: Scribe, actor: UserId | undefined) =>
      scribe.event(type as "WALLOPS", actor, body as { text: "" });

    it(`finds ${type} by a user, by an operator without ${privilege}, by one who gave it up, and by nobody`, () => {
      expect(finding(add(scene(), user(0)))).toMatch(new RegExp(`^N17 at 5: ${type} by .* no operator`));
      expect(finding(add(opered("addresses rehash"), user(0)))).toMatch(/^N17 at 6/);
      const former = opered(privilege).event("UMODE", user(0), { add: "", remove: "o" });
      expect(finding(add(former, user(0)))).toMatch(/^N17 at 7/);
      expect(finding(add(opered(privilege), user(1)))).toMatch(/^N17 at 6/);
      const isLifting = type.startsWith("UN");
      expect(String(finding(add(scene(), undefined)))).toMatch(isLifting ? /^undefined$/ : /^N17 at 5: .* by nobody/);
    });

    it(`lets ${type} pass by an operator with ${privilege}`, () => {
      expect(finding(add(opered(`${privilege} rehash`), user(0)))).toBeUndefined();
    });
  }

  it("finds a ban that is lifted by nobody before it has run out, and not after it", () => {
    const until = START + 8_000_000;
    const banned = () => opered("ban").event("KLINE", user(0), { ...BAN, until });
    const lift = (scribe: Scribe) => scribe.event("UNKLINE", undefined, { mask: BAN.mask });
    expect(finding(lift(banned()))).toMatch(/^N17 at 7: UNKLINE by nobody, of a ban that has not run out/);
    expect(finding(lift(banned().event("AWAY", user(0), {})))).toBeUndefined();
    expect(finding(lift(opered("ban").event("KLINE", user(0), BAN)))).toMatch(/^N17 at 7/);
  });

  it("finds a user who takes the mode of operators", () => {
    expect(finding(scene().event("UMODE", user(0), { add: "o", remove: "" }))).toMatch(/^N17 at 5/);
  });

  it("finds a forgery whose text was erased", () => {
    const scribe = scene().event("WALLOPS", user(0), { text: "x" });
    const last = scribe.entries.at(-1);
    const erased = { ...last, body: null, salt: null, commitment: new Uint8Array(32) };
    scribe.entries[scribe.entries.length - 1] = erased as (typeof scribe.entries)[number];
    expect(finding(scribe)).toMatch(/^N17 at 5/);
  });

  it("finds nothing in the log of a node whose operators were busy", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const bob = node.user("bob");
    node.say(bob, "JOIN #c");
    for (const line of ["SAMODE #c +m", "CHGHOST bob h.example", "KLINE 1 *@10.0.0.1", "WALLOPS :x", "KILL bob :x"])
      node.say(root, line);
    node.pass(61_000);
    node.say(root, "MODE root -o");
    await node.stop();
    expect(check(node.log)).toMatchObject({ finding: undefined });
    expect(node.events().map(({ type }) => type)).toContain("UNKLINE");
  });
});
