import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

function stage() {
  const here = new Stage();
  here.enter("with", "echo-message");
  here.enter("without");
  return here;
}

it("echo-message: one's own messages come back as others see them", () => {
  const here = stage();
  for (const verb of ["PRIVMSG", "NOTICE"]) {
    const line = `:${who("with")} ${verb} #c :hello`;
    expect(here.say("with", `${verb} #c :hello`)).toEqual({ with: [line], without: [line] });
    const other = `:${who("without")} ${verb} #c :hello`;
    expect(here.say("without", `${verb} #c :hello`)).toEqual({ with: [other], without: [] });
  }
});

it("echo-message: of private messages too, each addressed as it was sent", () => {
  const here = stage();
  const line = `:${who("with")} PRIVMSG without :psst`;
  expect(here.say("with", "PRIVMSG WITHOUT :psst")).toEqual({ with: [line], without: [line] });
  expect(here.say("without", "PRIVMSG with :psst").without).toEqual([]);
});

it("echo-message: what is cut comes back cut", () => {
  const here = stage();
  const told = here.say("with", `PRIVMSG #c :${"é".repeat(245)}`);
  expect(told.with).toEqual(told.without);
  expect(Buffer.byteLength(`${told.with?.[0]}\r\n`)).toBeLessThanOrEqual(512);
});

it("echo-message: what is refused does not come back", () => {
  const here = stage();
  here.say("with", "MODE #c +o without", "MODE #c -o with");
  here.say("without", "MODE #c +m");
  expect(here.say("with", "PRIVMSG #c :hello")).toEqual({
    with: [":irc.test 404 with #c :Cannot send to channel"],
    without: [],
  });
});

it("echo-message: a message to oneself comes twice, as echo and as message", () => {
  const line = `:${who("with")} PRIVMSG with :me`;
  expect(stage().say("with", "PRIVMSG with :me").with).toEqual([line, line]);
  expect(stage().say("without", "PRIVMSG without :me").without).toHaveLength(1);
});

it("echo-message: TAGMSG comes back to those who can read tags", () => {
  const here = new Stage();
  here.enter("tags", "echo-message", "message-tags");
  here.enter("bare", "message-tags");
  const line = () => `@msgid=${here.lastId("TAGMSG")};+typing=active :${who("tags")} TAGMSG #c`;
  const told = here.say("tags", "@+typing=active TAGMSG #c");
  expect(told).toEqual({ tags: [line()], bare: [line()] });
  expect(here.say("bare", "@+typing=active TAGMSG #c").bare).toEqual([]);
});
