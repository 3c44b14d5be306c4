import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

it("+channel-context: the channel goes with a private message about it", () => {
  const here = new Stage();
  here.enter("with", "message-tags");
  here.enter("without");
  here.enter("alice", "message-tags", "echo-message");
  const tag = "+channel-context=#c";
  const told = here.say("alice", `@${tag} PRIVMSG with :hello`);
  const line = `@msgid=${here.lastId("PRIVMSG")};${tag} :${who("alice")} PRIVMSG with :hello`;
  expect(told).toEqual({ with: [line], without: [], alice: [line] });
  expect(here.say("alice", `@${tag} NOTICE without :hello`).without).toEqual([
    `:${who("alice")} NOTICE without :hello`,
  ]);
});
