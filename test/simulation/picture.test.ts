// The strict client is the judge of the simulation: each kind of line that must not be told makes it throw.
import { describe, expect, it } from "vitest";
import { readLine } from "./lines.ts";
import { Picture } from "./picture.ts";
import { Violation } from "./violation.ts";

const BEGUN = [
  ":n0.sim 001 alice :Welcome",
  ":alice!~p0x1@h JOIN #one",
  ":n0.sim 353 alice = #one :@bob!~p1x1@h alice!~p0x1@h",
  ":n0.sim 366 alice #one :End of /NAMES list",
  ":n0.sim 324 alice #one +nl 4",
  ":n0.sim 367 alice #one eve!*@* bob!~p1x1@h 1",
  ":n0.sim 368 alice #one :End of channel ban list",
];

function pictureOf(...lines: readonly string[]): Picture {
  const picture = new Picture("p0x1");
  for (const text of [...BEGUN, ...lines]) picture.take(readLine(text), 0);
  return picture;
}

describe("the picture of a strict client", () => {
  it("follows what it is told", () => {
    const picture = pictureOf(
      ":carol!~p2x1@h JOIN #one",
      ":bob!~p1x1@h MODE #one +vb-l carol dave!*@*",
      ":carol!~p2x1@h NICK Carol",
      ":bob!~p1x1@h TOPIC #one :hello",
      ":bob!~p1x1@h KICK #one Carol :out",
      ":n0.sim 353 alice = #one :@bob!~p1x1@h alice!~p0x1@h",
      ":n0.sim 366 alice #one :End of /NAMES list",
      ":n0.sim 324 alice #one +n",
      ":n0.sim 332 alice #one :hello",
    );
    expect([...(picture.room("#one")?.bans ?? [])].sort()).toEqual(["dave!*@*", "eve!*@*"]);
  });

  it.each([
    ["a JOIN of somebody who is there", ":bob!~p1x1@h JOIN #one"],
    ["a JOIN of somebody who is there under another nick", ":robert!~p1x1@h JOIN #one"],
    ["a JOIN to a channel where it is not", ":carol!~p2x1@h JOIN #two"],
    ["a PART of somebody unknown", ":carol!~p2x1@h PART #one"],
    ["a KICK of somebody unknown", ":bob!~p1x1@h KICK #one carol :out"],
    ["a QUIT of somebody unknown", ":carol!~p2x1@h QUIT :bye"],
    ["its own QUIT", ":alice!~p0x1@h QUIT :bye"],
    ["a NICK of somebody unknown", ":carol!~p2x1@h NICK dave"],
    ["a NICK that is borne by another", ":bob!~p1x1@h NICK alice"],
    ["a NICK that changes nothing", ":bob!~p1x1@h NICK bob"],
    ["somebody under the nick of another", ":bob!~p9x1@h PART #one"],
    ["status for somebody unknown", ":bob!~p1x1@h MODE #one +o carol"],
    ["status that is so before", ":bob!~p1x1@h MODE #one +o bob"],
    ["a flag that is so before", ":bob!~p1x1@h MODE #one +n"],
    ["a limit that is so before", ":bob!~p1x1@h MODE #one +l 4"],
    ["a flag that was not set", ":bob!~p1x1@h MODE #one -t"],
    ["a ban that is so before", ":bob!~p1x1@h MODE #one +b Eve!*@*"],
    ["a ban that was not set", ":bob!~p1x1@h MODE #one -b carol!*@*"],
    ["a MODE without its value", ":bob!~p1x1@h MODE #one +o"],
    ["a topic that changes nothing", ":bob!~p1x1@h TOPIC #one :"],
    ["other modes than it knows", ":n0.sim 324 alice #one +n"],
    ["another topic than it knows", ":n0.sim 332 alice #one :other"],
  ])("throws on %s", (_what, line) => {
    expect(() => pictureOf(line)).toThrow(Violation);
  });

  it("throws on NAMES and bans that are not what it knows", () => {
    const names = [":n0.sim 353 alice = #one :bob!~p1x1@h alice!~p0x1@h", ":n0.sim 366 alice #one :End"];
    expect(() => pictureOf(...names)).toThrow(/C4/);
    expect(() => pictureOf(":n0.sim 368 alice #one :End of channel ban list")).toThrow(/C4/);
  });
});
