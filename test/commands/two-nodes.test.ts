// Commands across real nodes that are linked: what each side is told, and what is on record on both.
import { describe, expect, it } from "vitest";
import { check } from "../../src/audit/check/check.ts";
import { digestOf } from "../../src/audit/digest.ts";
import { History } from "../../src/audit/history.ts";
import { textOf } from "../../src/audit/passage-text.ts";
import { stateAt } from "../../src/audit/state-at.ts";
import { LinkedNodes } from "../support/linked-nodes.ts";

const HOST = "~u@192.0.2.1";
const pair = () => new LinkedNodes(["ab"]).connect("a", "alice", "JOIN #c").connect("b", "bob", "JOIN #c");

describe("two linked nodes", () => {
  it("show each other's users in NAMES, WHO, WHOIS, LUSERS, LINKS and MAP", () => {
    const world = pair();
    expect(world.say("bob", "NAMES #c")[0]).toMatch(/ = #c :(@alice bob|bob @alice)$/);
    expect(world.say("bob", "WHO alice")[0]).toBe(`:irc.b 352 bob * ~u 192.0.2.1 irc.a alice H :1 Real alice`);
    expect(world.say("bob", "WHOIS alice")).toContain(":irc.b 312 bob alice irc.a :hansard-virtual");
    expect(world.say("bob", "LUSERS")[0]).toBe(":irc.b 251 bob :There are 2 users and 0 invisible on 2 servers");
    expect(world.say("bob", "LINKS")).toEqual([
      ":irc.b 364 bob irc.b irc.b :0 the node b",
      ":irc.b 364 bob irc.a irc.b :1 hansard-virtual",
      ":irc.b 365 bob * :End of /LINKS list",
    ]);
    expect(world.say("alice", "MAP").slice(0, 2)).toEqual([
      ":irc.a 006 alice :irc.a (1AA) 1 users",
      ":irc.a 006 alice :`- irc.b (2BB) 1 users",
    ]);
  });

  it("carry PRIVMSG to channels and people, NOTICE, AWAY and its answer", () => {
    const world = pair();
    world.say("alice", "PRIVMSG #c :to all");
    expect(world.lines("bob")).toEqual([`:alice!${HOST} PRIVMSG #c :to all`]);
    world.say("alice", "PRIVMSG bob :to you");
    expect(world.lines("bob")).toEqual([`:alice!${HOST} PRIVMSG bob :to you`]);
    world.say("bob", "AWAY :tea");
    expect(world.say("alice", "PRIVMSG bob :still?")).toEqual([":irc.a 301 alice bob :tea"]);
  });

  it("carry KICK, INVITE, MODE and TOPIC with who did it", () => {
    const world = pair().connect("b", "carol");
    world.say("alice", "MODE #c +v bob");
    expect(world.lines("bob")).toEqual([`:alice!${HOST} MODE #c +v bob`]);
    world.say("alice", "TOPIC #c :news");
    expect(world.lines("bob")).toEqual([`:alice!${HOST} TOPIC #c :news`]);
    world.say("alice", "INVITE carol #c");
    expect(world.lines("carol")).toEqual([`:alice!${HOST} INVITE carol #c`]);
    world.say("alice", "KICK #c bob :out");
    expect(world.lines("bob")).toEqual([`:alice!${HOST} KICK #c bob :out`]);
    expect(world.say("bob", "PART #c")).toEqual([":irc.b 442 bob #c :You're not on that channel"]);
  });

  it("tell MONITOR of those who come and go elsewhere", () => {
    const world = pair();
    expect(world.say("bob", "MONITOR + carol")).toEqual([":irc.b 731 bob :carol"]);
    world.connect("a", "carol");
    expect(world.say("bob", "MONITOR S")).toEqual([`:irc.b 730 bob :carol!${HOST}`]);
    world.say("carol", "QUIT");
    expect(world.lines("bob")).toContain(":irc.b 731 bob :carol");
  });

  it("end a user of the other node with KILL, and tell them who did it", async () => {
    const world = pair();
    await world.operator("alice");
    world.say("alice", "KILL bob :enough");
    const told = world.lines("bob");
    expect(told[0]).toBe(`:alice!${HOST} KILL bob :enough`);
    expect(told.at(-1)).toBe("ERROR :Closing link: 192.0.2.1 (Killed (alice (enough)))");
    expect(world.say("alice", "WHOIS bob")[0]).toBe(":irc.a 401 alice bob :No such nick/channel");
  });

  it("hold a KLINE on both: who matches elsewhere is sent away, and not let in again", async () => {
    const world = pair();
    await world.operator("alice");
    const id = world.node("b").connect("198.51.100.7");
    world.node("b").feed(id, "NICK mallory\r\nUSER m 0 * :M\r\n");
    world.pass(1000);
    world.say("alice", "KLINE *@198.51.100.7 :spam");
    expect(world.node("b").lines(id).at(-1)).toMatch(/^ERROR .*K-lined: spam/);
    const again = world.node("b").connect("198.51.100.7");
    world.node("b").feed(again, "NICK mallory\r\nUSER m 0 * :M\r\n");
    world.pass(1000);
    expect(
      world
        .node("b")
        .lines(again)
        .some((line) => / 465 /.test(line)),
    ).toBe(true);
  });

  it("carry WALLOPS to those with +w on all nodes", async () => {
    const world = pair();
    world.say("bob", "MODE bob +w");
    await world.operator("alice");
    world.say("alice", "WALLOPS :soon");
    expect(world.lines("bob")).toEqual([`:alice!${HOST} WALLOPS :soon`]);
  });
});

describe("a split", () => {
  it("shows QUIT once after the grace; then nothing reaches those beyond it, and their nicks are free", () => {
    const world = pair().cut("a", "b");
    expect(world.lines("alice").filter((line) => line.startsWith(`:bob!${HOST} QUIT`))).toHaveLength(1);
    expect(world.say("alice", "PRIVMSG bob :there?")).toEqual([":irc.a 401 alice bob :No such nick/channel"]);
    expect(world.say("alice", "KICK #c bob")).toEqual([":irc.a 401 alice bob :No such nick/channel"]);
    expect(world.say("alice", "LUSERS")[0]).toContain("There are 1 users and 0 invisible on 1 servers");
    expect(world.say("alice", "NAMES #c")[0]).toMatch(/ = #c :@alice$/);
    expect(world.say("alice", "LINKS")).toHaveLength(2);
  });

  it("healed within the grace shows nothing to anybody", () => {
    const world = pair();
    world.heard();
    world.cut("a", "b", 2000).mend("a", "b");
    expect(world.lines("alice")).toEqual([]);
    expect(world.lines("bob")).toEqual([]);
  });

  it("healed after it shows JOIN once, with nothing that was said meanwhile, and one state holds", () => {
    const world = pair().cut("a", "b");
    world.say("bob", "PRIVMSG #c :alone");
    world.say("alice", "TOPIC #c :split");
    world.heard();
    world.mend("a", "b");
    const alice = world.lines("alice");
    expect(alice.filter((line) => line.includes(" JOIN "))).toEqual([`:bob!${HOST} JOIN #c`]);
    expect(alice.join()).not.toContain("alone");
    expect(world.say("bob", "TOPIC #c")[0]).toBe(":irc.b 332 bob #c :split");
  });

  it("is told as netsplit and netjoin to those who know batches", () => {
    const world = pair().connect("b", "bill", "JOIN #c").connect("a", "anna", "CAP REQ :batch server-time", "JOIN #c");
    const shown = (nick: string) => world.lines(nick).map((line) => line.replace(/time=[^ ;]+/, "time=now"));
    world.cut("a", "b");
    const [first = "", ...rest] = shown("anna");
    const split = /^@time=now :irc\.a BATCH \+(\S+) netsplit irc\.a irc\.b$/.exec(first)?.[1];
    expect(rest).toEqual([
      `@batch=${split};time=now :bob!${HOST} QUIT :irc.a irc.b`,
      `@batch=${split};time=now :bill!${HOST} QUIT :irc.a irc.b`,
      `@time=now :irc.a BATCH -${split}`,
    ]);
    expect(world.lines("alice").filter((line) => line.includes("BATCH"))).toEqual([]);
    world.mend("a", "b");
    const [again = "", ...joins] = shown("anna");
    const join = /^@time=now :irc\.a BATCH \+(\S+) netjoin irc\.a irc\.b$/.exec(again)?.[1];
    expect(joins).toEqual([
      `@batch=${join};time=now :bob!${HOST} JOIN #c`,
      `@batch=${join};time=now :bill!${HOST} JOIN #c`,
      `@time=now :irc.a BATCH -${join}`,
    ]);
  });

  it("renames the later of two bearers of a nick to their UID, by which they can be asked for until they choose", () => {
    const world = pair().cut("a", "b");
    world.connect("a", "dave").connect("b", "dora");
    world.say("dora", "NICK dave");
    world.heard();
    world.mend("a", "b");
    const renamed = world.lines("dora").find((line) => line.includes(" NICK "));
    const uid = /^:dave!\S+ NICK :?(2BB[A-Z0-9]{6})$/.exec(renamed ?? "")?.[1] ?? "";
    expect(uid).not.toBe("");
    expect(world.say("alice", `WHOIS ${uid}`)[0]).toBe(`:irc.a 311 alice ${uid} ~u 192.0.2.1 * :Real dora`);
    expect(world.say("alice", "WHOIS dave")[0]).toContain("Real dave");
    expect(world.say("alice", `PRIVMSG ${uid} :hello`)).toEqual([]);
    expect(world.lines("dora")).toEqual([`:alice!${HOST} PRIVMSG ${uid} :hello`]);
    world.say("dora", "NICK dora");
    expect(world.say("alice", "WHOIS dora")[0]).toContain("Real dora");
  });

  it("leaves one record: the same in total order and by digest on both nodes, and sound", () => {
    const world = pair().cut("a", "b");
    world.say("alice", "MODE #c +m");
    world.say("bob", "NICK robert");
    world.mend("a", "b");
    world.pass(5000);
    const total = (letter: string) => [...new History(world.log(letter)).walk("total", () => true)].map(textOf);
    const digest = (letter: string) => {
      const log = world.log(letter);
      return digestOf(stateAt(log, { kind: "position", position: log.lastPosition() }));
    };
    expect(total("a")).toEqual(total("b"));
    expect(total("a").length).toBeGreaterThan(10);
    expect(digest("a")).toBe(digest("b"));
    for (const letter of ["a", "b"]) expect(check(world.log(letter)).finding).toBeUndefined();
  });
});

describe("what was done beyond a split", () => {
  const acts = (lines: readonly string[]) => lines.filter((line) => / (JOIN|MODE|TOPIC|KICK) /.test(line));
  const back = [`:alice!${HOST} JOIN #c`, ":irc.b MODE #c +o alice"];

  it("is told once its actor is shown again, under their nick", () => {
    const world = pair().cut("a", "b");
    world.say("alice", "TOPIC #c :split");
    world.heard();
    world.mend("a", "b");
    expect(acts(world.lines("bob"))).toEqual([...back, `:alice!${HOST} TOPIC #c :split`]);
  });

  it("is told so by a merge as well", () => {
    const world = pair().cut("a", "b");
    world.connect("a", "anna", "JOIN #c", ...Array.from({ length: 600 }, (_, at) => `PRIVMSG #c :alone ${at}`));
    world.say("alice", "TOPIC #c :split");
    world.heard();
    world.mend("a", "b");
    expect(world.node("b").node.whole.fold.figures().merges).toBe(1);
    const [first, second, ...rest] = acts(world.lines("bob"));
    expect([first, second]).toEqual([back[0], `:anna!${HOST} JOIN #c`]);
    expect(rest).toEqual([back[1], `:alice!${HOST} TOPIC #c :split`]);
  });

  it("bears the nick that its actor claims where they stay out of reach, and their UID where another bears it", () => {
    const world = new LinkedNodes(["ab", "bc"]).connect("a", "alice", "JOIN #c").connect("a", "anna", "JOIN #d");
    world.connect("c", "carol", "JOIN #c", "JOIN #d").cut("b", "c");
    world.say("carol", "NICK anna");
    world.say("alice", "TOPIC #c :one");
    world.say("anna", "TOPIC #d :two");
    world.cut("a", "b");
    world.heard();
    world.mend("b", "c");
    expect(acts(world.lines("carol"))).toEqual([`:alice!${HOST} TOPIC #c :one`, `:1AAA00001!${HOST} TOPIC #d :two`]);
  });
});

describe("GONE", () => {
  it("ends the users of a node for good, and frees their nicks and channels everywhere", async () => {
    const world = new LinkedNodes(["ab", "bc"]).connect("a", "alice", "JOIN #c");
    world.connect("b", "bob", "JOIN #c").connect("c", "carol", "JOIN #d");
    await world.operator("alice");
    world.cut("b", "c");
    expect(world.say("alice", "GONE irc.b")[0]).toContain("irc.b is linked");
    expect(world.say("alice", "GONE irc.c")).toContain(":irc.a NOTICE alice :Given up: irc.c (3CC)");
    expect(world.say("bob", "JOIN #d")).toContain(`:irc.b 353 bob = #d :@bob`);
    expect(world.say("bob", "NICK carol")).toEqual([`:bob!${HOST} NICK carol`]);
    expect(world.say("alice", "GONE irc.c")).toEqual([":irc.a 402 alice irc.c :No such server"]);
  });
});
