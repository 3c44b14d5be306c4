import { expect, it } from "vitest";
import { configuration } from "../support/virtual-node.ts";
import { Stage, who } from "./stage.ts";

function stage(monitorEntries = 100) {
  const here = new Stage({ limits: { ...configuration.limits, monitorEntries } });
  here.enter("with");
  here.enter("without");
  return here;
}

it("MONITOR: who watches a nick is told when it comes, changes and goes; who does not hears nothing", () => {
  const here = stage();
  expect(here.say("with", "MONITOR + Alice,ally")).toEqual({
    with: [":irc.test 731 with :Alice,ally"],
    without: [],
  });
  here.open("alice");
  here.say("alice", "NICK alice");
  expect(here.say("alice", "USER u 0 * :Real")).toMatchObject({
    with: [`:irc.test 730 with :${who("alice")}`],
    without: [],
  });
  expect(here.say("alice", "NICK Alice")).toMatchObject({ with: [], without: [] });
  expect(here.say("alice", "NICK ally")).toMatchObject({
    with: [":irc.test 731 with :Alice", `:irc.test 730 with :${who("ally")}`],
    without: [],
  });
  expect(here.say("alice", "QUIT")).toMatchObject({ with: [":irc.test 731 with :ally"], without: [] });
});

it("MONITOR: + says who is there and who is not, of each nick once, and passes over what is no nick", () => {
  const here = stage();
  expect(here.say("with", "MONITOR + without,gone,GONE,*!*@*,1abc,,with").with).toEqual([
    `:irc.test 730 with :${who("without")},${who("with")}`,
    ":irc.test 731 with :gone",
  ]);
  expect(here.say("with", "MONITOR + gone").with).toEqual([]);
});

it("MONITOR: L lists, S says who is there, - and C take away without a word", () => {
  const here = stage();
  here.say("with", "MONITOR + without,gone,other");
  expect(here.say("with", "MONITOR - OTHER,unknown").with).toEqual([]);
  expect(here.say("with", "MONITOR L").with).toEqual([
    ":irc.test 732 with :without,gone",
    ":irc.test 733 with :End of MONITOR list",
  ]);
  expect(here.say("with", "MONITOR s").with).toEqual([
    `:irc.test 730 with :${who("without")}`,
    ":irc.test 731 with :gone",
  ]);
  expect(here.say("with", "MONITOR C").with).toEqual([]);
  expect(here.say("with", "MONITOR L").with).toEqual([":irc.test 733 with :End of MONITOR list"]);
  expect(here.say("without", "QUIT").with).toEqual([`:${who("without")} QUIT :Client Quit`]);
});

it("MONITOR: a full list is 734 with what found no room, and ISUPPORT says how much there is", () => {
  const here = stage(3);
  expect(here.say("with", "MONITOR + a,b,c,d,a,e").with).toEqual([
    ":irc.test 731 with :a,b,c",
    ":irc.test 734 with 3 d,e :Monitor list is full",
  ]);
  expect(here.say("with", "MONITOR L").with?.[0]).toBe(":irc.test 732 with :a,b,c");
  here.open("new");
  expect(here.say("new", "NICK new", "USER u 0 * :Real").new?.join("\n")).toContain(" MONITOR=3 ");
});

it("MONITOR: long answers take several lines of at most 512 bytes", () => {
  const here = stage();
  const nicks = Array.from({ length: 60 }, (_each, at) => `a-nick-of-some-length-${at}`);
  for (let at = 0; at < nicks.length; at += 15) here.say("with", `MONITOR + ${nicks.slice(at, at + 15).join(",")}`);
  const told = here.say("with", "MONITOR L").with ?? [];
  for (const line of told) expect(Buffer.byteLength(`${line}\r\n`)).toBeLessThanOrEqual(512);
  const listed = told.filter((line) => line.includes(" 732 ")).flatMap((line) => line.split(" :")[1]?.split(","));
  expect(listed).toEqual(nicks);
});

it("MONITOR: an unknown modifier is passed over, none is 461, and + without nicks too", () => {
  const here = stage();
  expect(here.say("with", "MONITOR X y").with).toEqual([]);
  for (const line of ["MONITOR", "MONITOR +", "MONITOR -"]) {
    expect(here.say("with", line).with).toEqual([":irc.test 461 with MONITOR :Not enough parameters"]);
  }
});

it("MONITOR: a watcher who is gone is told nothing, and nothing is kept of them", () => {
  const here = stage();
  here.say("with", "MONITOR + alice");
  here.say("with", "QUIT");
  here.connect("alice");
  expect(here.take().with).toEqual([]);
  here.connect("with");
  expect(here.say("with", "MONITOR L").with).toEqual([":irc.test 733 with :End of MONITOR list"]);
});
