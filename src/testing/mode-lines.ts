// MODE lines taken apart: one change at a time, each with the value that belongs to it.
import { Breach } from "./breach.ts";
import type { Line } from "./model/wire.ts";

/** The single changes of a MODE line. */
export function changesOf(line: Line): (readonly [sign: string, letter: string, value?: string])[] {
  const [, letters = "", ...values] = line.parameters;
  let sign = "+";
  const changes: (readonly [string, string, string?])[] = [];
  for (const letter of letters) {
    if (letter === "+" || letter === "-") {
      sign = letter;
      continue;
    }
    const takesValue = "beIqkov".includes(letter) || (letter === "l" && sign === "+");
    if (takesValue && values.length === 0)
      throw new Breach("N9", `a MODE without its value: ${JSON.stringify(line.parameters)}`);
    changes.push(takesValue ? [sign, letter, values.shift() ?? ""] : [sign, letter]);
  }
  if (changes.length === 0 || values.length > 0)
    throw new Breach("N9", `a MODE that says nothing: ${JSON.stringify(line.parameters)}`);
  return changes;
}
