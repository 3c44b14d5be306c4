import { expect, it } from "vitest";
import { Stage } from "./stage.ts";

const STS = { sts: { port: 6697, durationSeconds: 2_592_000 } };
const offered = (lines: readonly string[] = []) => lines.join(" ").match(/sts=\S+/)?.[0];

it("sts: a plain connection is told where to go, a secure one for how long to stay", () => {
  const here = new Stage(STS);
  here.open("plain");
  here.open("secure", true);
  expect(offered(here.say("plain", "CAP LS 302").plain)).toBe("sts=port=6697");
  expect(offered(here.say("secure", "CAP LS 302").secure)).toBe("sts=duration=2592000");
});

it("sts: who reads no values is not told of it", () => {
  const here = new Stage(STS);
  here.open("old");
  expect(here.say("old", "CAP LS").old?.join(" ")).not.toContain("sts");
});

it("sts: it is not asked for", () => {
  const here = new Stage(STS);
  here.open("asks");
  expect(here.say("asks", "CAP REQ :sts").asks).toEqual([":irc.test CAP * NAK :sts"]);
});

it("sts: without a configuration there is none", () => {
  const here = new Stage();
  here.open("plain");
  expect(here.say("plain", "CAP LS 302").plain?.join(" ")).not.toContain("sts");
});
