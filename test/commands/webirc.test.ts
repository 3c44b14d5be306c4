// WEBIRC: who may say for whom they connect, and what then follows the address that they gave.
import { describe, expect, it } from "vitest";
import { governed, Office } from "../operators/office.ts";

const GATEWAY = "198.51.100.1";
const webirc = [
  { name: "kiwi", password: "sesame-open", addresses: ["198.51.100.0/24"] },
  { name: "local", password: "sesame-local", addresses: ["127.0.0.0/8", "::1"] },
];
const settings = { ...governed, webirc };
const asks = (ip = "203.0.113.9", more = "", host = ip) => `WEBIRC sesame-open kiwi ${host} ${ip}${more}`;

function office(isUnlimited = true, changed: object = {}): Office {
  return new Office({ configuration: { ...settings, ...changed }, isUnlimited });
}

/** Says these and registers; what the connection was told. */
function enter(here: Office, id: number, nick: string, ...lines: readonly string[]): string {
  const told = lines.flatMap((line) => here.say(id, line));
  return [...told, ...here.say(id, `NICK ${nick}`), ...here.say(id, "USER u 0 * :Web")].join("\n");
}

describe("WEBIRC", () => {
  it("makes the connection that of the address which a gateway gives", async () => {
    const here = office();
    const id = here.connect(GATEWAY);
    expect(enter(here, id, "web", asks("203.0.113.9", "", "home.example"))).toMatch(/ 001 web :.*web!~u@home\.example/);
    const events = here.events().slice(-2);
    expect(events[0]).toMatchObject({ type: "CONNECT", body: { nick: "web", host: "home.example" } });
    expect(events[1]).toMatchObject({ type: "ADDRESS", body: { address: "203.0.113.9" } });
    const root = await here.operator("root");
    expect(here.say(root, "WHOIS web").join("\n")).toMatch(/ 378 .*203\.0\.113\.9| 338 .*203\.0\.113\.9/);
  });

  it.each([
    ["0::ffff:203.0.113.9", "203.0.113.9"],
    ["0:0::1:2", "0::1:2"],
    ["2001:0DB8:0:0::1", "2001:db8::1"],
  ])("writes %s in its one form", (given, address) => {
    const here = office();
    enter(here, here.connect(GATEWAY), "web", asks(given, "", "not/a/host"));
    expect(here.last()).toMatchObject({ type: "ADDRESS", body: { address } });
    expect(here.events().at(-2)).toMatchObject({ type: "CONNECT", body: { host: address } });
  });

  it.each([
    ["a wrong password", GATEWAY, "WEBIRC wrong-word kiwi h 203.0.113.9"],
    ["a wrong address", "192.0.2.50", asks()],
    ["the password of another gateway", GATEWAY, "WEBIRC sesame-local local h 203.0.113.9"],
  ])("with %s ends the connection, and operators are told", async (_, from, line) => {
    const here = office();
    const root = await here.operator("root");
    here.say(root, "MODE root +s");
    const id = here.connect(from);
    expect(here.say(id, line).join()).toBe(`ERROR :Closing link: ${from} (WEBIRC refused)`);
    expect(here.edge.isOpen(id)).toBe(false);
    const told = here.lines(root).join("\n");
    expect(told).toContain(`WEBIRC from ${from}: not a gateway, or a wrong password`);
    expect(told).not.toMatch(/sesame|wrong-word/);
  });

  it.each(["203.0.113.0/24", "203.0.113", "garbage", "fe80::1%eth0", "1"])("takes no %s for an address", (ip) => {
    const here = office();
    const id = here.connect(GATEWAY);
    expect(here.say(id, asks(ip)).join()).toContain("WEBIRC refused: not an address");
    expect(here.edge.isOpen(id)).toBe(false);
  });

  it("comes first: after NICK, USER or itself it is refused", () => {
    const here = office();
    for (const before of ["NICK web", "USER u 0 * :Web"]) {
      const id = here.connect(GATEWAY);
      here.say(id, before);
      expect(here.say(id, asks()).join()).toContain(" 462 ");
    }
    const again = here.connect(GATEWAY);
    here.say(again, asks());
    expect(here.say(again, asks("203.0.113.10")).join()).toContain("WEBIRC refused");
  });

  it.each([
    ["over TLS", GATEWAY, true, "secure tls", true],
    ["over a plain connection", GATEWAY, false, "secure", false],
    ["over TLS, and does not say so", GATEWAY, true, "", false],
    ["from this machine", "127.0.0.1", false, "secure", true],
    ["from this machine over IPv6", "::1", false, "secure", true],
  ])("believes that the way is secure of a gateway %s: %s %s %s", (_, from, isTls, flags, isSecure) => {
    const here = office();
    const id = here.connect(from, 50_000, isTls);
    const secret = from === GATEWAY ? "sesame-open" : "sesame-local";
    enter(here, id, "web", `WEBIRC ${secret} gw h 203.0.113.9 :${flags}`);
    const told = here.say(id, "WHOIS web").join("\n");
    expect(told.includes(" 671 ")).toBe(isSecure);
  });

  it("is followed by bans of the address that was given", async () => {
    const here = office();
    const root = await here.operator("root");
    await here.ask(root, "DLINE 203.0.113.0/24 :out");
    expect(enter(here, here.connect(GATEWAY), "web", asks("203.0.113.9"))).toMatch(/ 465 /);
    expect(enter(here, here.connect(GATEWAY), "web", asks("203.0.114.9"))).toMatch(/ 001 web /);
  });

  it("counts the connection under the address that was given, and a gateway may have many on their way", () => {
    const here = office(false, { sessions: { ...governed.sessions, connectionsPerAddress: 2 } });
    const waiting = [1, 2, 3, 4, 5].map(() => here.connect(GATEWAY));
    here.settle();
    expect(waiting.map((id) => here.edge.isOpen(id))).toEqual([true, true, true, true, true]);
    // IPv6 by its /64; the third of one is one too many.
    const given = ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "2001:db8::3", "2001:db8:0:1::2"];
    waiting.forEach((id, at) => void here.say(id, asks(given[at])));
    expect(waiting.map((id) => here.edge.isOpen(id))).toEqual([true, true, true, false, true]);
    // Who left makes room again.
    here.hangUp(waiting[0] as number);
    const next = here.connect(GATEWAY);
    here.say(next, asks("2001:db8::4"));
    expect(here.edge.isOpen(next)).toBe(true);
    const strangers = [1, 2, 3].map(() => here.connect("192.0.2.60"));
    here.settle();
    expect(strangers.map((id) => here.edge.isOpen(id))).toEqual([true, true, false]);
  });

  it("leaves its passwords in no event and no note", () => {
    const here = office();
    enter(here, here.connect(GATEWAY), "web", asks());
    here.say(here.connect(GATEWAY), "WEBIRC sesame-wrong kiwi h 203.0.113.9");
    expect(JSON.stringify(here.log.read(0, 1000))).not.toContain("sesame");
    expect(JSON.stringify(here.troubles)).not.toContain("sesame");
  });
});

