import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

it("+draft/react: a reaction is told to those who read tags, and to nobody else", () => {
  const here = new Stage();
  here.enter("with", "message-tags");
  here.enter("without");
  here.enter("alice", "message-tags", "echo-message");
  const tag = "+draft/react=👍";
  const told = here.say("alice", `@+reply=1HS.abc-7;${tag} TAGMSG #c`);
  const line = `@msgid=${here.lastId("TAGMSG")};+reply=1HS.abc-7;${tag} :${who("alice")} TAGMSG #c`;
  expect(told).toEqual({ with: [line], without: [], alice: [line] });
});
