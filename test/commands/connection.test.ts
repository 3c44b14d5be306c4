// Registration and what asks about the server and its users, line by line.
import { noEvents, recorded, scenario, told, toldAmong } from "../support/scenario.ts";

const host = "~u@192.0.2.1";

scenario("registration tells all that a client needs")
  .given("<new> NICK carol")
  .when("<new>", "USER c 0 * :Carol C")
  .then(
    toldAmong(
      "<new>",
      /^:irc.test 001 carol :Welcome to the Hansard network, carol!~c@192.0.2.1\n:irc.test 002 .*\n:irc.test 003 .*\n:irc.test 004 carol irc.test /,
    ),
    toldAmong("<new>", / 005 carol .*CASEMAPPING=ascii.* :are supported by this server\n/),
    toldAmong("<new>", /422|376 carol :End of \/MOTD command\n:irc.test NOTICE carol :.*keeps a record/),
    recorded(["CONNECT", { nick: "carol", username: "~c", host: "192.0.2.1", realname: "Carol C" }], ["ADDRESS"]),
  );

scenario("registration waits for CAP END")
  .given("<new> CAP LS 302", "<new> NICK carol", "<new> USER c 0 * :Carol")
  .when("<new>", "CAP END")
  .then(toldAmong("<new>", / 001 carol /));

scenario("CAP REQ is refused as a whole for one name that is not offered")
  .given("<new> NICK carol")
  .when("<new>", "CAP REQ :server-time sasl")
  .then(told("<new>", ":irc CAP carol NAK :server-time sasl"), noEvents());

scenario("before registration commands are 451")
  .given()
  .when("<new>", "JOIN #c")
  .then(told("<new>", ":irc 451 * :You have not registered"));

scenario("a nick in use is 433")
  .given("alice NAMES")
  .when("<new>", "NICK ALICE")
  .then(told("<new>", ":irc 433 * ALICE :Nickname is already in use"));

scenario("a nick that begins with a digit is 432")
  .given("alice NAMES")
  .when("alice", "NICK 1abc")
  .then(told("alice", ":irc 432 alice 1abc :Erroneous nickname"), noEvents());

scenario("NICK is seen once by each neighbour and oneself")
  .given("alice JOIN #a", "bob JOIN #a", "alice JOIN #b", "bob JOIN #b", "carol NAMES")
  .when("alice", "NICK Ally")
  .then(
    told("alice", `:alice!${host} NICK Ally`),
    told("bob", `:alice!${host} NICK Ally`),
    told("carol"),
    recorded(["NICK", { nick: "Ally" }]),
  );

scenario("QUIT is seen by neighbours; the one who quits gets ERROR alone")
  .given("alice JOIN #a", "bob JOIN #a")
  .when("alice", "QUIT :night")
  .then(
    told("bob", `:alice!${host} QUIT :Quit: night`),
    told("alice", "ERROR :Closing link: 192.0.2.1 (Quit: night)"),
    recorded(["QUIT", { reason: "Quit: night" }]),
  );

scenario("PING is answered with its token")
  .given("alice NAMES")
  .when("alice", "PING :a b")
  .then(told("alice", ":irc PONG irc.test :a b"));
scenario("an unknown command is 421")
  .given("alice NAMES")
  .when("alice", "FNORD x")
  .then(told("alice", ":irc 421 alice FNORD :Unknown command"));
scenario("too few parameters are 461")
  .given("alice NAMES")
  .when("alice", "JOIN")
  .then(told("alice", ":irc 461 alice JOIN :Not enough parameters"));
scenario("USER twice is 462")
  .given("alice NAMES")
  .when("alice", "USER a 0 * :A")
  .then(told("alice", ":irc 462 alice :You may not reregister"));

scenario("WHOIS tells about a user")
  .given("alice JOIN #c", "alice AWAY :out", "bob NAMES")
  .when("bob", "WHOIS alice")
  .then(
    toldAmong(
      "bob",
      /^:irc.test 311 bob alice ~u 192.0.2.1 \* :Real alice\n:irc.test 319 bob alice :@#c\n:irc.test 312 bob alice irc.test :a hansard node\n:irc.test 301 bob alice :out\n:irc.test 317 bob alice \d+ \d+ :seconds idle, signon time\n:irc.test 318 bob alice :End of \/WHOIS list$/,
    ),
  );

scenario("WHOIS of nobody is 401 and 318")
  .given("bob NAMES")
  .when("bob", "WHOIS nobody")
  .then(told("bob", ":irc 401 bob nobody :No such nick/channel", ":irc 318 bob nobody :End of /WHOIS list"));

scenario("WHO of a channel lists its members with their flags")
  .given("alice JOIN #c", "alice AWAY :out", "bob NAMES")
  .when("bob", "WHO #c")
  .then(
    told("bob", ":irc 352 bob #c ~u 192.0.2.1 irc.test alice G@ :0 Real alice", ":irc 315 bob #c :End of WHO list"),
  );

scenario("WHOWAS remembers a nick that was given up")
  .given("alice NICK ally", "bob NAMES")
  .when("bob", "WHOWAS alice")
  .then(
    toldAmong(
      "bob",
      /^:irc.test 314 bob alice ~u 192.0.2.1 \* :Real alice\n:irc.test 312 bob alice irc.test :20.*Z\n:irc.test 369 bob alice :End of WHOWAS$/,
    ),
  );

scenario("WHOWAS of a stranger is 406 and 369")
  .given("bob NAMES")
  .when("bob", "WHOWAS stranger")
  .then(told("bob", ":irc 406 bob stranger :There was no such nickname", ":irc 369 bob stranger :End of WHOWAS"));

scenario("LUSERS counts users, invisible ones, channels and connections")
  .given("alice JOIN #c", "alice MODE alice +i", "<new> PING x")
  .when("bob", "LUSERS")
  .then(
    told(
      "bob",
      ":irc 251 bob :There are 1 users and 1 invisible on 1 servers",
      ":irc 253 bob 1 :unknown connection(s)",
      ":irc 254 bob 1 :channels formed",
      ":irc 255 bob :I have 2 clients and 0 servers",
      ":irc 265 bob 2 2 :Current local users 2, max 2",
      ":irc 266 bob 2 2 :Current global users 2, max 2",
    ),
  );

scenario("HELP explains a command from its own declaration")
  .given("alice NAMES")
  .when("alice", "HELP part")
  .then(
    told(
      "alice",
      ":irc 704 alice PART :PART <channel>{,<channel>} [:<reason>]",
      ":irc 705 alice PART :Leaves channels.",
      ":irc 706 alice PART :End of HELP",
    ),
  );

scenario("MOTD, VERSION and TIME of another server are 402")
  .given("alice NAMES")
  .when("alice", "VERSION other.test")
  .then(told("alice", ":irc 402 alice other.test :No such server"));

scenario("STATS c shows the caches")
  .given("alice JOIN #c")
  .when("alice", "STATS c")
  .then(
    toldAmong(
      "alice",
      /^:irc.test 249 alice c :members: \d+ of 10000 entries, \d+ hits, \d+ misses, \d+ evictions\n:irc.test 219 alice c :End of STATS report$/,
    ),
  );
