import { expect, it } from "vitest";
import { Stage } from "./stage.ts";

const STS = { sts: { port: 6697, durationSeconds: 600 } };

/** In one channel: with CAP LS 302, with the capability asked for, and without either. */
function stage() {
  const here = new Stage();
  for (const nick of ["implied", "with", "without"]) here.open(nick);
  here.say("implied", "CAP LS 302", "NICK implied", "USER u 0 * :Real", "CAP END", "JOIN #c");
  here.say("with", "CAP REQ :cap-notify", "NICK with", "USER u 0 * :Real", "CAP END", "JOIN #c");
  here.say("without", "NICK without", "USER u 0 * :Real", "JOIN #c");
  here.take();
  return here;
}

it("cap-notify: CAP NEW when more is offered; nothing without it, nor for those who could not read the value", () => {
  const here = stage();
  here.reconfigure(STS);
  expect(here.take()).toEqual({ implied: [":irc.test CAP implied NEW :sts=port=6697"], with: [], without: [] });
});

it("cap-notify: a value that changed is told again, and one that did not is not", () => {
  const here = stage();
  here.reconfigure(STS);
  here.take();
  here.reconfigure(STS);
  expect(here.take().implied).toEqual([]);
  here.reconfigure({ sts: { ...STS.sts, port: 6698 } });
  expect(here.take().implied).toEqual([":irc.test CAP implied NEW :sts=port=6698"]);
});

it("cap-notify: sts is never taken back with CAP DEL", () => {
  const here = stage();
  here.reconfigure(STS);
  here.take();
  here.reconfigure({});
  expect(here.take()).toEqual({ implied: [], with: [], without: [] });
});

it("cap-notify: CAP LS 302 implies it, and then it cannot be given up", () => {
  const here = stage();
  expect(here.say("implied", "CAP LIST").implied).toEqual([":irc.test CAP implied LIST :cap-notify"]);
  expect(here.say("implied", "CAP REQ :-cap-notify").implied).toEqual([":irc.test CAP implied NAK :-cap-notify"]);
  expect(here.say("with", "CAP REQ :-cap-notify").with).toEqual([":irc.test CAP with ACK :-cap-notify"]);
  expect(here.say("with", "CAP LIST").with).toEqual([":irc.test CAP with LIST :"]);
});

it("cap-notify: of the versions asked for the highest is kept, and each LS is answered in its own", () => {
  const here = new Stage(STS);
  here.open("new");
  expect(here.say("new", "CAP LS 307").new?.join(" ")).toContain("sts=port=6697");
  expect(here.say("new", "CAP LS").new?.join(" ")).not.toContain("sts");
  expect(here.say("new", "CAP LIST").new).toEqual([":irc.test CAP * LIST :cap-notify"]);
});
