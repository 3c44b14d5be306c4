import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

function stage() {
  const here = new Stage();
  here.enter("alice");
  here.enter("with", "chghost");
  here.enter("without");
  here.connect("oper");
  return here;
}

it("chghost: CHGHOST with it; without it the user goes, comes back, and has their status again", () => {
  expect(stage().changeHost("alice", "~new", "home.example")).toEqual({
    with: [`:${who("alice")} CHGHOST ~new home.example`],
    without: [`:${who("alice")} QUIT :Changing host`, ":alice!~new@home.example JOIN #c", ":irc.test MODE #c +o alice"],
    alice: [":irc.test 396 alice home.example :is now your visible host"],
    oper: [],
  });
});

it("chghost: one who has it is told of one's own host", () => {
  const told = stage().changeHost("with", "~u", "home.example");
  expect(told.with).toEqual([`:${who("with")} CHGHOST ~u home.example`]);
  expect(told.alice).toEqual([`:${who("with")} QUIT :Changing host`, ":with!~u@home.example JOIN #c"]);
});

it("chghost: the QUIT is seen once, the JOIN in each channel that is shared", () => {
  const here = stage();
  for (const channel of ["#d", "#e"]) here.say("alice", `JOIN ${channel}`);
  here.say("without", "JOIN #d");
  expect(here.changeHost("alice", "~u", "home.example").without).toEqual([
    `:${who("alice")} QUIT :Changing host`,
    ":alice!~u@home.example JOIN #c",
    ":irc.test MODE #c +o alice",
    ":alice!~u@home.example JOIN #d",
    ":irc.test MODE #d +o alice",
  ]);
});

it("chghost: who comes back in this way and is away is said to be", () => {
  const here = stage();
  here.enter("attentive", "away-notify");
  here.say("alice", "AWAY :lunch");
  expect(here.changeHost("alice", "~u", "home.example").attentive?.at(-1)).toBe(":alice!~u@home.example AWAY :lunch");
});
