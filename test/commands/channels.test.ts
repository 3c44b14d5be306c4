// JOIN, PART, KICK, INVITE, TOPIC, NAMES and LIST, line by line.
import { noEvents, recorded, scenario, told, toldAmong } from "../support/scenario.ts";

const host = "~u@192.0.2.1";

scenario("JOIN makes the first to enter operator and tells who is there")
  .given()
  .when("alice", "JOIN #Garden")
  .then(
    told(
      "alice",
      `:alice!${host} JOIN #Garden`,
      ":irc 353 alice = #Garden :@alice",
      ":irc 366 alice #Garden :End of /NAMES list",
    ),
    recorded(["JOIN", { channel: "#garden", name: "#Garden" }]),
  );

scenario("JOIN tells members of the newcomer, and the newcomer the topic")
  .given("alice JOIN #c", "alice TOPIC #c :welcome", "bob NAMES")
  .when("bob", "JOIN #C")
  .then(
    told("alice", `:bob!${host} JOIN #c`),
    toldAmong(
      "bob",
      /332 bob #c :welcome\n:irc.test 333 bob #c alice!~u@192.0.2.1 \d+\n.*353 bob = #c :(@alice bob|bob @alice)\n/,
    ),
  );

scenario("JOIN of a channel one is in says nothing")
  .given("alice JOIN #c")
  .when("alice", "JOIN #C")
  .then(told("alice"), noEvents());

scenario("JOIN of a bad name is refused with 403")
  .given()
  .when("alice", "JOIN garden")
  .then(told("alice", ":irc 403 alice garden :No such channel"), noEvents());

scenario("JOIN of several channels takes each by itself, with its key")
  .given("bob JOIN #k", "bob MODE #k +k sesame", "bob JOIN #l", "bob MODE #l +k other")
  .when("alice", "JOIN #k,bad,#l sesame,,wrong")
  .then(
    toldAmong("alice", /JOIN #k\n(.*\n)*.*403 alice bad.*\n.*475 alice #l :Cannot join channel \(\+k\)$/),
    recorded(["JOIN"]),
  );

scenario("JOIN 0 leaves all channels")
  .given("alice JOIN #a", "alice JOIN #b")
  .when("alice", "JOIN 0")
  .then(told("alice", `:alice!${host} PART #a`, `:alice!${host} PART #b`), recorded(["PART"], ["PART"]));

scenario("JOIN is refused under +i, +l and +b")
  .given("bob JOIN #i", "bob MODE #i +il 1", "bob JOIN #b", "bob MODE #b +b alice")
  .when("alice", "JOIN #i,#b")
  .then(
    told("alice", ":irc 473 alice #i :Cannot join channel (+i)", ":irc 474 alice #b :Cannot join channel (+b)"),
    noEvents(),
  );

scenario("PART is seen by all members with its reason")
  .given("alice JOIN #c", "bob JOIN #c")
  .when("bob", "PART #c :so long")
  .then(
    told("alice", `:bob!${host} PART #c :so long`),
    told("bob", `:bob!${host} PART #c :so long`),
    recorded(["PART", { reason: "so long" }]),
  );

scenario("PART of a channel one is not in is 442, of none 403")
  .given("alice JOIN #c", "bob NAMES")
  .when("bob", "PART #c,#none")
  .then(told("bob", ":irc 442 bob #c :You're not on that channel", ":irc 403 bob #none :No such channel"), noEvents());

scenario("KICK puts a member out, with the kicker's nick where no reason is given")
  .given("alice JOIN #c", "bob JOIN #c")
  .when("alice", "KICK #c BOB")
  .then(told("bob", `:alice!${host} KICK #c bob :alice`), recorded(["KICK", { reason: "alice" }]));

scenario("KICK by a member without status is 482")
  .given("alice JOIN #c", "bob JOIN #c")
  .when("bob", "KICK #c alice")
  .then(told("bob", ":irc 482 bob #c :You're not channel operator"), noEvents());

scenario("KICK of somebody who is not there is 441, of nobody 401")
  .given("alice JOIN #c", "bob NAMES")
  .when("alice", "KICK #c bob,carol")
  .then(
    told("alice", ":irc 441 alice bob #c :They aren't on that channel", ":irc 401 alice carol :No such nick/channel"),
    noEvents(),
  );

scenario("INVITE tells both, and opens an invite-only channel once")
  .given("alice JOIN #c", "alice MODE #c +i", "bob NAMES")
  .when("alice", "INVITE bob #c")
  .then(told("alice", ":irc 341 alice bob #c"), told("bob", `:alice!${host} INVITE bob #c`), recorded(["INVITE"]));

scenario("an invitation is used up by the JOIN that it opens")
  .given("alice JOIN #c", "alice MODE #c +i", "bob NAMES", "alice INVITE bob #c", "bob JOIN #c", "bob PART #c")
  .when("bob", "JOIN #c")
  .then(told("bob", ":irc 473 bob #c :Cannot join channel (+i)"));

scenario("INVITE of a member is 443")
  .given("alice JOIN #c", "bob JOIN #c")
  .when("alice", "INVITE bob #c")
  .then(told("alice", ":irc 443 alice bob #c :is already on channel"), noEvents());

scenario("TOPIC is refused to a non-operator under +t")
  .given("alice JOIN #c", "bob JOIN #c", "alice MODE #c +t")
  .when("bob", "TOPIC #c :mine")
  .then(told("bob", ":irc 482 bob #c :You're not channel operator"), noEvents());

scenario("TOPIC is set, seen by all, and taken off by an empty one")
  .given("alice JOIN #c", "bob JOIN #c", "alice TOPIC #c :first")
  .when("bob", "TOPIC #c :")
  .then(told("alice", `:bob!${host} TOPIC #c :`), recorded(["TOPIC", { text: "" }]));

scenario("TOPIC that changes nothing says nothing")
  .given("alice JOIN #c", "alice TOPIC #c :same")
  .when("alice", "TOPIC #c :same")
  .then(told("alice"), noEvents());

scenario("TOPIC without one is 331")
  .given("alice JOIN #c")
  .when("alice", "TOPIC #c")
  .then(told("alice", ":irc 331 alice #c :No topic is set"));

scenario("NAMES shows a secret channel's members to nobody outside")
  .given("alice JOIN #c", "alice MODE #c +s", "bob NAMES")
  .when("bob", "NAMES #c")
  .then(told("bob", ":irc 366 bob #c :End of /NAMES list"));

scenario("NAMES hides invisible members from those outside")
  .given("alice JOIN #c", "carol JOIN #c", "alice MODE alice +i", "bob NAMES")
  .when("bob", "NAMES #c")
  .then(told("bob", ":irc 353 bob = #c :carol", ":irc 366 bob #c :End of /NAMES list"));

scenario("LIST gives channels with members and topic, and leaves out secret ones")
  .given("alice JOIN #c", "alice TOPIC #c :roses", "alice JOIN #hidden", "alice MODE #hidden +s", "bob NAMES")
  .when("bob", "LIST")
  .then(told("bob", ":irc 321 bob Channel :Users  Name", ":irc 322 bob #c 1 :roses", ":irc 323 bob :End of LIST"));
