// CAP line by line: what is listed, what is granted, and what comes of nonsense.
import { describe, expect, it } from "vitest";
import { capabilities } from "../../src/protocol/capabilities.ts";
import { noEvents, scenario, told } from "../support/scenario.ts";
import { VirtualNode } from "../support/virtual-node.ts";

const offered = capabilities.filter((each) => !each.isPrepared && !each.isInformation).map((each) => each.name);
const prepared = capabilities.filter((each) => each.isPrepared).map((each) => each.name);

scenario("CAP LS lists what is built, and nothing that is only prepared")
  .given()
  .when("<new>", "CAP LS 302")
  .then(told("<new>", `:irc CAP * LS :${offered.join(" ")}`), noEvents());

scenario("CAP LS without a version lists the same on one line")
  .given()
  .when("<new>", "CAP LS")
  .then(told("<new>", `:irc CAP * LS :${offered.join(" ")}`));

scenario("CAP REQ of everything that is listed is granted")
  .given()
  .when("<new>", `CAP REQ :${offered.join(" ")}`)
  .then(told("<new>", `:irc CAP * ACK :${offered.join(" ")}`));

for (const name of [...prepared, "sts", "nonsense", "SERVER-TIME", "-", "server-time=1"]) {
  scenario(`CAP REQ of ${name} is refused`)
    .given("alice CAP REQ :batch")
    .when("alice", `CAP REQ :${name}`)
    .then(told("alice", `:irc CAP alice NAK :${name}`));
}

scenario("CAP REQ is granted or refused as a whole")
  .given("alice CAP REQ :batch", "alice CAP REQ :server-time -batch nonsense")
  .when("alice", "CAP LIST")
  .then(told("alice", ":irc CAP alice LIST :batch"));

scenario("CAP REQ takes away what begins with -, and the last word on a name counts")
  .given("alice CAP REQ :batch setname")
  .when("alice", "CAP REQ :-batch setname -setname setname")
  .then(told("alice", ":irc CAP alice ACK :-batch setname -setname setname"));

scenario("CAP REQ of what one has, or off of what one has not, is no mistake")
  .given("alice CAP REQ :batch")
  .when("alice", "CAP REQ :batch -setname")
  .then(told("alice", ":irc CAP alice ACK :batch -setname"));

scenario("CAP REQ of nothing is granted")
  .given()
  .when("alice", "CAP REQ :")
  .then(told("alice", ":irc CAP alice ACK :"));

scenario("what is negotiated holds from the next line on")
  .given()
  .when("alice", "CAP REQ :server-time")
  .then(told("alice", ":irc CAP alice ACK :server-time"));

scenario("CAP END after the registration is passed over").given().when("alice", "CAP END").then(told("alice"));

scenario("CAP LS of a user ends nothing and holds nothing up")
  .given("alice CAP LS 302")
  .when("alice", "JOIN c")
  .then(told("alice", ":irc 403 alice c :No such channel"));

scenario("an unknown subcommand is 410")
  .given()
  .when("<new>", "CAP FOO")
  .then(told("<new>", ":irc 410 * FOO :Invalid CAP command"));

scenario("CAP alone is 461").given().when("<new>", "CAP").then(told("<new>", ":irc 461 * CAP :Not enough parameters"));

describe("CAP REQ of very many names", () => {
  it("that fit into a line come back in full, on lines of at most 512 bytes", () => {
    const world = new VirtualNode();
    const id = world.connect();
    const names = Array.from({ length: 249 }, (_each, at) => String.fromCharCode(97 + (at % 26)));
    const lines = world.say(id, `CAP REQ :${names.join(" ")}`);
    for (const line of lines) expect(Buffer.byteLength(`${line}\r\n`)).toBeLessThanOrEqual(512);
    expect(lines.flatMap((line) => line.split(" NAK :")[1]?.split(" "))).toEqual(names);
  });

  it("that do not, ten thousand of them, are 417 once, and the connection goes on", () => {
    const world = new VirtualNode();
    const id = world.connect();
    const names = Array.from({ length: 10_000 }, (_each, at) => `capability-${at}`);
    expect(world.say(id, `CAP REQ :${names.join(" ")}`)).toEqual([":irc.hansard.local 417 * :Input line was too long"]);
    expect(world.say(id, "CAP REQ :batch")).toEqual([":irc.hansard.local CAP * ACK :batch"]);
  });
});
