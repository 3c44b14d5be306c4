import { describe, expect, it } from "vitest";
import { cloakOf } from "../../src/protocol/cloak.ts";
import { governed, notice, numeric, Office } from "./office.ts";

const MINUTE = 60_000;
const cloaked = { ...governed, cloak: { isEnabled: true, secret: "k".repeat(32) } };
const isOpen = (node: Office, id: number) => node.edge.isOpen(id);

/** Registers and gives what the client was told last. */
function arrive(node: Office, nick: string, address: string): { readonly id: number; readonly told: string } {
  const id = node.connect(address);
  node.feed(id, `NICK ${nick}\r\nUSER u 0 * :r\r\n`);
  node.settle();
  return { id, told: node.lines(id).join("\n") };
}

describe("KLINE", () => {
  it("sends away those who match at once, refuses them later, and says so to all", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const bad = node.user("bad", "192.0.2.7");
    const friend = node.user("friend", "203.0.113.5");
    for (const id of [bad, friend]) node.say(id, "JOIN #c");
    node.lines(bad);
    node.lines(friend);
    expect(node.say(root, "KLINE *@192.0.2.0/24 :spam")).toEqual([
      ":irc.test NOTICE root :KLINE of *@192.0.2.0/24 is set for good",
    ]);
    expect(node.lines(bad)).toEqual([
      numeric("465", "bad", ":You are banned from this server (K-lined: spam)"),
      "ERROR :Closing link: 192.0.2.7 (K-lined: spam)",
    ]);
    expect(isOpen(node, bad)).toBe(false);
    expect(node.lines(friend)).toEqual([":bad!~u@192.0.2.7 QUIT :K-lined: spam"]);
    expect(node.events().slice(-2)).toMatchObject([
      { type: "KLINE", body: { mask: "*@192.0.2.0/24", reason: "spam", until: 0, by: "root!~u@198.51.100.9" } },
      { type: "QUIT", body: { reason: "K-lined: spam" } },
    ]);
    const again = arrive(node, "bad", "192.0.2.8");
    expect(again.told).toBe(
      [
        numeric("465", "bad", ":You are banned from this server (K-lined: spam)"),
        "ERROR :Closing link: 192.0.2.8 (K-lined: spam)",
      ].join("\n"),
    );
    expect(isOpen(node, again.id)).toBe(false);
    expect(node.last()?.type).toBe("QUIT");
  });

  it("matches the username and the host as they are written", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const id = node.user("alice", "192.0.2.7");
    node.say(root, "KLINE ~other@192.0.2.7 :no");
    expect(isOpen(node, id)).toBe(true);
    node.say(root, "KLINE ~U@192.0.2.? :no");
    expect(isOpen(node, id)).toBe(false);
  });

  it("holds for its time, and leaves the table after it by an event of the node's own", async () => {
    const node = new Office();
    const root = await node.operator("root");
    expect(node.say(root, "KLINE 1h30m *@192.0.2.7")).toEqual([
      ":irc.test NOTICE root :KLINE of *@192.0.2.7 is set for 1h30m",
    ]);
    expect(arrive(node, "bad", "192.0.2.7").told).toContain(" 465 ");
    for (let at = 0; at < 89; at++) {
      node.pass(MINUTE);
      node.say(root, "PING :x");
    }
    expect(node.node.network.state.bans.size).toBe(1);
    expect(arrive(node, "bad", "192.0.2.7").told).toContain(" 465 ");
    node.pass(MINUTE + 1000);
    expect(node.last()).toMatchObject({ type: "UNKLINE", body: { mask: "*@192.0.2.7" } });
    expect(node.last()?.actor).toBeUndefined();
    expect(node.node.network.state.bans.size).toBe(0);
    expect(arrive(node, "bad", "192.0.2.7").told).toContain(" 001 bad ");
  });

  it("in minutes, and lifted by UNKLINE in whatever case", async () => {
    const node = new Office();
    const root = await node.operator("root");
    expect(node.say(root, "KLINE 30 *@Host.Example.org :x")).toEqual([
      ":irc.test NOTICE root :KLINE of *@Host.Example.org is set for 30m",
    ]);
    expect(node.say(root, "UNKLINE *@host.example.ORG")).toEqual([
      ":irc.test NOTICE root :KLINE of *@Host.Example.org is lifted",
    ]);
    expect(node.say(root, "UNKLINE *@host.example.ORG").join()).toContain("(NO_SUCH_BAN)");
  });

  it("is refused where it holds the operator or everybody, unless it is forced", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const victim = node.user("victim", "192.0.2.7");
    for (const mask of ["*@198.51.100.0/24", "~u@*.51.100.9", "*@198.51.100.9"])
      expect(node.say(root, `KLINE ${mask} :x`).join(), mask).toContain("(MATCHES_YOU)");
    for (const mask of ["*@*.*", "x*@*", "*@1*", "*@128.0.0.0/2", "*@2000::/3", "*@?*"])
      expect(node.say(root, `KLINE ${mask} :x`).join(), mask).toMatch(/\((TOO_WIDE|MATCHES_YOU)\)/);
    expect(node.node.network.state.bans.size).toBe(0);
    expect(node.say(root, "KLINE !*@* :closed for the night").join()).toContain("is set for good");
    expect(isOpen(node, victim)).toBe(false);
    expect(isOpen(node, root)).toBe(true);
    expect(arrive(node, "late", "203.0.113.9").told).toContain(" 465 ");
  });

  it("is refused for what is no mask, and when the list is full", async () => {
    const node = new Office({ configuration: { ...governed, limits: { ...governed.limits, bans: 1 } } });
    const root = await node.operator("root");
    for (const mask of ["nick", "a!b@c.d", "@h.example", "u@", "u@h@example", `u@${"x".repeat(200)}`])
      expect(node.say(root, `KLINE ${mask} :x`).join(), mask).toContain("(INVALID_MASK)");
    expect(node.say(root, "KLINE !").join()).toContain(" 461 ");
    expect(node.say(root, "KLINE one.example").join()).toContain("*@one.example");
    expect(node.say(root, "KLINE two.example").join()).toContain("(TOO_MANY_BANS)");
    expect(node.say(root, "KLINE 5 one.example :again").join()).toContain("set for 5m");
  });

  it("matches the cloak, the real address and its network alike", async () => {
    const hidden = cloakOf(cloaked.cloak.secret, "192.0.2.7");
    for (const mask of [
      `*@${hidden}`,
      `*@*.${hidden.split(".").slice(1).join(".")}`,
      "*@192.0.2.7",
      "*@192.0.2.0/24",
    ]) {
      const node = new Office({ configuration: cloaked });
      const root = await node.operator("root");
      const id = node.user("bad", "192.0.2.7");
      const other = node.user("other", "203.0.113.7");
      node.say(root, `KLINE ${mask} :x`);
      expect([mask, isOpen(node, id), isOpen(node, other)]).toEqual([mask, false, true]);
      expect(arrive(node, "bad", "192.0.2.7").told, mask).toContain(" 465 ");
    }
  });
});

