// Deeds across nodes: whom a command reaches, whom it must not, and what GONE gives up.
import { expect, it } from "vitest";
import { A, B, C, D, refused, row } from "./linked.ts";

const hidden = () => row().event(C, "UNLINK", undefined, { peer: B, reason: "cut" }).hide(C).hide(D);

it("PRIVMSG to somebody elsewhere names both nodes in its header, and nobody", () => {
  const world = row();
  expect(world.say("alice", "PRIVMSG carol :hi")).toEqual({
    lines: [],
    events: [
      {
        type: "PRIVMSG",
        to: ["1AA", "3CC"],
        body: { sender: world.id("alice"), target: world.id("carol"), text: "hi" },
      },
    ],
  });
  expect(world.say("alice", "NOTICE alice :hi").events[0]?.to).toEqual(["1AA"]);
});

it("PRIVMSG to somebody away elsewhere is answered with their text", () => {
  const world = row().does("carol", "AWAY", { text: "tea" });
  expect(world.say("alice", "PRIVMSG carol :hi").lines).toEqual([":irc.a 301 alice carol :tea"]);
});

it.each([
  "PRIVMSG carol :x",
  "INVITE carol #c",
  "KICK #c carol",
  "MODE #c +o carol",
  "MODE #c +v carol",
  "KILL carol :x",
])("%s is 401 while carol's node is out of reach", (line) =>
  refused(hidden().say("alice", line), ":irc.a 401 alice carol :No such nick/channel"),
);

it("KICK, INVITE and MODE reach members elsewhere", () => {
  const world = row();
  expect(world.say("alice", "KICK #c carol").events).toMatchObject([
    { type: "KICK", body: { target: world.id("carol") } },
  ]);
  expect(world.say("alice", "MODE #c +o bob").events).toMatchObject([{ type: "MODE" }]);
  expect(world.say("alice", "INVITE dave #c").events).toMatchObject([{ type: "INVITE" }]);
});

it("NICK takes a nick whose bearer is out of reach, and none whose bearer is elsewhere", () => {
  refused(row().say("alice", "NICK carol"), ":irc.a 433 alice carol :Nickname is already in use");
  expect(hidden().say("alice", "NICK carol").events).toMatchObject([{ type: "NICK", body: { nick: "carol" } }]);
});

it("N10 JOIN under +l counts the members who are here", () => {
  const limited = (world: ReturnType<typeof row>) =>
    world
      .does("alice", "MODE", { channel: "#c" as never, changes: [["+", "setting", "l", "3"]], by: "alice" })
      .user(A, "adam");
  refused(limited(row()).say("adam", "JOIN #c"), ":irc.a 471 adam #c :Cannot join channel (+l)");
  expect(limited(hidden()).say("adam", "JOIN #c").events).toMatchObject([{ type: "JOIN" }]);
});

it("GONE gives up all open origins of the nodes named, with the last number known of each", () => {
  const world = hidden();
  const outcome = world.say("alice", "GONE irc.c 4DD");
  expect(outcome.events).toEqual([
    { type: "GONE", actor: world.id("alice"), body: { origins: "3CC.cccccc:6 4DD.dddddd:3" } },
  ]);
  expect(outcome.lines).toEqual([":irc.a NOTICE alice :Given up: irc.c (3CC), irc.d (4DD)"]);
});

it("GONE of a node in reach is refused, and with it the whole command", () => {
  const { lines, events } = hidden().say("alice", "GONE 3CC 2BB");
  expect(events).toEqual([]);
  expect(lines).toEqual([
    ":irc.a FAIL GONE NODE_IN_REACH irc.b :irc.b is linked: a node that can be reached is not gone",
  ]);
  expect(hidden().say("alice", "GONE irc.a").lines[0]).toContain("NODE_IN_REACH");
});

it("GONE of what no open node is called is 402", () => {
  refused(hidden().say("alice", "GONE irc.x"), ":irc.a 402 alice irc.x :No such server");
  const ended = hidden().event(C, "CLOSE", undefined, { reason: "" });
  refused(ended.say("alice", "GONE 3CC"), ":irc.a 402 alice 3CC :No such server");
});

it("GONE by a name that two nodes have asks for the node id", () => {
  const twin = "5EE.eeeeee" as typeof C;
  const world = hidden().event(twin, "OPEN", undefined, {
    node: "5EE" as never,
    name: "irc.c",
    software: "x",
    firstUser: 0,
  });
  expect(world.say("alice", "GONE irc.c").lines).toEqual([
    ":irc.a FAIL GONE NODE_AMBIGUOUS irc.c :Several nodes are called irc.c: give the node id",
  ]);
  expect(world.say("alice", "GONE 5EE").events).toHaveLength(1);
});
