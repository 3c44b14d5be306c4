// Questions across nodes: what is told of users elsewhere, of servers, and of what is out of reach.
import { expect, it } from "vitest";
import { B, C, D, Linked, refused, row } from "./linked.ts";

const hidden = () => row().event(C, "UNLINK", undefined, { peer: B, reason: "cut" }).hide(C).hide(D);
const rest = (outcome: { readonly lines: readonly string[] }) =>
  outcome.lines.map((line) => line.replace(/^:irc\.a (\d+) alice /, "$1 "));

it("WHOIS of somebody elsewhere tells their server and its program, and no idle time", () => {
  expect(rest(row().say("alice", "WHOIS carol"))).toEqual(
    [
      "311 carol ~carol h * :Real carol",
      "319 carol :#c",
      "312 carol irc.c software-of-3CC",
      "318 carol :End of /WHOIS list",
    ].map((line) => line.replace("irc.c software", "irc.c :software")),
  );
});

it("WHOIS of somebody here tells idle and signon time, and what this server says of itself", () => {
  const told = rest(row().say("alice", "WHOIS alice"));
  expect(told).toContain("312 alice irc.a :the first");
  expect(told.some((line) => /^317 alice \d+ \d+ :/.test(line))).toBe(true);
});

it("WHOIS of a user out of reach is 401", () => {
  expect(rest(hidden().say("alice", "WHOIS carol"))).toEqual([
    "401 carol :No such nick/channel",
    "318 carol :End of /WHOIS list",
  ]);
});

it("WHO tells each one's server and how far it is", () => {
  expect(rest(row().say("alice", "WHO #c"))).toEqual([
    "352 #c ~alice h irc.a alice H@ :0 Real alice",
    "352 #c ~bob h irc.b bob H :1 Real bob",
    "352 #c ~carol h irc.c carol H :2 Real carol",
    "315 #c :End of WHO list",
  ]);
  expect(rest(row().say("alice", "WHO dave %snd"))).toEqual(["354 irc.d dave 3", "315 dave :End of WHO list"]);
});

it("WHO leaves out who is out of reach, in a channel, by mask and by nick", () => {
  expect(rest(hidden().say("alice", "WHO #c")).filter((line) => line.startsWith("352"))).toHaveLength(2);
  expect(rest(hidden().say("alice", "WHO *h*")).filter((line) => line.startsWith("352"))).toHaveLength(2);
  expect(rest(hidden().say("alice", "WHO carol"))).toEqual(["315 carol :End of WHO list"]);
});

it("WHO of a server lost a moment ago, whose users are still shown, is one hop", () => {
  const lost = row().event(D, "UNLINK", undefined, { peer: C, reason: "cut" });
  expect(rest(lost.say("alice", "WHO dave"))[0]).toBe("352 * ~dave h irc.d dave H :1 Real dave");
});

it("NAMES and LIST count those who are here, and pass over a channel where nobody is", () => {
  expect(rest(row().say("alice", "NAMES #c"))[0]).toBe("353 = #c :@alice bob carol");
  expect(rest(hidden().say("alice", "NAMES #c"))[0]).toBe("353 = #c :@alice bob");
  const apart = hidden().hide(B);
  expect(rest(apart.say("alice", "LIST"))).toEqual(["321 Channel :Users  Name", "322 #c 1 :", "323 :End of LIST"]);
  expect(rest(apart.say("alice", "LIST >1"))).toHaveLength(2);
  expect(rest(row().say("alice", "LIST >2"))[1]).toBe("322 #c 3 :");
});

it("LUSERS counts the users who are here, the servers in reach and the links of this one", () => {
  const world = row().event(D, "UMODE", row().id("dave"), { add: "i", remove: "" });
  expect(rest(world.say("alice", "LUSERS"))).toEqual([
    "251 :There are 3 users and 1 invisible on 4 servers",
    "254 2 :channels formed",
    "255 :I have 0 clients and 1 servers",
    "265 0 0 :Current local users 0, max 0",
    "266 4 4 :Current global users 4, max 4",
  ]);
  expect(rest(hidden().say("alice", "LUSERS"))[0]).toBe("251 :There are 2 users and 0 invisible on 2 servers");
});

