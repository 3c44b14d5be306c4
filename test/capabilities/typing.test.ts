import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

it("+typing: typing is told to those who read tags, and to nobody else", () => {
  const here = new Stage();
  here.enter("with", "message-tags");
  here.enter("without");
  here.enter("alice", "message-tags", "echo-message");
  const tag = "+typing=active";
  const told = here.say("alice", `@${tag} TAGMSG #c`);
  const line = `@msgid=${here.lastId("TAGMSG")};${tag} :${who("alice")} TAGMSG #c`;
  expect(told).toEqual({ with: [line], without: [], alice: [line] });
});
