// What asks about the server and who is here: ISON, USERHOST, ADMIN, INFO, LINKS, MAP, STATS and HELP, line by line.
import { expect, it } from "vitest";
import { Office } from "../operators/office.ts";
import { noEvents, scenario, told, toldAmong } from "../support/scenario.ts";

const NO_SERVER = (verb: string) => `${verb} of another server is 402`;

scenario("ISON gives those who are here, in the order of the question, as one list or many words")
  .given("alice NAMES", "Bob NAMES")
  .when("alice", "ISON bob nobody :ALICE ghost")
  .then(told("alice", ":irc 303 alice :Bob alice"), noEvents());

scenario("ISON of nobody is an empty 303")
  .given("alice NAMES")
  .when("alice", "ISON nobody ghost")
  .then(told("alice", ":irc 303 alice :"));

scenario("ISON without a nick is 461")
  .given("alice NAMES")
  .when("alice", "ISON")
  .then(told("alice", ":irc 461 alice ISON :Not enough parameters"));

scenario("USERHOST tells who is away, and leaves out who is not here")
  .given("alice NAMES", "Bob AWAY :out")
  .when("alice", "USERHOST alice bob nobody")
  .then(told("alice", ":irc 302 alice :alice=+~u@192.0.2.1 Bob=-~u@192.0.2.1"), noEvents());

scenario("USERHOST tells of five at most")
  .given("alice NAMES", "bob NAMES")
  .when("alice", "USERHOST n n n n alice bob")
  .then(told("alice", ":irc 302 alice :alice=+~u@192.0.2.1"));

scenario("USERHOST without a nick is 461")
  .given("alice NAMES")
  .when("alice", "USERHOST")
  .then(told("alice", ":irc 461 alice USERHOST :Not enough parameters"));

it("USERHOST marks an operator of the network", async () => {
  const office = new Office();
  const root = await office.operator("root");
  expect(office.say(root, "USERHOST root")).toEqual([":irc.test 302 root :root*=+~u@198.51.100.9"]);
});

const admin = { location: "Berlin, Germany", organisation: "Example Society", email: "irc@example.org" };

scenario("ADMIN says who runs the server", { admin })
  .given("alice NAMES")
  .when("alice", "ADMIN")
  .then(
    told(
      "alice",
      ":irc 256 alice irc.test :Administrative info",
      ":irc 257 alice :Berlin, Germany",
      ":irc 258 alice :Example Society",
      ":irc 259 alice :irc@example.org",
    ),
    noEvents(),
  );

scenario("ADMIN leaves out what is not configured", { admin: { email: "irc@example.org" } })
  .given("alice NAMES")
  .when("alice", "ADMIN irc.*")
  .then(told("alice", ":irc 256 alice irc.test :Administrative info", ":irc 259 alice :irc@example.org"));

scenario("ADMIN without any of it is 423")
  .given("alice NAMES")
  .when("alice", "ADMIN")
  .then(told("alice", ":irc 423 alice irc.test :No administrative info available"));

scenario(NO_SERVER("ADMIN"))
  .given("alice NAMES")
  .when("alice", "ADMIN other.test")
  .then(told("alice", ":irc 402 alice other.test :No such server"));

scenario("INFO tells of the program and the start")
  .given("alice NAMES")
  .when("alice", "INFO")
  .then(
    told(
      "alice",
      ":irc 371 alice :hansard-virtual: an IRC node that keeps a record.",
      ":irc 371 alice :What happens here is an immutable event, and what you see is computed from the events.",
      ":irc 371 alice :irc.test: a hansard node",
      ":irc 371 alice :Started 2026-01-01T00:00:00.000Z",
      ":irc 374 alice :End of INFO list",
    ),
    noEvents(),
  );

scenario(NO_SERVER("INFO"))
  .given("alice NAMES")
  .when("alice", "INFO other.test")
  .then(told("alice", ":irc 402 alice other.test :No such server"));

scenario("LINKS lists the one server")
  .given("alice NAMES")
  .when("alice", "LINKS")
  .then(
    told("alice", ":irc 364 alice irc.test irc.test :0 a hansard node", ":irc 365 alice * :End of /LINKS list"),
    noEvents(),
  );

scenario("LINKS by a mask that matches no server is only its end")
  .given("alice NAMES")
  .when("alice", "LINKS irc.test *.org")
  .then(told("alice", ":irc 365 alice *.org :End of /LINKS list"));

scenario(NO_SERVER("LINKS"))
  .given("alice NAMES")
  .when("alice", "LINKS other.test *")
  .then(told("alice", ":irc 402 alice other.test :No such server"));

scenario("MAP shows the server with its users")
  .given("alice NAMES", "bob NAMES")
  .when("alice", "MAP")
  .then(told("alice", ":irc 006 alice :irc.test (1HS) 2 users", ":irc 007 alice :End of /MAP"), noEvents());

scenario("STATS m counts each command, whoever sent it and whatever came of it")
  .given("alice JOIN #c", "bob JOIN", "bob FNORD", "alice PING x", "alice ping y")
  .when("alice", "STATS m")
  .then(
    told(
      "alice",
      ":irc 212 alice JOIN 2",
      ":irc 212 alice NICK 2",
      ":irc 212 alice PING 2",
      ":irc 212 alice STATS 1",
      ":irc 212 alice USER 2",
      ":irc 219 alice m :End of STATS report",
    ),
    noEvents(),
  );

scenario("STATS u is the time since the start")
  .given("alice NAMES")
  .when("alice", "STATS u")
  .then(told("alice", ":irc 242 alice :Server Up 0 days 0:00:00", ":irc 219 alice u :End of STATS report"));

scenario("STATS of a letter that reports nothing is its end")
  .given("alice NAMES")
  .when("alice", "STATS x")
  .then(told("alice", ":irc 219 alice x :End of STATS report"));

scenario("STATS k without the privilege is 481")
  .given("alice NAMES")
  .when("alice", "STATS k")
  .then(toldAmong("alice", /^:irc\.test 481 alice :[^\n]*$/), noEvents());

scenario(NO_SERVER("STATS"))
  .given("alice NAMES")
  .when("alice", "STATS u other.test")
  .then(told("alice", ":irc 402 alice other.test :No such server"));

scenario("HELP lists every command, new ones too")
  .given("alice NAMES")
  .when("alice", "HELP")
  .then(
    toldAmong("alice", /^:irc\.test 704 alice \* :/),
    toldAmong("alice", /705 alice \* :(.* )?ADMIN .*INFO .*ISON .*KNOCK .*LINKS /),
    toldAmong("alice", /706 alice \* :End of HELP$/),
  );

scenario("HELP explains a new command from its declaration")
  .given("alice NAMES")
  .when("alice", "HELP knock")
  .then(
    told(
      "alice",
      ":irc 704 alice KNOCK :KNOCK <channel>",
      ":irc 705 alice KNOCK :Asks the operators of an invite-only channel for an invitation.",
      ":irc 706 alice KNOCK :End of HELP",
    ),
  );

scenario("HELP CMODES explains the modes of channels from their table")
  .given("alice NAMES")
  .when("alice", "HELP cmodes")
  .then(
    toldAmong("alice", /705 alice CMODES :\+q {2}Quiet: those who match may join and are not heard\.\n/),
    toldAmong("alice", /706 alice CMODES :End of HELP$/),
  );

scenario("HELP of what there is not is 524")
  .given("alice NAMES")
  .when("alice", "HELP constructor")
  .then(told("alice", ":irc 524 alice constructor :No help available on this topic"));
