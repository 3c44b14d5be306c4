// Refused connections in the operator's log: a flood of them is a count, not a flood of lines.
import { expect, it } from "vitest";
import { refusalLog } from "../../src/cli/start/refusals.ts";

it("lists twenty a minute and counts the rest", () => {
  const lines: string[] = [];
  let now = 0;
  const refused = refusalLog({ write: (_level, _event, text) => void lines.push(text) }, () => now);
  for (let n = 0; n < 1000; n++) refused("192.0.2.1", "garbage");
  expect(lines).toHaveLength(21);
  expect(lines[0]).toBe("192.0.2.1: garbage");
  now = 61_000_000;
  refused("192.0.2.2", "garbage");
  expect(lines.slice(21)).toEqual(["980 more connections were refused in that minute", "192.0.2.2: garbage"]);
});
