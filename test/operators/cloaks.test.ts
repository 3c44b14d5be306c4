import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cloakOf } from "../../src/protocol/cloak.ts";
import { governed, numeric, Office } from "./office.ts";

const SECRET = "k".repeat(32);
const cloak = (host: string) => cloakOf(SECRET, host);
const tail = (host: string, from: number) => cloak(host).split(".").slice(from).join(".");

describe("a cloak", () => {
  it("of an address has parts for the networks around it", () => {
    expect(cloak("192.0.2.7")).toMatch(/^[a-z2-7]{8}\.[a-z2-7]{6}\.[a-z2-7]{6}\.ip$/);
    expect(tail("192.0.2.7", 1)).toBe(tail("192.0.2.99", 1));
    expect(tail("192.0.2.7", 1)).not.toBe(tail("192.0.3.7", 1));
    expect(tail("192.0.2.7", 2)).toBe(tail("192.0.3.7", 2));
    expect(tail("192.0.2.7", 2)).not.toBe(tail("192.1.2.7", 2));
    expect(cloak("2001:db8:1:2::a")).toBe(cloak("2001:db8:1:2::b"));
    expect(tail("2001:db8:1:2::a", 1)).toBe(tail("2001:db8:1:3::a", 1));
    expect(tail("2001:db8:1:2::a", 2)).toBe(tail("2001:db8:2:2::a", 2));
    expect(tail("2001:db8::", 2)).not.toBe(tail("2001:db9::", 2));
  });

  it("is the same for an IPv4 address in IPv6, and another under another secret", () => {
    expect(cloak("::ffff:192.0.2.7")).toBe(cloak("192.0.2.7"));
    expect(cloakOf("x".repeat(32), "192.0.2.7")).not.toBe(cloak("192.0.2.7"));
  });

  it("of a host name keeps who provides the access and hides who uses it", () => {
    expect(cloak("p5dc1a2.dip0.provider.example")).toMatch(/^[a-z2-7]{8}\.provider\.example$/);
    expect(cloak("7.2.0.192.dsl.provider.example")).toMatch(/^[a-z2-7]{8}\.dsl\.provider\.example$/);
    expect(cloak("alice.example")).toMatch(/^[a-z2-7]{8}\.example$/);
    expect(cloak("A.example")).toBe(cloak("a.EXAMPLE"));
  });

  it("hides nobody on the same machine", () => {
    expect([cloak("127.0.0.1"), cloak("0::1")]).toEqual(["127.0.0.1", "0::1"]);
  });

  it("has nothing of the address in it, and fits a host", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), (host) => {
        const shown = cloak(host);
        if (/^127\.|^(0*:)*0*1$/.test(host)) return;
        expect(shown.split(".")[0]).not.toBe(host.toLowerCase().split(".")[0]);
        if (isIP(host) !== 0) expect(shown).not.toContain(host);
        expect(shown).toMatch(/^[A-Za-z0-9.-]+$/);
        expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(63);
      }),
    );
  });
});

describe("a node with cloaks", () => {
  const hidden = { ...governed, cloak: { isEnabled: true, secret: SECRET } };

  it("shows nobody an address: not in lines, not in WHOIS, WHO or WHOWAS", async () => {
    const node = new Office({ configuration: hidden });
    const alice = node.user("alice", "192.0.2.7");
    const bob = node.user("bob", "203.0.113.7");
    const told: string[] = [];
    for (const line of ["JOIN #c", "PRIVMSG #c :hi", "TOPIC #c :t", "MODE #c +b x!*@*", "NICK alicia", "AWAY :x"]) {
      if (line === "PRIVMSG #c :hi") node.say(bob, "JOIN #c");
      node.say(alice, line);
      told.push(...node.lines(bob));
    }
    for (const line of ["WHOIS alicia", "WHO #c", "WHO alicia", "USERHOST alicia", "NAMES #c", "MODE #c b"])
      told.push(...node.say(bob, line));
    node.say(alice, "QUIT :bye");
    told.push(...node.lines(bob), ...node.say(bob, "WHOWAS alicia"));
    expect(told.length).toBeGreaterThan(15);
    expect(told.join("\n")).not.toContain("192.0.2.7");
    expect(told.join("\n")).toContain(`@${cloak("192.0.2.7")}`);
  });

  it("tells the owner and operators with the privilege", async () => {
    const node = new Office({ configuration: hidden });
    const alice = node.user("alice", "192.0.2.7");
    const root = await node.operator("root");
    expect(node.say(alice, "WHOIS alice")).toContain(numeric("338", "alice", "alice 192.0.2.7 :actually using host"));
    expect(node.say(root, "WHOIS alice")).toContain(
      numeric("378", "root", "alice :is connecting from *@192.0.2.7 192.0.2.7"),
    );
  });

  it("bans a network in a channel by its part of the cloak", () => {
    const node = new Office({ configuration: hidden });
    const op = node.user("op", "203.0.113.7");
    node.say(op, "JOIN #c");
    node.say(op, `MODE #c +b *!*@*.${tail("192.0.2.7", 1)}`);
    expect(node.say(node.user("bad", "192.0.2.200"), "JOIN #c").join()).toContain(" 474 ");
    expect(node.say(node.user("good", "192.0.3.200"), "JOIN #c").join()).toContain(" JOIN ");
  });
});
