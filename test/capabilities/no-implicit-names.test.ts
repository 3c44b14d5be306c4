import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

it("no-implicit-names: no list of names after one's own JOIN, and the topic as ever", () => {
  const here = new Stage();
  here.enter("alice");
  here.say("alice", "TOPIC #c :tea");
  here.connect("with", "no-implicit-names");
  here.connect("without");
  const joined = here.say("with", "JOIN #c").with ?? [];
  expect(joined.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    `:${who("with")} JOIN`,
    ":irc.test 332",
    ":irc.test 333",
  ]);
  const other = here.say("without", "JOIN #c").without ?? [];
  expect(other.slice(3)).toEqual([
    ":irc.test 353 without = #c :@alice with without",
    ":irc.test 366 without #c :End of /NAMES list",
  ]);
});

it("no-implicit-names: NAMES is answered as ever", () => {
  const here = new Stage();
  here.enter("with", "no-implicit-names");
  expect(here.say("with", "NAMES #c").with).toEqual([
    ":irc.test 353 with = #c :@with",
    ":irc.test 366 with #c :End of /NAMES list",
  ]);
});
