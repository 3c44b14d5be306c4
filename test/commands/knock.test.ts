// KNOCK, line by line.
import { describe, expect, it } from "vitest";
import { noEvents, recorded, scenario, told, toldAmong } from "../support/scenario.ts";
import { configuration, VirtualNode } from "../support/virtual-node.ts";

const closed = ["alice JOIN #C", "carol JOIN #c", "alice MODE #c +i", "bob NAMES"];

scenario("KNOCK tells the channel's operators, and nobody else in it")
  .given(...closed)
  .when("bob", "KNOCK #c")
  .then(
    told("alice", ":irc 710 alice #C bob!~u@192.0.2.1 :has asked for an invite"),
    told("carol"),
    told("bob", ":irc 711 bob #C :Your KNOCK has been delivered"),
    recorded(["KNOCK", { channel: "#c" }]),
  );

scenario("KNOCK at a channel that does not exist is 403")
  .given("bob NAMES")
  .when("bob", "KNOCK #none")
  .then(told("bob", ":irc 403 bob #none :No such channel"), noEvents());

scenario("KNOCK at a channel that one is in is 714")
  .given(...closed)
  .when("carol", "KNOCK #c")
  .then(told("carol", ":irc 714 carol #C :You are already on that channel"), told("alice"), noEvents());

scenario("KNOCK at an open channel is 713")
  .given("alice JOIN #c", "bob NAMES")
  .when("bob", "KNOCK #c")
  .then(told("bob", ":irc 713 bob #c :Channel is open"), noEvents());

scenario("KNOCK of somebody banned is 404")
  .given(...closed, "alice MODE #c +b bob")
  .when("bob", "KNOCK #c")
  .then(told("bob", ":irc 404 bob #C :Cannot send to channel"), told("alice"), noEvents());

scenario("KNOCK twice within a minute is 712")
  .given(...closed, "bob KNOCK #c")
  .when("bob", "KNOCK #C")
  .then(told("bob", ":irc 712 bob #C :Too many KNOCKs (channel)"), told("alice"), noEvents());

scenario("KNOCK at more channels than knocksPerMinute is 712", {
  limits: { ...configuration.limits, knocksPerMinute: 1 },
})
  .given(...closed, "alice JOIN #d", "alice MODE #d +i", "bob KNOCK #c")
  .when("bob", "KNOCK #d")
  .then(told("bob", ":irc 712 bob #d :Too many KNOCKs (user)"), noEvents());

scenario("KNOCK without a channel is 461")
  .given("bob NAMES")
  .when("bob", "KNOCK")
  .then(told("bob", ":irc 461 bob KNOCK :Not enough parameters"));

scenario("KNOCK is in ISUPPORT")
  .given("bob NAMES")
  .when("bob", "VERSION")
  .then(toldAmong("bob", / 005 bob .*\bKNOCK\b/));

describe("a knock", () => {
  it("is forgotten after a minute", () => {
    const node = new VirtualNode();
    const [alice, bob] = ["alice", "bob"].map((nick) => {
      const id = node.connect();
      node.say(id, `NICK ${nick}\r\nUSER u 0 * :${nick}`);
      return id;
    }) as [number, number];
    node.say(alice, "JOIN #c");
    node.say(alice, "MODE #c +i");
    const codes = () => node.say(bob, "KNOCK #c").map((line) => line.split(" ")[1]);
    expect(codes()).toEqual(["711"]);
    node.pass(59_000);
    expect(codes()).toEqual(["712"]);
    node.pass(1_000);
    expect(codes()).toEqual(["711"]);
  });
});