describe("DLINE", () => {
  it("refuses connections before they say a word, and sends away those that are there", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const bad = node.user("bad", "2001:db8::7");
    const fresh = node.connect("2001:db8::8");
    expect(node.say(root, "DLINE 1d 2001:DB8::/32 :flood")).toEqual([
      ":irc.test NOTICE root :DLINE of 2001:db8::/32 is set for 1d",
    ]);
    expect(isOpen(node, bad)).toBe(false);
    expect(isOpen(node, fresh)).toBe(false);
    const late = node.connect("2001:db8:1::1");
    node.settle();
    expect(node.lines(late)).toEqual([
      numeric("465", "*", ":You are banned from this server (D-lined: flood)"),
      "ERROR :Closing link: 2001:db8:1::1 (D-lined: flood)",
    ]);
    expect(isOpen(node, late)).toBe(false);
    node.say(root, "UNDLINE 2001:db8::/32");
    expect(arrive(node, "bad", "2001:db8:1::1").told).toContain(" 001 ");
  });

  it("takes addresses and networks only, and IPv4 in IPv6 for what it is", async () => {
    const node = new Office();
    const root = await node.operator("root");
    for (const mask of ["host.example", "192.0.2", "192.0.2.0/33", "::/129", "1.2.3.4/x", "fe80::1%eth0"])
      expect(node.say(root, `DLINE ${mask} :x`).join(), mask).toContain("(INVALID_MASK)");
    expect(node.say(root, "DLINE 0.0.0.0/1 :x").join()).toContain("(TOO_WIDE)");
    node.say(root, "DLINE 192.0.2.99/24 :x");
    expect(node.last()).toMatchObject({ body: { mask: "192.0.2.0/24" } });
    expect(arrive(node, "bad", "::ffff:192.0.2.5").told).toContain("465");
  });
});

describe("bans", () => {
  it("are listed to operators with the privilege by STATS k and d", async () => {
    const node = new Office();
    const root = await node.operator("root");
    const mute = await node.operator("mute", "mute", "198.51.100.10");
    node.say(root, "KLINE 60 *@192.0.2.7 :spam");
    node.say(root, "DLINE 203.0.113.0/24 :flood");
    expect(node.say(root, "STATS k")).toEqual([
      numeric("216", "root", "K *@192.0.2.7 root!~u@198.51.100.9 :spam (until 2026-01-01T01:00:00.000Z)"),
      numeric("219", "root", "k :End of STATS report"),
    ]);
    expect(node.say(root, "STATS d")[0]).toBe(
      numeric("225", "root", "D 203.0.113.0/24 root!~u@198.51.100.9 :flood (for good)"),
    );
    const denied = [numeric("481", "mute", ":Permission Denied- You're not an IRC operator")];
    for (const line of ["STATS k", "KLINE *@h.example", "DLINE 192.0.2.1", "UNKLINE *@h.example", "UNDLINE 192.0.2.1"])
      expect(node.say(mute, line), line).toEqual(denied);
  });

  it("are told to operators who listen", async () => {
    const node = new Office();
    const root = await node.operator("root");
    node.say(root, "MODE root +s");
    node.say(root, "KLINE 60 *@192.0.2.7 :spam");
    const who = "root!~u@198.51.100.9";
    expect(node.say(root, "UNKLINE *@192.0.2.7")).toContain(notice("root", `${who} lifted KLINE *@192.0.2.7`));
    expect(node.say(root, "DLINE 192.0.2.7 :spam")).toContain(
      notice("root", `${who} set DLINE 192.0.2.7 for good: spam`),
    );
  });

  it("stand after a restart, without their operator", async () => {
    const first = new Office();
    const root = await first.operator("root");
    first.say(root, "KLINE *@192.0.2.0/24 :spam");
    await first.stop();
    const second = new Office({ log: first.log, ports: first.ports });
    expect(arrive(second, "bad", "192.0.2.8").told).toContain(" 465 ");
  });
});
