import { expect, it } from "vitest";
import { Stage } from "./stage.ts";

function stage() {
  const here = new Stage();
  here.enter("alice");
  here.enter("bob");
  here.say("alice", "AWAY :lunch");
  return here;
}

it("WHOX: WHO gives the fields that are asked for; without any it gives the row that it always gave", () => {
  const here = stage();
  expect(here.say("bob", "WHO #c %tcuihsnfdlaor,42").bob).toEqual([
    ":irc.test 354 bob 42 #c ~u 255.255.255.255 192.0.2.1 irc.test alice G@ 0 0 0 n/a :Real name",
    ":irc.test 354 bob 42 #c ~u 192.0.2.1 192.0.2.1 irc.test bob H 0 0 0 n/a :Real name",
    ":irc.test 315 bob #c :End of WHO list",
  ]);
  expect(here.say("bob", "WHO #c").bob).toEqual([
    ":irc.test 352 bob #c ~u 192.0.2.1 irc.test alice G@ :0 Real name",
    ":irc.test 352 bob #c ~u 192.0.2.1 irc.test bob H :0 Real name",
    ":irc.test 315 bob #c :End of WHO list",
  ]);
});

it("WHOX: the order is that of the specification, whatever was asked, and unknown fields are passed over", () => {
  const here = stage();
  expect(here.say("bob", "WHO alice %nuxyz").bob?.[0]).toBe(":irc.test 354 bob ~u alice");
  expect(here.say("bob", "WHO alice %rn").bob?.[0]).toBe(":irc.test 354 bob alice :Real name");
  expect(here.say("bob", "WHO alice %tcn,7").bob?.[0]).toBe(":irc.test 354 bob 7 * alice");
});

it("WHOX: a token is one to three digits, else 0", () => {
  const here = stage();
  for (const [asked, shown] of [
    ["%tn,007", "007"],
    ["%tn,1234", "0"],
    ["%tn,x", "0"],
    ["%tn", "0"],
  ] as const) {
    expect(here.say("bob", `WHO alice ${asked}`).bob?.[0]).toBe(`:irc.test 354 bob ${shown} alice`);
  }
});

it("WHOX: idle time is told in seconds", () => {
  const here = stage();
  here.world.pass(5000);
  here.take();
  expect(here.say("bob", "WHO alice %nl").bob?.[0]).toBe(":irc.test 354 bob alice 5");
});

it("WHOX: o before the fields asks for IRC operators", () => {
  expect(stage().say("bob", "WHO #c o%n").bob).toEqual([":irc.test 315 bob #c :End of WHO list"]);
});

it("WHOX: ISUPPORT says that it is there", () => {
  const here = stage();
  here.open("new");
  expect(here.say("new", "NICK new", "USER u 0 * :Real").new?.join("\n")).toMatch(/ 005 .* WHOX[ :]/);
});
