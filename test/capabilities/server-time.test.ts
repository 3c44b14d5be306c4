import { expect, it } from "vitest";
import { Stage, TIME, who } from "./stage.ts";

function stage() {
  const here = new Stage();
  here.enter("with", "server-time");
  here.enter("without");
  here.enter("alice");
  return here;
}

it("server-time: each line of an event says when it happened", () => {
  const here = stage();
  for (const [line, shown] of [
    ["PRIVMSG #c :hello", "PRIVMSG #c :hello"],
    ["NICK Alice", "NICK Alice"],
    ["PART #c :bye", "PART #c :bye"],
    ["JOIN #c", "JOIN #c"],
  ] as const) {
    const told = here.say("alice", line);
    const source = shown.startsWith("NICK") ? who("alice") : (told.without?.[0]?.slice(1).split(" ")[0] ?? "");
    expect(told.without).toEqual([`:${source} ${shown}`]);
    expect(told.with).toEqual([`@${TIME} :${source} ${shown}`]);
  }
});

it("server-time: it is the event's time, not that of the delivery, and UTC with milliseconds", () => {
  const here = stage();
  here.world.pass(61_234);
  here.take();
  expect(here.say("alice", "TOPIC #c :tea", "PRIVMSG #c :x").with?.[0]).toMatch(
    /^@time=2026-01-01T00:01:01\.234Z :alice!/,
  );
});

it.each([
  ["numerics", "NAMES #c"],
  ["errors", "NOSUCH"],
  ["PONG", "PING x"],
  ["CAP", "CAP LIST"],
  ["standard replies", "SETNAME :"],
  ["ERROR", "QUIT"],
])("server-time: %s bear it too", (_what, line) => {
  const here = stage();
  const told = here.say("with", line).with ?? [];
  expect(told.length).toBeGreaterThan(0);
  for (const each of told) expect(each.startsWith(`@${TIME} :`) || each.startsWith(`@${TIME} ERROR`)).toBe(true);
  for (const each of here.say("without", line).without ?? []) expect(each).not.toMatch(/^@/);
});

it("server-time: the node's own PING bears it", () => {
  const here = stage();
  here.world.pass(91_000);
  const told = here.take();
  expect(told.with?.[0]).toMatch(/^@time=2026-01-01T00:01:\d\d\.\d{3}Z PING :irc\.test$/);
  expect(told.without?.[0]).toBe("PING :irc.test");
});

it("server-time: so do the lines that a labeled response adds", () => {
  const here = new Stage();
  here.enter("with", "server-time", "batch", "labeled-response");
  expect(here.say("with", "@label=1 PONG x").with).toEqual([`@label=1;${TIME} :irc.test ACK`]);
  for (const each of here.say("with", "@label=2 NAMES #c").with ?? []) expect(each.split(" ")[0]).toContain(TIME);
});

it("server-time: a line of several, such as a long MODE, bears it on each", () => {
  const here = stage();
  const masks = ["a", "b", "c", "d", "e"].map((letter) => `${letter.repeat(30)}!*@${letter.repeat(110)}`);
  here.say("with", "MODE #c +o alice");
  const told = here.say("alice", `MODE #c +bbb ${masks.slice(0, 3).join(" ")}`);
  expect(told.with).toHaveLength(told.without?.length ?? 0);
  for (const each of told.with ?? []) expect(each.startsWith(`@${TIME} :`)).toBe(true);
});
