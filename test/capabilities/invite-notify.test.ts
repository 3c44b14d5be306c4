import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

it("invite-notify: members are told who was invited into their channel", () => {
  const here = new Stage();
  here.enter("alice", "invite-notify");
  here.enter("with", "invite-notify");
  here.enter("without");
  here.connect("guest");
  here.connect("outside", "invite-notify");
  const line = `:${who("alice")} INVITE guest #c`;
  expect(here.say("alice", "INVITE guest #c")).toEqual({
    with: [line],
    without: [],
    alice: [":irc.test 341 alice guest #c"],
    guest: [line],
    outside: [],
  });
});
