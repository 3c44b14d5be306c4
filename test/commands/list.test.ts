// LIST with conditions (ISUPPORT ELIST=CMNTU), line by line.
import { expect, it } from "vitest";
import { scenario, told, toldAmong } from "../support/scenario.ts";
import { VirtualNode } from "../support/virtual-node.ts";

const rooms = [
  "alice JOIN #cat",
  "bob JOIN #cat",
  "carol JOIN #cat",
  "alice JOIN #Car",
  "bob JOIN #car",
  "bob JOIN #dog",
];
const head = ":irc 321 alice Channel :Users  Name";
const foot = ":irc 323 alice :End of LIST";

const shows = (line: string, ...rows: readonly string[]) =>
  scenario(`${line} shows ${rows.length === 0 ? "nothing" : rows.join(" and ")}`)
    .given(...rooms)
    .when("alice", line)
    .then(told("alice", head, ...rows.map((row) => `:irc 322 alice ${row} :`), foot));

shows("LIST #cat,#none,#CAR", "#cat 3", "#Car 2");
shows("LIST #ca*", "#cat 3", "#Car 2");
shows("LIST *a?", "#cat 3", "#Car 2");
shows("LIST !*T", "#Car 2", "#dog 1");
shows("LIST *a*,!*t", "#Car 2");
shows("LIST #dog,*t", "#cat 3", "#dog 1");
shows("LIST >1", "#cat 3", "#Car 2");
shows("LIST >1,<3", "#Car 2");
shows("LIST #cat,#car >2", "#cat 3");
shows("LIST >99");
shows("LIST C>0");
shows("LIST c<5,<2", "#dog 1");
shows("LIST T<5");
shows("LIST T>0");
shows("LIST nonsense");

scenario("LIST with more masks than are taken is 407 for each beyond")
  .given("alice JOIN #cat")
  .when("alice", "LIST 1,2,3,4,!5,6,7,8,nine,#cat")
  .then(told("alice", ":irc 407 alice nine :Too many targets", head, ":irc 322 alice #cat 1 :", foot));

scenario("LIST by a mask does not show secret channels to those outside")
  .given("alice JOIN #cat", "bob JOIN #hidden", "bob MODE #hidden +s")
  .when("alice", "LIST *")
  .then(told("alice", head, ":irc 322 alice #cat 1 :", foot));

scenario("ELIST names all of these conditions")
  .given("alice NAMES")
  .when("alice", "VERSION")
  .then(toldAmong("alice", / 005 alice .*\bELIST=CMNTU\b/));

it("LIST asks how long ago a channel was made and its topic set, in minutes", () => {
  const node = new VirtualNode();
  const alice = node.connect();
  node.say(alice, "NICK alice\r\nUSER u 0 * :Alice");
  const passMinutes = (count: number) => {
    for (let minute = 0; minute < count; minute++) {
      node.pass(60_000);
      node.say(alice, "PONG x");
    }
  };
  node.say(alice, "JOIN #old");
  passMinutes(10);
  node.say(alice, "JOIN #new");
  node.say(alice, "TOPIC #old :fresh");
  passMinutes(2);
  const listed = (conditions: string) =>
    node.say(alice, `LIST ${conditions}`).flatMap((line) => / 322 alice (\S+)/.exec(line)?.[1] ?? []);
  expect(listed("C>5")).toEqual(["#old"]);
  expect(listed("C<5")).toEqual(["#new"]);
  expect(listed("C>1")).toEqual(["#old", "#new"]);
  expect(listed("T>1")).toEqual(["#old"]);
  expect(listed("T<5")).toEqual(["#old"]);
  expect(listed("T>5")).toEqual([]);
  expect(listed("T<5,C<5")).toEqual([]);
});
