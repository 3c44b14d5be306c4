import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

it("+reply: the message that is answered goes with the answer", () => {
  const here = new Stage();
  here.enter("with", "message-tags");
  here.enter("without");
  here.enter("alice", "message-tags", "echo-message");
  const tag = "+reply=1HS.abc-7";
  const told = here.say("alice", `@${tag} PRIVMSG #c :hello`);
  const line = `@msgid=${here.lastId("PRIVMSG")};${tag} :${who("alice")} PRIVMSG #c :hello`;
  expect(told).toEqual({ with: [line], without: [`:${who("alice")} PRIVMSG #c :hello`], alice: [line] });
});
