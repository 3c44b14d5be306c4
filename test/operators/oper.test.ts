import { describe, expect, it } from "vitest";
import { governed, notice, numeric, Office } from "./office.ts";

const fail = (nick: string, text: string) => `:irc.test NOTICE ${nick} :*** ${text}`;

describe("OPER", () => {
  it("makes an operator, on record, and tells of it", async () => {
    const node = new Office();
    const watcher = await node.operator("watcher");
    node.say(watcher, "MODE watcher +s");
    const id = node.user("alice");
    node.lines(watcher);
    expect(await node.ask(id, "OPER janitor janitor-pass")).toEqual([
      ":alice MODE alice :+o",
      numeric("381", "alice", ":You are now an IRC operator"),
    ]);
    expect(node.last()).toMatchObject({ type: "OPER", body: { name: "janitor", privileges: "ban kill" } });
    expect(node.lines(watcher)).toEqual([
      notice("watcher", "alice!~u@192.0.2.1 is now an operator as janitor (ban kill)"),
    ]);
  });

  it("leaves no trace of a wrong password but a notice and 464", async () => {
    const node = new Office();
    const watcher = await node.operator("watcher");
    node.say(watcher, "MODE watcher +s");
    const id = node.user("alice");
    node.lines(watcher);
    const before = node.events().length;
    expect(await node.ask(id, "OPER root sesame")).toEqual([numeric("464", "alice", ":Password incorrect")]);
    expect(node.events()).toHaveLength(before);
    expect(node.lines(watcher)).toEqual([
      notice("watcher", "Failed OPER by alice!~u@192.0.2.1: wrong password for root"),
    ]);
  });

  it("answers 491 for a name that is not there, a wrong host and a connection without TLS, and hashes nothing", async () => {
    const node = new Office();
    const { count } = node.hashed;
    for (const [at, name] of ["sesame", "inside", "secure"].entries()) {
      const id = node.user(`u${at}`, `192.0.2.${at + 1}`);
      expect(await node.ask(id, `OPER ${name} ${name}-pass`)).toEqual([
        numeric("491", `u${at}`, ":No O-lines for your host"),
      ]);
    }
    expect(node.hashed.count).toBe(count);
    const near = node.user("near", "10.1.2.3");
    expect(await node.ask(near, "OPER inside inside-pass")).toContain(
      numeric("381", "near", ":You are now an IRC operator"),
    );
  });

  it("does not repeat a name that is not configured: it may be the password", async () => {
    const node = new Office();
    const watcher = await node.operator("watcher");
    node.say(watcher, "MODE watcher +s");
    const id = node.user("alice");
    await node.ask(id, "OPER sesame root");
    expect(node.lines(watcher).join("\n")).not.toContain("sesame");
    expect(JSON.stringify(node.log.read(0, 1000))).not.toContain("sesame");
  });

  it("is asked for both words, and by registered users only", async () => {
    const node = new Office();
    expect(await node.ask(node.user("alice"), "OPER root")).toEqual([
      numeric("461", "alice", "OPER :Not enough parameters"),
    ]);
    expect(await node.ask(node.connect(), "OPER root root-pass")).toEqual([
      numeric("451", "*", ":You have not registered"),
    ]);
    expect(node.hashed.count).toBe(0);
  });

  it("is given up with MODE -o, and what came with it", async () => {
    const node = new Office();
    const id = await node.operator("alice");
    node.say(id, "MODE alice +sw");
    expect(node.say(id, "MODE alice -o")).toEqual([":alice MODE alice :-os"]);
    expect(node.say(id, "WALLOPS :hello")).toEqual([
      numeric("481", "alice", ":Permission Denied- You're not an IRC operator"),
    ]);
    expect(node.say(id, "MODE alice +s")).toEqual([]);
  });

  it("keeps a client's next lines behind the proof, in their order", async () => {
    const node = new Office();
    const id = node.user("alice");
    node.feed(id, "OPER root root-pass\r\nMODE alice +s\r\nPING :after\r\n");
    await node.waited();
    expect(node.lines(id).map((line) => line.split(" ")[1])).toEqual(["MODE", "381", "MODE", "PONG"]);
  });
});

describe("wrong passwords", () => {
  it("are slowed by connection and by address, and let in again after a minute", async () => {
    const node = new Office();
    const watcher = await node.operator("watcher");
    node.say(watcher, "MODE watcher +s");
    const id = node.user("alice");
    node.lines(watcher);
    for (let at = 0; at < 3; at++) expect((await node.ask(id, "OPER root no")).join()).toContain(" 464 ");
    const slowed = fail("alice", "OPER: Too many attempts; wait a minute (TOO_MANY_ATTEMPTS)");
    expect(await node.ask(id, "OPER root root-pass")).toEqual([slowed]);
    expect(await node.ask(id, "OPER root root-pass")).toEqual([slowed]);
    const twin = node.user("twin");
    expect((await node.ask(twin, "OPER root root-pass")).join()).toContain("TOO_MANY_ATTEMPTS");
    const notices = node.lines(watcher).filter((line) => line.includes("Failed OPER"));
    expect(notices).toHaveLength(4);
    node.pass(60_000);
    node.lines(id);
    expect((await node.ask(id, "OPER root root-pass")).join()).toContain(" 381 ");
  });

  it("a thousand at once are hashed one after the other, few wait, and everybody else is served", async () => {
    const node = new Office({
      configuration: { ...governed, limits: { ...governed.limits, operAttemptsPerMinute: 60 } },
    });
    const other = node.user("other", "203.0.113.1");
    const attackers = Array.from({ length: 250 }, (_, at) => node.user(`a${at}`, `192.0.${at}.1`));
    for (const id of attackers) node.feed(id, "OPER root no\r\n".repeat(4));
    expect(node.say(other, "PING :x")).toEqual([":irc.test PONG irc.test :x"]);
    for (let round = 0; round < 20; round++) await node.waited();
    const told = attackers.map((id) => node.lines(id));
    for (const lines of told) expect(lines).toHaveLength(4);
    expect(node.hashed.most).toBe(1);
    expect(node.hashed.count).toBeLessThan(1000);
    expect(told.flat().every((line) => / 464 |TOO_MANY_ATTEMPTS/.test(line))).toBe(true);
  });
});
