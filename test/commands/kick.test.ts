// KICK of several targets, line by line (RFC 2812 §3.2.8).
import { noEvents, recorded, scenario, told, toldAmong } from "../support/scenario.ts";

const host = "~u@192.0.2.1";
const three = ["alice JOIN #c", "bob JOIN #c", "carol JOIN #c"];

scenario("KICK takes several nicks of one channel, each by itself")
  .given(...three)
  .when("alice", "KICK #c bob,carol,bob :enough")
  .then(
    told("alice", `:alice!${host} KICK #c bob :enough`, `:alice!${host} KICK #c carol :enough`),
    told("bob", `:alice!${host} KICK #c bob :enough`),
    recorded(["KICK", { reason: "enough" }], ["KICK", { reason: "enough" }]),
  );

scenario("KICK takes as many channels as nicks, pair by pair")
  .given(...three, "alice JOIN #d", "bob JOIN #d")
  .when("alice", "KICK #c,#d,#c carol,bob,carol :out")
  .then(
    told("alice", `:alice!${host} KICK #c carol :out`, `:alice!${host} KICK #d bob :out`),
    recorded(["KICK", { channel: "#c" }], ["KICK", { channel: "#d" }]),
  );

scenario("KICK puts one nick out of two channels")
  .given(...three, "alice JOIN #d", "bob JOIN #d")
  .when("alice", "KICK #c,#d bob,bob")
  .then(recorded(["KICK", { channel: "#c" }], ["KICK", { channel: "#d" }]));

scenario("KICK with lists of different lengths is 461")
  .given(...three)
  .when("alice", "KICK #c,#d bob")
  .then(told("alice", ":irc 461 alice KICK :Not enough parameters"), noEvents());

scenario("KICK of an empty nick is 461")
  .given(...three)
  .when("alice", "KICK #c :")
  .then(told("alice", ":irc 461 alice KICK :Not enough parameters"), noEvents());

scenario("KICK pairs have an error each")
  .given(...three)
  .when("alice", "KICK #c,#none,#c bob,carol,ghost")
  .then(
    told(
      "alice",
      `:alice!${host} KICK #c bob :alice`,
      ":irc 403 alice #none :No such channel",
      ":irc 401 alice ghost :No such nick/channel",
    ),
    recorded(["KICK"]),
  );

scenario("KICK of more than TARGMAX is 407 for each beyond, in pairs too")
  .given(...three)
  .when("alice", "KICK #c,#c,#c,#c,#c bob,v,w,x,y")
  .then(toldAmong("alice", /\n:irc\.test 407 alice y :Too many targets$/), recorded(["KICK"]));

scenario("KICK from outside is 442")
  .given(...three, "dave NAMES")
  .when("dave", "KICK #c bob")
  .then(told("dave", ":irc 442 dave #c :You're not on that channel"), noEvents());
