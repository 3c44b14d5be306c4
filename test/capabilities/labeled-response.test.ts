import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

function stage() {
  const here = new Stage();
  here.enter("with", "batch", "labeled-response");
  here.enter("without", "batch");
  return here;
}

it("labeled-response: one line of an answer bears the label; without the capability there is no label", () => {
  const here = stage();
  expect(here.say("with", "@label=abc PING x").with).toEqual(["@label=abc :irc.test PONG irc.test :x"]);
  expect(here.say("without", "@label=abc PING x").without).toEqual([":irc.test PONG irc.test :x"]);
});

it("labeled-response: what brings no answer is acknowledged, and others see no label", () => {
  const here = stage();
  expect(here.say("with", "@label=abc PRIVMSG #c :hello")).toEqual({
    with: ["@label=abc :irc.test ACK"],
    without: [`:${who("with")} PRIVMSG #c :hello`],
  });
  expect(here.say("without", "@label=abc PRIVMSG #c :hello")).toEqual({
    with: [`:${who("without")} PRIVMSG #c :hello`],
    without: [],
  });
});

it("labeled-response: several lines come as one batch", () => {
  const told = stage().say("with", "@label=abc WHO #c").with ?? [];
  expect(told[0]).toMatch(/^@label=abc :irc\.test BATCH \+\w+ labeled-response$/);
  const batch = /\+(\w+)/.exec(told[0] ?? "")?.[1];
  for (const line of told.slice(1, -1)) expect(line.startsWith(`@batch=${batch} :`)).toBe(true);
  expect(told.at(-1)).toBe(`:irc.test BATCH -${batch}`);
  expect(told).toHaveLength(5);
});

it.each([
  ["an unknown command", "NOSUCH", "421 with NOSUCH :Unknown command"],
  ["too few parameters", "JOIN", "461 with JOIN :Not enough parameters"],
  ["a refusal", "JOIN x", "403 with x :No such channel"],
  [
    "a standard reply",
    "SETNAME :",
    "NOTICE with :*** SETNAME: The realname must have 1 to 150 bytes (INVALID_REALNAME)",
  ],
  ["a command for operators", "REHASH", "481 with :Permission Denied- You're not an IRC operator"],
  ["CAP", "CAP LIST", "CAP with LIST :batch labeled-response"],
])("labeled-response: %s answers under the label", (_what, line, answer) => {
  expect(stage().say("with", `@label=abc ${line}`).with).toEqual([`@label=abc :irc.test ${answer}`]);
});

it("labeled-response: every command of the program answers a label exactly once", async () => {
  const here = stage();
  for (const { verb, prepare } of here.commands.filter((each) => each.verb !== "QUIT")) {
    for (const parameters of ["", " with", " #c", " #c with :x", " with #new :x"]) {
      const line = `${verb}${parameters}`;
      const told = [...(here.say("with", `@label=abc ${line}`).with ?? [])];
      while (prepare && told.length === 0) told.push(...((await here.wait()).with ?? []));
      expect(told.filter((each) => each.startsWith("@label=abc ")).length, line).toBe(1);
      const apart = told.filter((each) => !/^(@label=abc|@batch=\w+|:irc\.test BATCH -\w+$)/.test(each));
      // A message to oneself is no part of the answer.
      for (const each of apart) expect(each, line).toMatch(/^:with!\S+ (PRIVMSG|NOTICE) with /);
    }
  }
  expect(here.say("with", "@label=end QUIT").with).toEqual([expect.stringMatching(/^@label=end (:irc\.test )?ERROR /)]);
});

it("labeled-response: what takes its time is answered once, under its label, before what was sent after it", async () => {
  const here = stage();
  expect(here.say("with", "@label=slow OPER nobody secret", "@label=after PING x").with).toEqual([]);
  const told: string[] = [];
  while (told.length < 2) told.push(...((await here.wait()).with ?? []));
  expect(told).toEqual([
    "@label=slow :irc.test 491 with :No O-lines for your host",
    "@label=after :irc.test PONG irc.test :x",
  ]);
});

it("labeled-response: the echo bears the label, the message to oneself does not", () => {
  const here = stage();
  here.say("with", "CAP REQ :echo-message");
  const line = `:${who("with")} PRIVMSG with :me`;
  expect([...(here.say("with", "@label=abc PRIVMSG with :me").with ?? [])].sort()).toEqual(
    [line, `@label=abc ${line}`].sort(),
  );
  expect(here.say("with", "@label=abc PRIVMSG #c :all").with).toEqual([`@label=abc :${who("with")} PRIVMSG #c :all`]);
  here.say("with", "CAP REQ :-echo-message");
  expect(here.say("with", "@label=abc PRIVMSG with :me").with).toEqual([line, "@label=abc :irc.test ACK"]);
});

it("labeled-response: several targets come as one batch", () => {
  const told = stage().say("with", "@label=abc JOIN #x,#y").with ?? [];
  expect(told.filter((line) => line.startsWith("@label="))).toHaveLength(1);
  expect(told.filter((line) => line.includes(" JOIN #"))).toHaveLength(2);
  expect(told.at(-1)).toMatch(/^:irc\.test BATCH -/);
});

it("labeled-response: a label of 64 bytes is taken; a longer one, an empty one or none is as if not there", () => {
  const here = stage();
  const answer = ":irc.test PONG irc.test :x";
  const most = "é".repeat(32);
  expect(here.say("with", `@label=${most} PING x`).with).toEqual([`@label=${most} ${answer}`]);
  for (const tags of [`label=${most}a`, "label=", "label", "+label=a", "labelled=a"]) {
    expect(here.say("with", `@${tags} PING x`).with).toEqual([answer]);
  }
});

it("labeled-response: of two labels the last counts, and escapes come back as escapes", () => {
  const here = stage();
  expect(here.say("with", "@label=a;label=b PING x").with?.[0]).toMatch(/^@label=b :/);
  expect(here.say("with", String.raw`@label=a\:b\sc\\ PING x`).with?.[0]).toMatch(/^@label=a\\:b\\sc\\\\ :/);
});

it("labeled-response: while registering too, with all of the welcome in the batch", () => {
  const here = new Stage();
  here.open("new");
  here.say("new", "CAP REQ :batch labeled-response", "NICK new", "USER u 0 * :Real");
  const told = here.say("new", "@label=abc CAP END").new ?? [];
  expect(told[0]).toMatch(/^@label=abc :irc\.test BATCH \+/);
  expect(told[1]).toMatch(/^@batch=\w+ :irc\.test 001 new :/);
  expect(told.at(-1)).toMatch(/^:irc\.test BATCH -/);
});

it("labeled-response: what others do in the same turn is not in the batch", () => {
  const here = stage();
  here.take();
  here.feed("without", "PRIVMSG #c :before\r\n");
  here.feed("with", "@label=abc NAMES #c\r\n");
  here.feed("without", "PRIVMSG #c :after\r\n");
  here.world.settle();
  const told = here.take().with ?? [];
  expect(told[0]).toBe(`:${who("without")} PRIVMSG #c :before`);
  expect(told.at(-1)).toBe(`:${who("without")} PRIVMSG #c :after`);
});
