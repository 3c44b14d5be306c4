import { expect, it } from "vitest";
import { Stage } from "./stage.ts";

function stage() {
  const here = new Stage();
  here.enter("alice");
  here.say("alice", "MODE #c +v alice");
  here.enter("with", "multi-prefix");
  here.enter("without");
  return here;
}

it("multi-prefix: NAMES gives all prefixes of a member, the highest first", () => {
  const here = stage();
  expect(here.say("with", "NAMES #c").with?.[0]).toBe(":irc.test 353 with = #c :@+alice with without");
  expect(here.say("without", "NAMES #c").without?.[0]).toBe(":irc.test 353 without = #c :@alice with without");
});

it("multi-prefix: so does the list after a JOIN", () => {
  const here = stage();
  here.say("with", "PART #c");
  expect(here.say("with", "JOIN #c").with?.[1]).toContain(" :@+alice ");
});

it("multi-prefix: so do WHO and WHOX", () => {
  const here = stage();
  const row = (nick: string) => here.say(nick, "WHO #c")[nick]?.[0];
  expect(row("with")).toBe(":irc.test 352 with #c ~u 192.0.2.1 irc.test alice H@+ :0 Real name");
  expect(row("without")).toBe(":irc.test 352 without #c ~u 192.0.2.1 irc.test alice H@ :0 Real name");
  expect(here.say("with", "WHO #c %nf").with?.[0]).toBe(":irc.test 354 with alice H@+");
  expect(here.say("without", "WHO #c %nf").without?.[0]).toBe(":irc.test 354 without alice H@");
});
