// What the command line tells of a play once it is over.
import { hansard } from "./served-node.js";
import { Unmet } from "./wait.js";

/** `hansard log` must print every step, in order of time, and no private message. */
export async function checkLog(data, channel, steps) {
  const text = await hansard("log", "--data", data, "--channel", channel);
  const everything = await hansard("log", "--data", data);
  const lines = text.split("\n");
  let from = 0;
  for (const step of steps) {
    for (const pattern of step.log) {
      const at = lines.findIndex((line, index) => index >= from && pattern.test(line));
      if (at < 0) throw new Unmet(`hansard log: ${pattern} of step "${step.name}" is missing`, text);
      from = at + 1;
    }
    for (const pattern of step.unlogged ?? []) {
      if (pattern.test(everything)) {
        throw new Unmet(`hansard log: ${pattern} is private and must not be there`, everything);
      }
    }
  }
  return text;
}

/** `hansard at` must name the members of that moment and nobody else. */
export async function checkMoment(data, channel, moment, { present, absent }) {
  const text = await hansard("at", moment, "--data", data, "--channel", channel);
  for (const nick of present) {
    if (!text.includes(nick)) throw new Unmet(`hansard at ${moment}: ${nick} is missing`, text);
  }
  for (const nick of absent) {
    if (text.includes(nick)) throw new Unmet(`hansard at ${moment}: ${nick} should not be there`, text);
  }
  return text;
}
