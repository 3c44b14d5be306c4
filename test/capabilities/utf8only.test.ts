import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

it("UTF8ONLY: a line that is not UTF-8 is refused with a word, and nobody is told it", () => {
  const here = new Stage();
  here.enter("with", "standard-replies");
  here.enter("without");
  here.enter("reader");
  here.take();
  const latin1 = Buffer.from("PRIVMSG #c :caf\xe9\r\n", "latin1");
  for (const nick of ["with", "without"]) here.feed(nick, latin1);
  here.world.settle();
  const text = "Your line was not UTF-8 and was not accepted";
  expect(here.take()).toEqual({
    with: [`:irc.test FAIL * INVALID_UTF8 :${text}`],
    without: [`:irc.test NOTICE without :*** ${text} (INVALID_UTF8)`],
    reader: [],
  });
  expect(here.say("with", "PRIVMSG #c :café").reader).toEqual([`:${who("with")} PRIVMSG #c :café`]);
});

it("UTF8ONLY: what must be cut is cut between characters", () => {
  const here = new Stage();
  here.enter("with");
  here.enter("reader");
  const told = here.say("with", `PRIVMSG #c :a${"é".repeat(240)}`).reader?.[0] ?? "";
  expect(told).toMatch(/^[^\ufffd]*é$/);
});

it("UTF8ONLY: ISUPPORT says so", () => {
  const here = new Stage();
  here.open("new");
  expect(here.say("new", "NICK new", "USER u 0 * :Real").new?.join("\n")).toMatch(/ 005 .* UTF8ONLY[ :]/);
});
