import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

function stage() {
  const here = new Stage();
  here.enter("with", "message-tags");
  here.enter("without");
  here.enter("robot");
  here.say("robot", "MODE robot +B");
  return here;
}

it("bot: lines of a bot bear the tag for those who read tags", () => {
  const here = stage();
  const told = here.say("robot", "PRIVMSG #c :beep");
  expect(told.with).toEqual([`@bot;msgid=${here.lastId("PRIVMSG")} :${who("robot")} PRIVMSG #c :beep`]);
  expect(told.without).toEqual([`:${who("robot")} PRIVMSG #c :beep`]);
});

it.each(["PART #c", "NICK robbie", "QUIT :bye", "TOPIC #c :tea", "INVITE outside #c", "AWAY :out"])(
  "bot: so do its other lines: %s",
  (line) => {
    const here = stage();
    here.connect("outside", "message-tags", "extended-monitor", "away-notify");
    here.say("outside", "MONITOR + robot");
    const told = here.say("robot", line);
    const lines = [...(told.with ?? []), ...(told.outside ?? [])].filter((each) => each.includes(who("robot")));
    const events = lines.filter((each) => !each.includes(" 730 ") && !each.includes(" 731 "));
    expect(events.length).toBeGreaterThan(0);
    for (const each of events) expect(each).toMatch(/^@bot[; ]/);
  },
);

it("bot: who is kicked by somebody else does not make the KICK a bot's", () => {
  const here = stage();
  expect(here.say("with", "KICK #c robot :out").with?.[0]).toMatch(/^@msgid=/);
});

it("BOT: the mode is shown in ISUPPORT, WHOIS and WHO, and goes when it is taken off", () => {
  const here = stage();
  here.open("new");
  expect(here.say("new", "NICK new", "USER u 0 * :Real").new?.join("\n")).toMatch(/ 005 .* BOT=B /);
  expect(here.say("without", "WHOIS robot").without).toContain(":irc.test 335 without robot :is a bot");
  expect(here.say("without", "WHO robot").without?.[0]).toBe(
    ":irc.test 352 without * ~u 192.0.2.1 irc.test robot HB :0 Real name",
  );
  expect(here.say("without", "WHO robot %nf").without?.[0]).toBe(":irc.test 354 without robot HB");
  here.say("robot", "MODE robot -B");
  expect(here.say("without", "WHOIS robot").without?.join("\n")).not.toContain(" 335 ");
  expect(here.say("robot", "PRIVMSG #c :beep").with?.[0]).not.toContain("bot;");
});