describe("a connection", () => {
  it("of an IPv6 address that begins with a colon is shown with a zero before it", () => {
    const here = office();
    const id = here.connect("::1");
    enter(here, id, "six");
    expect(here.last()).toMatchObject({ type: "ADDRESS", body: { address: "0::1" } });
    expect(here.say(id, "WHOIS six")).toContain(":irc.test 338 six six 0::1 :actually using host");
  });

  it("of IPv4 on a listener for both families is counted by its own address", () => {
    const here = office(false, { sessions: { ...governed.sessions, connectionsPerAddress: 1 } });
    const [one, other, third] = ["::ffff:192.0.2.1", "::ffff:192.0.2.2", "192.0.2.1"].map((from) => here.connect(from));
    here.settle();
    expect([one, other, third].map((id) => here.edge.isOpen(id as number))).toEqual([true, true, false]);
    enter(here, one as number, "mapped");
    expect(here.last()).toMatchObject({ type: "ADDRESS", body: { address: "192.0.2.1" } });
  });

  it("that speaks HTTP is ended at its first line, and what follows is no command", () => {
    const here = office();
    for (const line of ["GET / HTTP/1.1", "POST /x HTTP/1.0", "CONNECT irc.test:6667 HTTP/1.1"]) {
      const id = here.connect();
      here.feed(id, `${line}\r\nHost: irc.test\r\n\r\nNICK page\r\nUSER u 0 * :Page\r\nJOIN #c\r\n`);
      here.settle();
      expect(here.lines(id).join("\n")).toBe("ERROR :Closing link: 192.0.2.1 (HTTP is not spoken here)");
      expect(here.edge.isOpen(id)).toBe(false);
    }
    expect(here.events().map(({ type }) => type)).toEqual(["OPEN"]);
  });
});