it("LINKS lists each server in reach with the one before it on the way", () => {
  expect(rest(row().say("alice", "LINKS"))).toEqual([
    "364 irc.a irc.a :0 the first",
    "364 irc.b irc.a :1 software-of-2BB",
    "364 irc.c irc.b :2 software-of-3CC",
    "364 irc.d irc.c :3 software-of-4DD",
    "365 * :End of /LINKS list",
  ]);
  expect(rest(row().say("alice", "LINKS *.c"))).toEqual([
    "364 irc.c irc.b :2 software-of-3CC",
    "365 *.c :End of /LINKS list",
  ]);
  expect(rest(hidden().say("alice", "LINKS"))).toHaveLength(3);
});

it("LINKS and MAP go by the shortest way where there are cycles", () => {
  const ring = row().link("1AA.aaaaaa" as typeof B, D);
  expect(rest(ring.say("alice", "LINKS"))).toContain("364 irc.d irc.a :1 software-of-4DD");
  expect(rest(ring.say("alice", "MAP"))).toEqual([
    "006 :irc.a (1AA) 1 users",
    "006 :|- irc.b (2BB) 1 users",
    "006 :|  `- irc.c (3CC) 1 users",
    "006 :`- irc.d (4DD) 1 users",
    "007 :End of /MAP",
  ]);
});

it("a link that one end alone speaks of is none", () => {
  const half = new Linked()
    .event(B, "LINK", undefined, { peer: C, session: "s" })
    .user("1AA.aaaaaa" as typeof B, "alice");
  expect(rest(half.say("alice", "LINKS"))).toHaveLength(2);
});

it("VERSION of a server in reach is its program; of one out of reach 402", () => {
  expect(rest(row().say("alice", "VERSION irc.c"))).toEqual(["351 software-of-3CC irc.c :node 3CC"]);
  expect(rest(row().say("alice", "VERSION 4dd"))).toEqual(["351 software-of-4DD irc.d :node 4DD"]);
  expect(rest(hidden().say("alice", "VERSION irc.c"))).toEqual(["402 irc.c :No such server"]);
  expect(rest(row().say("alice", "VERSION irc.a"))[0]).toBe("351 own-software irc.a :the first");
});

it.each(["TIME", "ADMIN", "INFO", "MOTD", "STATS u"])("%s of another server is 402: it alone could answer", (asked) => {
  expect(rest(row().say("alice", `${asked} irc.b`))).toEqual(["402 irc.b :No such server"]);
});

it("ISON, USERHOST and MONITOR know those elsewhere and none out of reach", () => {
  expect(rest(row().say("alice", "ISON carol bob"))).toEqual(["303 :carol bob"]);
  expect(rest(hidden().say("alice", "ISON carol bob"))).toEqual(["303 :bob"]);
  expect(rest(hidden().say("alice", "USERHOST carol bob"))).toEqual(["302 :bob=+~bob@h"]);
  expect(rest(hidden().say("alice", "MONITOR + carol,bob"))).toEqual(["730 :bob!~bob@h", "731 :carol"]);
});

it("WHOWAS tells on which server somebody was", () => {
  const told = rest(row().does("carol", "QUIT", { reason: "" }).say("alice", "WHOWAS carol"));
  expect(told[1]).toMatch(/^312 carol irc\.c :2026-/);
});

it("a question about a user who bears no nick any more is answered by their UID in every reply", () => {
  const world = row().user(B, "eve", "#c").does("eve", "NICK", { nick: "dave" });
  expect(rest(world.say("alice", "NAMES #c"))[0]).toMatch(/ carol 2BBA0000[0-9A-Z]$/);
});

it("KILL of a server's name is 483, of any server", () => {
  refused(row().say("alice", "KILL irc.c :x"), ":irc.a 483 alice :You can't kill a server");
  refused(hidden().say("alice", "KILL irc.c :x"), ":irc.a 483 alice :You can't kill a server");
});
