// The channel modes q, z and T, and messages to those with a status, line by line.
import { expect, it } from "vitest";
import { noEvents, recorded, scenario, told, toldAmong } from "../support/scenario.ts";
import { VirtualNode } from "../support/virtual-node.ts";

const host = "~u@192.0.2.1";
const pair = ["alice JOIN #c", "bob JOIN #c"];
const three = [...pair, "carol JOIN #c"];
const refused = ":irc 404 bob #c :Cannot send to channel";

scenario("+q holds the speech of a member who matches")
  .given(...pair, "alice MODE #c +q bob")
  .when("bob", "PRIVMSG #c :hi")
  .then(told("bob", refused), told("alice"), noEvents());

scenario("+q holds the speech of those outside, where these are heard")
  .given("alice JOIN #c", "alice MODE #c +q *!*@192.0.2.*", "bob NAMES")
  .when("bob", "PRIVMSG #c :hi")
  .then(told("bob", refused), noEvents());

scenario("+q lets those who match join")
  .given("alice JOIN #c", "alice MODE #c +q bob")
  .when("bob", "JOIN #c")
  .then(told("alice", `:bob!${host} JOIN #c`), recorded(["JOIN"]));

scenario("+q holds speech alone: a topic can still be set")
  .given(...pair, "alice MODE #c +q bob")
  .when("bob", "TOPIC #c :mine")
  .then(told("alice", `:bob!${host} TOPIC #c :mine`));

scenario("an exception holds for quiets as it does for bans")
  .given(...pair, "alice MODE #c +qe *!*@* bob")
  .when("bob", "PRIVMSG #c :hi")
  .then(told("alice", `:bob!${host} PRIVMSG #c :hi`));

scenario("a voice is heard under +q")
  .given(...pair, "alice MODE #c +qv bob bob")
  .when("bob", "PRIVMSG #c :hi")
  .then(told("alice", `:bob!${host} PRIVMSG #c :hi`));

scenario("the quiet list is shown to everybody, under its letter")
  .given(...pair, "alice MODE #c +q *!*@spam")
  .when("bob", "MODE #c q")
  .then(
    toldAmong(
      "bob",
      /^:irc.test 728 bob #c q \*!\*@spam alice!~u@192.0.2.1 \d+\n:irc.test 729 bob #c q :End of channel quiet list$/,
    ),
    noEvents(),
  );

scenario("+q and -q take one normal form, and list what changed")
  .given(...pair, "alice MODE #c +q SPAM")
  .when("alice", "MODE #c -q spam!*@*")
  .then(told("bob", `:alice!${host} MODE #c -q SPAM!*@*`), recorded(["MODE"]));

scenario("+T refuses notices")
  .given(...pair, "alice MODE #c +T")
  .when("bob", "NOTICE #c :hear")
  .then(told("bob"), told("alice"), noEvents());

scenario("+T lets messages through")
  .given(...pair, "alice MODE #c +T")
  .when("bob", "PRIVMSG #c :hear")
  .then(told("alice", `:bob!${host} PRIVMSG #c :hear`));

scenario("JOIN under +z is 489 without TLS")
  .given("alice JOIN #c", "alice MODE #c +z", "bob NAMES")
  .when("bob", "JOIN #c")
  .then(told("bob", ":irc 489 bob #c :Cannot join channel (+z): use TLS"), told("alice"), noEvents());

scenario("an invitation does not open +z, and is not used up by trying")
  .given("alice JOIN #c", "alice MODE #c +zi", "bob NAMES", "alice INVITE bob #c", "bob JOIN #c", "alice MODE #c -z")
  .when("bob", "JOIN #c")
  .then(recorded(["JOIN"]));

it("+z lets in who is connected with TLS", () => {
  const node = new VirtualNode();
  const [alice, bob] = [false, true].map((isSecure, at) => {
    const id = node.connect("192.0.2.1", 5, isSecure);
    node.say(id, `NICK ${["alice", "bob"][at]}\r\nUSER u 0 * :x`);
    return id;
  }) as [number, number];
  node.say(alice, "JOIN #c");
  node.say(alice, "MODE #c +z");
  expect(node.say(bob, "JOIN #c")[0]).toBe(`:bob!${host} JOIN #c`);
});

scenario("a message to @#c reaches operators only")
  .given(...three, "alice MODE #c +o bob")
  .when("bob", "PRIVMSG @#C :for operators")
  .then(
    told("alice", `:bob!${host} PRIVMSG @#c :for operators`),
    told("carol"),
    told("bob"),
    recorded(["PRIVMSG", { channel: "#c", status: "o", text: "for operators" }]),
  );

scenario("a notice to +#c reaches all with a status")
  .given(...three, "dave JOIN #c", "alice MODE #c +v bob")
  .when("alice", "NOTICE +#c :for some")
  .then(told("bob", `:alice!${host} NOTICE +#c :for some`), told("carol"), recorded(["NOTICE", { status: "v" }]));

scenario("a message to @#c by a member with a lower status is 404")
  .given(...three, "alice MODE #c +v bob")
  .when("bob", "PRIVMSG @#c :hi")
  .then(told("bob", refused), told("alice"), noEvents());

scenario("a message to @#none is 403")
  .given("alice NAMES")
  .when("alice", "PRIVMSG @#none :hi")
  .then(told("alice", ":irc 403 alice @#none :No such channel"), noEvents());

scenario("ISUPPORT names the lists, flags and prefixes from the table")
  .given("alice NAMES")
  .when("alice", "VERSION")
  .then(
    toldAmong("alice", /\bCHANMODES=beIq,k,l,CTimnstz\b/),
    toldAmong("alice", /\bMAXLIST=beIq:100\b/),
    toldAmong("alice", /\bSTATUSMSG=@\+ /),
  );
