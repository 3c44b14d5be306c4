import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

it("batch: lines that answer one command are marked as belonging together", () => {
  const here = new Stage();
  here.enter("with", "batch", "labeled-response");
  here.enter("without", "labeled-response");
  expect(here.say("with", "@label=x JOIN #d").with).toEqual([
    "@label=x :irc.test BATCH +1 labeled-response",
    `@batch=1 :${who("with")} JOIN #d`,
    "@batch=1 :irc.test 353 with = #d :@with",
    "@batch=1 :irc.test 366 with #d :End of /NAMES list",
    ":irc.test BATCH -1",
  ]);
  expect(here.say("without", "@label=x JOIN #e").without).toEqual([
    `:${who("without")} JOIN #e`,
    ":irc.test 353 without = #e :@without",
    ":irc.test 366 without #e :End of /NAMES list",
  ]);
});

it("batch: no two batches of a connection bear one name", () => {
  const here = new Stage();
  here.enter("with", "batch", "labeled-response");
  const names = ["a", "b"].map((label) => here.say("with", `@label=${label} NAMES #c`).with?.at(-1));
  expect(new Set(names).size).toBe(2);
});

it("batch: a batch that a client names and nobody knows changes nothing", () => {
  const here = new Stage();
  here.enter("with", "batch", "message-tags");
  here.enter("without");
  const told = here.say("without", "@batch=unknown PRIVMSG #c :hello", "BATCH -unknown");
  expect(told.with).toEqual([`@msgid=${here.lastId("PRIVMSG")} :${who("without")} PRIVMSG #c :hello`]);
  expect(told.without).toEqual([":irc.test 421 without BATCH :Unknown command"]);
});
