// PRIVMSG, NOTICE and AWAY, line by line.
import { noEvents, recorded, scenario, told } from "../support/scenario.ts";

const host = "~u@192.0.2.1";

scenario("PRIVMSG to a channel reaches all members but the sender")
  .given("alice JOIN #c", "bob JOIN #c")
  .when("bob", "PRIVMSG #C :hello, wörld")
  .then(
    told("alice", `:bob!${host} PRIVMSG #c :hello, wörld`),
    told("bob"),
    recorded(["PRIVMSG", { channel: "#c", text: "hello, wörld" }]),
  );

scenario("a private message reaches its target, and by default its body is not stored")
  .given("alice NAMES", "bob NAMES")
  .when("bob", "PRIVMSG Alice :psst")
  .then(told("alice", `:bob!${host} PRIVMSG alice :psst`), recorded(["PRIVMSG"]), ({ events }) => {
    if (events[0]?.body !== null) throw new Error("the body is in the log");
  });

scenario("PRIVMSG to several targets takes each by itself, and refuses those beyond TARGMAX")
  .given("alice NAMES", "bob NAMES")
  .when("bob", "PRIVMSG alice,nobody,#none,alice,x,y :hi")
  .then(
    told("alice", `:bob!${host} PRIVMSG alice :hi`),
    told(
      "bob",
      ":irc 401 bob nobody :No such nick/channel",
      ":irc 403 bob #none :No such channel",
      ":irc 401 bob x :No such nick/channel",
      ":irc 407 bob y :Too many targets",
    ),
    recorded(["PRIVMSG"]),
  );

scenario("PRIVMSG without a target is 411, without a text 412")
  .given()
  .when("bob", "PRIVMSG")
  .then(told("bob", ":irc 411 bob :No recipient given"));
scenario("PRIVMSG with an empty text is 412")
  .given()
  .when("bob", "PRIVMSG alice :")
  .then(told("bob", ":irc 412 bob :No text to send"), noEvents());

scenario("PRIVMSG from outside is refused under +n, and heard without it")
  .given("alice JOIN #c", "alice MODE #c +n", "bob NAMES")
  .when("bob", "PRIVMSG #c :hi")
  .then(told("bob", ":irc 404 bob #c :Cannot send to channel"), told("alice"), noEvents());

scenario("a voiced member is heard under +m and a ban")
  .given("alice JOIN #c", "bob JOIN #c", "alice MODE #c +mb bob", "alice MODE #c +v bob")
  .when("bob", "PRIVMSG #c :hi")
  .then(told("alice", `:bob!${host} PRIVMSG #c :hi`));

scenario("+C refuses CTCP but ACTION")
  .given("alice JOIN #c", "bob JOIN #c", "alice MODE #c +C")
  .when("bob", "PRIVMSG #c :\x01VERSION\x01")
  .then(told("bob", ":irc 404 bob #c :Cannot send to channel"));
scenario("+C lets ACTION through")
  .given("alice JOIN #c", "bob JOIN #c", "alice MODE #c +C")
  .when("bob", "PRIVMSG #c :\x01ACTION waves\x01")
  .then(told("alice", `:bob!${host} PRIVMSG #c :\x01ACTION waves\x01`));

scenario("NOTICE is never answered").given("bob NAMES").when("bob", "NOTICE nobody :hi").then(told("bob"), noEvents());

scenario("AWAY is told to those who write")
  .given("alice AWAY :at lunch", "bob NAMES")
  .when("bob", "PRIVMSG alice :hi")
  .then(told("bob", ":irc 301 bob alice :at lunch"), told("alice", `:bob!${host} PRIVMSG alice :hi`));

scenario("AWAY without a text is back")
  .given("alice AWAY :at lunch")
  .when("alice", "AWAY")
  .then(told("alice", ":irc 305 alice :You are no longer marked as being away"), recorded(["AWAY", {}]));
