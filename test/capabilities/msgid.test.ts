import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

function stage() {
  const here = new Stage();
  here.enter("with", "message-tags");
  here.enter("tags", "message-tags", "server-time", "echo-message");
  here.enter("without");
  return here;
}

it("msgid: the event's id, the same for everybody, and nothing without message-tags", () => {
  const here = stage();
  const told = here.say("without", "PRIVMSG #c :hello");
  const id = here.lastId("PRIVMSG");
  expect(id).toMatch(/^1HS\.[a-z0-9]+-\d+$/);
  expect(told.with).toEqual([`@msgid=${id} :${who("without")} PRIVMSG #c :hello`]);
  expect(told.tags?.[0]).toContain(`;msgid=${id} :`);
  expect(told.without).toEqual([]);
  expect(here.say("with", "PRIVMSG #c :hello").without).toEqual([`:${who("with")} PRIVMSG #c :hello`]);
});

it("msgid: the echo bears the id that others read", () => {
  const here = stage();
  const id = (line = "") => /msgid=([^; ]+)/.exec(line)?.[1];
  const told = here.say("tags", "PRIVMSG #c :hello");
  expect(id(told.tags?.[0])).toBe(id(told.with?.[0]));
});

it("msgid: what is no message has one too", () => {
  const here = stage();
  expect(here.say("with", "TOPIC #c :tea").with).toEqual([
    `@msgid=${here.lastId("TOPIC")} :${who("with")} TOPIC #c :tea`,
  ]);
});

it("msgid: an event told in several lines gives its id to the first alone", () => {
  const here = stage();
  const masks = ["a", "b", "c", "d"].map((letter) => `${letter.repeat(30)}!*@${letter.repeat(87)}`);
  const told = here.say("with", `MODE #c +bbbb ${masks.join(" ")}`).with ?? [];
  expect(told.length).toBeGreaterThan(1);
  expect(told.filter((line) => line.startsWith(`@msgid=${here.lastId("MODE")} `))).toHaveLength(1);
  expect(told.filter((line) => line.includes("msgid="))).toHaveLength(1);
});

it("msgid: a private message that is not recorded has none", () => {
  const here = new Stage({ record: { private: "none", durability: "os", snapshotEvents: 50_000, walBytes: 1 << 26 } });
  here.enter("with", "message-tags");
  here.enter("without");
  expect(here.say("without", "PRIVMSG with :psst").with).toEqual([`:${who("without")} PRIVMSG with :psst`]);
});
