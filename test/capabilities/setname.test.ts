import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

function stage() {
  const here = new Stage();
  here.enter("with", "setname", "standard-replies");
  here.enter("without", "standard-replies");
  return here;
}

it("setname: a change is told to those in one's channels and to oneself", () => {
  const here = stage();
  expect(here.say("without", "SETNAME :Bruce Wayne")).toEqual({
    with: [`:${who("without")} SETNAME :Bruce Wayne`],
    without: [],
  });
  expect(here.say("with", "SETNAME :Batman")).toEqual({ with: [`:${who("with")} SETNAME :Batman`], without: [] });
  expect(here.say("with", "WHO without").with?.[0]).toContain(" :0 Bruce Wayne");
});

it("setname: an empty realname, or one that is too long, is INVALID_REALNAME", () => {
  const here = stage();
  for (const realname of ["", "  ", "é".repeat(76)]) {
    expect(here.say("with", `SETNAME :${realname}`)).toEqual({
      with: [":irc.test FAIL SETNAME INVALID_REALNAME :The realname must have 1 to 150 bytes"],
      without: [],
    });
  }
  expect(here.say("with", `SETNAME :${"é".repeat(75)}`).with).toHaveLength(1);
  expect(here.say("with", "SETNAME").with).toEqual([":irc.test 461 with SETNAME :Not enough parameters"]);
});

it("setname: who is banned from a channel that they are in CANNOT_CHANGE_REALNAME", () => {
  const here = stage();
  here.say("with", "MODE #c +b without!*@*");
  expect(here.say("without", "SETNAME :shout").without).toEqual([
    ":irc.test FAIL SETNAME CANNOT_CHANGE_REALNAME " +
      ":You cannot change your realname while you are banned from a channel that you are in",
  ]);
  here.say("with", "MODE #c +v without");
  expect(here.say("without", "SETNAME :shout").with).toHaveLength(1);
});

it("setname: the realname that one has is no change", () => {
  expect(stage().say("with", "SETNAME :Real name")).toEqual({ with: [], without: [] });
});
