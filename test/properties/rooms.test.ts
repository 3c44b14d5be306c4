// Properties of what may be said, who gets in and what modes do: N7 to N10 and N12, and the PONG barrier.
import { Breach } from "../../src/testing/breach.ts";
import { acceptance, property } from "./property.ts";

property("N7 +n, +m, +T, bans, quiets and exceptions decide who is heard, and nothing else does", {
  weights: { speak: 30, privmsg: 10, notice: 8, flags: 12, lists: 16, status: 8, nick: 8, part: 5 },
});

property("N8 +b +i +k +l +z decide who gets in, and an invitation opens once", {
  weights: {
    join: 20,
    joinPlain: 16,
    part: 18,
    invite: 24,
    invites: 10,
    lists: 10,
    key: 6,
    limit: 6,
    flags: 8,
    kick: 10,
    knock: 10,
  },
});

property("N9 setting what is set says nothing, and a mode line lists exactly what changed", {
  weights: { flags: 18, lists: 12, status: 14, mixed: 14, key: 8, limit: 8, modes: 10, userMode: 10 },
});

property("N10 +l counts members, lists keep to their limit, and a mask has one normal form", {
  weights: { lists: 40, limit: 14, mixed: 10, modes: 14, joinPlain: 14, part: 8 },
});

property("N12 a line is at most 512 bytes, nothing breaks out of a parameter, no character is cut in two", {
  weights: { long: 40, garbage: 14, topic: 8, speak: 8, several: 4, nick: 2 },
});

property("* PONG is a barrier: when it arrives, all that came before has been written to everybody", {
  weights: { several: 6 },
  atEnd: (run) => {
    const [late] = run.overtaken;
    if (late !== undefined) throw new Breach("*", `a PONG left before ${JSON.stringify(late)}`);
  },
});

acceptance("rooms: N7-N10, N12", [
  "403",
  "404",
  "407",
  "411",
  "412",
  "417",
  "471",
  "472",
  "473",
  "474",
  "475",
  "478",
  "489",
  "482",
  "501",
  "525",
  "696",
  "713",
  "714",
]);
