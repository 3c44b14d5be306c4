import { expect, it } from "vitest";
import { Stage } from "./stage.ts";

it("standard-replies: FAIL with it, a notice that says the same without it", () => {
  const here = new Stage();
  here.enter("with", "standard-replies");
  here.enter("without");
  const text = "The realname must have 1 to 150 bytes";
  expect(here.say("with", "SETNAME :").with).toEqual([`:irc.test FAIL SETNAME INVALID_REALNAME :${text}`]);
  expect(here.say("without", "SETNAME :").without).toEqual([
    `:irc.test NOTICE without :*** SETNAME: ${text} (INVALID_REALNAME)`,
  ]);
});

it("standard-replies: a failure of no command is about *", () => {
  const here = new Stage();
  here.enter("with", "standard-replies");
  here.enter("without");
  for (const nick of ["with", "without"]) here.feed(nick, Buffer.from("PRIVMSG #c :a\0b\r\n", "latin1"));
  here.world.settle();
  const told = here.take();
  expect(told.with?.at(-1)).toBe(":irc.test FAIL * INVALID_LINE :Your line held a NUL character and was not accepted");
  expect(told.without?.at(-1)).toBe(
    ":irc.test NOTICE without :*** Your line held a NUL character and was not accepted (INVALID_LINE)",
  );
});

it("standard-replies: numerics stay numerics", () => {
  const here = new Stage();
  here.enter("with", "standard-replies");
  expect(here.say("with", "JOIN c").with).toEqual([":irc.test 403 with c :No such channel"]);
});
