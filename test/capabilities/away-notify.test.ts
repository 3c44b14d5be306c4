import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

function stage() {
  const stage = new Stage();
  stage.enter("with", "away-notify");
  stage.enter("without");
  stage.enter("alice");
  return stage;
}

it("away-notify: AWAY of those in one's channels, when they go and when they are back", () => {
  const here = stage();
  expect(here.say("alice", "AWAY :at lunch")).toEqual({
    with: [`:${who("alice")} AWAY :at lunch`],
    without: [],
    alice: [":irc.test 306 alice :You have been marked as being away"],
  });
  expect(here.say("alice", "AWAY")).toEqual({
    with: [`:${who("alice")} AWAY`],
    without: [],
    alice: [":irc.test 305 alice :You are no longer marked as being away"],
  });
});

it("away-notify: the same text again is no news", () => {
  const here = stage();
  here.say("alice", "AWAY :at lunch");
  expect(here.say("alice", "AWAY :at lunch").with).toEqual([]);
});

it("away-notify: one who is away and comes into the channel is said to be", () => {
  const here = stage();
  here.say("alice", "PART #c", "AWAY :at lunch");
  const told = here.say("alice", "JOIN #c");
  expect(told.with).toEqual([`:${who("alice")} JOIN #c`, `:${who("alice")} AWAY :at lunch`]);
  expect(told.without).toEqual([`:${who("alice")} JOIN #c`]);
});

it("away-notify: those who share no channel hear nothing", () => {
  const here = stage();
  here.connect("outside", "away-notify");
  expect(here.say("alice", "AWAY :at lunch").outside).toEqual([]);
});
