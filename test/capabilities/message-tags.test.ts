import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

function stage() {
  const here = new Stage();
  here.enter("with", "message-tags");
  here.enter("without");
  here.enter("alice", "message-tags");
  return here;
}

it("message-tags: what clients add is passed on with it, and the message alone without it", () => {
  const here = stage();
  for (const verb of ["PRIVMSG", "NOTICE"]) {
    const told = here.say("alice", `@+example.org/a=b;+flag ${verb} #c :hello`);
    expect(told).toEqual({
      with: [`@msgid=${here.lastId(verb)};+example.org/a=b;+flag :${who("alice")} ${verb} #c :hello`],
      without: [`:${who("alice")} ${verb} #c :hello`],
      alice: [],
    });
  }
});

it("message-tags: TAGMSG reaches those who can read it alone, in channels and privately", () => {
  const here = stage();
  expect(here.say("alice", "@+typing=active TAGMSG #c")).toEqual({
    with: [`@msgid=${here.lastId("TAGMSG")};+typing=active :${who("alice")} TAGMSG #c`],
    without: [],
    alice: [],
  });
  expect(here.say("alice", "@+typing=done TAGMSG with,without")).toMatchObject({ without: [], alice: [] });
});

it("message-tags: TAGMSG follows the rules of the channel", () => {
  const here = stage();
  here.say("with", "MODE #c +m");
  expect(here.say("alice", "@+typing=active TAGMSG #c")).toMatchObject({
    with: [],
    alice: [":irc.test 404 alice #c :Cannot send to channel"],
  });
  expect(here.say("alice", "@+a TAGMSG nobody").alice).toEqual([":irc.test 401 alice nobody :No such nick/channel"]);
});

it("message-tags: TAGMSG to those with a status", () => {
  const here = stage();
  here.say("with", "MODE #c +v alice");
  here.say("with", "MODE #c -o with");
  here.say("alice", "PART #c", "JOIN #c");
  expect(here.say("alice", "@+a TAGMSG @#c").with).toEqual([]);
});

it("message-tags: tags of the server's are not for clients to set, and tags of no form are passed over", () => {
  const here = stage();
  const told = here.say("alice", "@msgid=forged;time=1999-01-01T00:00:00.000Z;account=root;+ok=1;+;+a b PRIVMSG #c :x");
  expect(told.alice).toEqual([":irc.test 421 alice B :Unknown command"]);
  const sent = here.say("alice", "@msgid=forged;account=root;bot;+ok=1;=;+;+é=2;;+a=1;+a=2 PRIVMSG #c :x");
  expect(sent.with).toEqual([`@msgid=${here.lastId("PRIVMSG")};+ok=1;+a=2 :${who("alice")} PRIVMSG #c :x`]);
});

it("message-tags: escaped values come out as they went in", () => {
  const here = stage();
  const value = String.raw`raw+:=,escaped\:\s\\\r\n`;
  expect(here.say("alice", `@+example=${value} PRIVMSG #c :x`).with?.[0]).toContain(`;+example=${value} :alice!`);
});

it("message-tags: who did not negotiate them adds none", () => {
  const here = stage();
  expect(here.say("without", "@+a=b PRIVMSG #c :x").with).toEqual([
    `@msgid=${here.lastId("PRIVMSG")} :${who("without")} PRIVMSG #c :x`,
  ]);
  expect(here.say("without", "@+a=b TAGMSG #c")).toEqual({ with: [], without: [], alice: [] });
});

it("message-tags: 4094 bytes of tags beside 510 of the line are taken and delivered within 8191", () => {
  const here = stage();
  const data = `+a=${"é".repeat(2045)}b`;
  expect(Buffer.byteLength(data)).toBe(4094);
  const told = here.say("alice", `@${data} PRIVMSG #c :${"x".repeat(400)}`);
  expect(told.with?.[0]).toContain(data);
  expect(Buffer.byteLength(told.with?.[0]?.split(" ", 1)[0] ?? "")).toBeLessThanOrEqual(4094 + 512);
  expect(told.without?.[0]).toBe(`:${who("alice")} PRIVMSG #c :${"x".repeat(400)}`);
});

it("message-tags: a byte more is 417, and nothing is delivered or recorded", () => {
  const here = stage();
  const before = here.world.log.lastPosition();
  const data = `+a=${"é".repeat(2046)}`;
  expect(Buffer.byteLength(data)).toBe(4095);
  for (const line of [`@${data} PRIVMSG #c :x`, `@${data} TAGMSG #c`, `@${"x".repeat(9000)} PRIVMSG #c :x`]) {
    expect(here.say("alice", line)).toEqual({
      with: [],
      without: [],
      alice: [":irc.test 417 alice :Input line was too long"],
    });
  }
  expect(here.world.log.lastPosition()).toBe(before);
});

it("message-tags: TAGMSG without a tag to pass on does nothing", () => {
  const here = stage();
  expect(here.say("alice", "TAGMSG #c", "@unknown TAGMSG #c")).toEqual({ with: [], without: [], alice: [] });
  expect(here.say("alice", "TAGMSG").alice).toEqual([":irc.test 461 alice TAGMSG :Not enough parameters"]);
});
