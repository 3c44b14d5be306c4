// MODE of channels and users, line by line.
import { noEvents, recorded, scenario, told, toldAmong } from "../support/scenario.ts";

const host = "~u@192.0.2.1";
const pair = ["alice JOIN #c", "bob JOIN #c"];

scenario("MODE lists exactly what changed, with an error for each change that cannot be")
  .given(...pair, "alice MODE #c +n")
  .when("alice", "MODE #c +nto-x+o bob nobody")
  .then(
    toldAmong("alice", /MODE #c \+to bob\n.*472 alice x :is unknown mode char to me\n.*401 alice nobody/),
    told("bob", `:alice!${host} MODE #c +to bob`),
  );

scenario("setting what is set says nothing")
  .given("alice JOIN #c", "alice MODE #c +nk key")
  .when("alice", "MODE #c +nk key")
  .then(told("alice"), noEvents());

scenario("MODE by a member without status is one 482")
  .given(...pair)
  .when("bob", "MODE #c +nt+o bob")
  .then(told("bob", ":irc 482 bob #c :You're not channel operator"), noEvents());

scenario("MODE shows modes, the key to members only")
  .given("alice JOIN #c", "alice MODE #c +ntkl key 5", "bob NAMES")
  .when("bob", "MODE #c")
  .then(toldAmong("bob", /^:irc.test 324 bob #c \+ntkl \* 5\n:irc.test 329 bob #c \d+$/));

scenario("a ban takes one normal form")
  .given("alice JOIN #c", "alice MODE #c +b bob")
  .when("alice", "MODE #c +b BOB!*@*")
  .then(told("alice"), noEvents());

scenario("a ban is shown to everybody with who set it")
  .given("alice JOIN #c", "alice MODE #c +b bob@host", "bob NAMES")
  .when("bob", "MODE #c b")
  .then(
    toldAmong(
      "bob",
      /^:irc.test 367 bob #c \*!bob@host alice!~u@192.0.2.1 \d+\n:irc.test 368 bob #c :End of channel ban list$/,
    ),
  );

scenario("exceptions are shown to operators only")
  .given(...pair)
  .when("bob", "MODE #c e")
  .then(told("bob", ":irc 482 bob #c :You're not channel operator"));

scenario("-k takes any word")
  .given("alice JOIN #c", "alice MODE #c +k key")
  .when("alice", "MODE #c -k what")
  .then(told("alice", `:alice!${host} MODE #c -k *`), recorded(["MODE"]));

scenario("a bad limit is 696, a bad key 525")
  .given("alice JOIN #c")
  .when("alice", "MODE #c +lk none a,b")
  .then(
    told(
      "alice",
      ":irc 696 alice #c l none :A number from 1 to 999999999 is needed",
      ":irc 525 alice #c :Key is not well-formed",
    ),
    noEvents(),
  );

scenario("changes in one command build on each other")
  .given(...pair)
  .when("alice", "MODE #c +v-v+v bob bob bob")
  .then(told("bob", `:alice!${host} MODE #c +v-v+v bob bob bob`));

scenario("a user sets own modes, but never +o")
  .given("alice NAMES")
  .when("alice", "MODE alice +iwo")
  .then(told("alice", ":alice MODE alice :+iw"), recorded(["UMODE", { add: "iw", remove: "" }]));

scenario("an unknown user mode is 501")
  .given("alice NAMES")
  .when("alice", "MODE alice +z")
  .then(told("alice", ":irc 501 alice :Unknown MODE flag"), noEvents());

scenario("another user's modes are 502")
  .given("alice NAMES", "bob NAMES")
  .when("alice", "MODE bob +i")
  .then(told("alice", ":irc 502 alice :Cant change mode for other users"), noEvents());
