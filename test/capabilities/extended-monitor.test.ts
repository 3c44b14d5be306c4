import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

const TOLD = ["away-notify", "setname", "chghost"];

function stage() {
  const here = new Stage();
  here.enter("with", "extended-monitor", ...TOLD);
  here.enter("without", ...TOLD);
  here.enter("bare", "extended-monitor");
  for (const nick of ["with", "without", "bare"]) here.say(nick, "MONITOR + alice");
  here.connect("alice");
  return here;
}

it("extended-monitor: AWAY of a monitored nick, though no channel is shared", () => {
  expect(stage().say("alice", "AWAY :lunch")).toMatchObject({
    with: [`:${who("alice")} AWAY :lunch`],
    without: [],
    bare: [],
  });
});

it("extended-monitor: SETNAME of a monitored nick", () => {
  expect(stage().say("alice", "SETNAME :Alice A")).toMatchObject({
    with: [`:${who("alice")} SETNAME :Alice A`],
    without: [],
    bare: [],
  });
});

it("extended-monitor: once, where a channel is shared as well", () => {
  const here = stage();
  here.say("alice", "JOIN #c");
  expect(here.say("alice", "AWAY :lunch")).toMatchObject({
    with: [`:${who("alice")} AWAY :lunch`],
    without: [`:${who("alice")} AWAY :lunch`],
  });
});

it("extended-monitor: no more once the nick is not monitored", () => {
  const here = stage();
  here.say("with", "MONITOR - ALICE");
  expect(here.say("alice", "AWAY :lunch").with).toEqual([]);
});

it("extended-monitor: CHGHOST of a monitored nick; without chghost there is nothing to simulate", () => {
  const here = stage();
  here.connect("oper");
  expect(here.changeHost("alice", "~new", "home.example")).toMatchObject({
    with: [`:${who("alice")} CHGHOST ~new home.example`],
    without: [],
    bare: [],
  });
});
