import { expect, it } from "vitest";
import { Stage, who } from "./stage.ts";

it("userhost-in-names: NAMES gives nick!user@host, with the prefix before it", () => {
  const here = new Stage();
  here.enter("with", "userhost-in-names");
  here.enter("without");
  expect(here.say("with", "NAMES #c").with?.[0]).toBe(`:irc.test 353 with = #c :@${who("with")} ${who("without")}`);
  expect(here.say("without", "NAMES #c").without?.[0]).toBe(":irc.test 353 without = #c :@with without");
});

it("userhost-in-names: a long list takes several lines of at most 512 bytes, and nobody is lost", () => {
  const here = new Stage();
  here.enter("with", "userhost-in-names", "multi-prefix");
  for (let at = 0; at < 40; at++) here.enter(`somebody-with-a-long-nick-${at}`);
  const told = here.say("with", "NAMES #c").with ?? [];
  for (const line of told) expect(Buffer.byteLength(`${line}\r\n`)).toBeLessThanOrEqual(512);
  const names = told.filter((line) => line.includes(" 353 ")).flatMap((line) => line.split(" :")[1]?.split(" "));
  expect(names).toHaveLength(41);
});
