import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

it("draft/pre-away: AWAY before registration is taken with it and refused without it", () => {
  const here = new Stage();
  here.open("with");
  here.open("without");
  here.say("with", "CAP REQ :draft/pre-away", "NICK with", "USER u 0 * :Real");
  here.say("without", "CAP REQ :batch", "NICK without", "USER u 0 * :Real");
  expect(here.say("with", "AWAY :on a train").with).toEqual([":irc.test 306 with :You have been marked as being away"]);
  expect(here.say("without", "AWAY :on a train").without).toEqual([":irc.test 451 without :You have not registered"]);
  here.say("with", "CAP END", "JOIN #c");
  here.say("without", "CAP END", "JOIN #c");
  expect(here.say("without", "WHO #c").without).toEqual([
    ":irc.test 352 without #c ~u 192.0.2.1 irc.test with G@ :0 Real",
    ":irc.test 352 without #c ~u 192.0.2.1 irc.test without H :0 Real",
    ":irc.test 315 without #c :End of WHO list",
  ]);
  expect(here.say("without", "PRIVMSG with :there?").without).toEqual([":irc.test 301 without with :on a train"]);
});

it("draft/pre-away: AWAY without a text takes it back", () => {
  const here = new Stage();
  here.open("with");
  here.say("with", "CAP REQ :draft/pre-away", "NICK with", "USER u 0 * :Real", "AWAY *");
  expect(here.say("with", "AWAY").with).toEqual([":irc.test 305 with :You are no longer marked as being away"]);
  here.say("with", "CAP END");
  expect(here.say("with", "WHO with").with?.[0]).toContain(" with H :0 Real");
});

it("draft/pre-away: those who watch the nick are told that it came, and that it is away", () => {
  const here = new Stage();
  here.connect("watcher", "extended-monitor", "away-notify");
  here.say("watcher", "MONITOR + with");
  here.open("with");
  here.say("with", "CAP REQ :draft/pre-away", "NICK with", "USER u 0 * :Real", "AWAY *");
  expect(here.say("with", "CAP END").watcher).toEqual([
    `:irc.test 730 watcher :${who("with")}`,
    `:${who("with")} AWAY :*`,
  ]);
});
