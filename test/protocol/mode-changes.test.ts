// The parameters of MODE as single changes, and single changes as parameters.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readModeChanges, writeModeChanges } from "../../src/protocol/mode-changes.ts";

const read = (...parameters: string[]) =>
  readModeChanges(parameters).map((each) =>
    "unknown" in each ? [each.sign, "unknown", each.unknown] : [each.sign, each.mode.letter, each.value],
  );

describe("readModeChanges", () => {
  it.each([
    [
      ["+nt"],
      [
        ["+", "n", undefined],
        ["+", "t", undefined],
      ],
    ],
    [
      ["n-t"],
      [
        ["+", "n", undefined],
        ["-", "t", undefined],
      ],
    ],
    [
      ["+ov", "alice", "bob"],
      [
        ["+", "o", "alice"],
        ["+", "v", "bob"],
      ],
    ],
    [
      ["+l-l", "5", "6"],
      [
        ["+", "l", "5"],
        ["-", "l", undefined],
      ],
    ],
    [["-k", "x"], [["-", "k", "x"]]],
    [["-k"], [["-", "k", undefined]]],
    [["b"], [["+", "b", undefined]]],
    [
      ["+bb", "x"],
      [
        ["+", "b", "x"],
        ["+", "b", undefined],
      ],
    ],
    [
      ["+yn"],
      [
        ["+", "unknown", "y"],
        ["+", "n", undefined],
      ],
    ],
    [["+-+"], []],
    [[""], []],
    [[], []],
  ])("reads %j", (parameters, changes) => {
    expect(read(...parameters)).toEqual(changes);
  });
});

describe("writeModeChanges", () => {
  it("is read back as it was written", () => {
    const sign = fc.constantFrom("+", "-");
    const flag = fc.tuple(sign, fc.constantFrom("i", "m", "n", "s", "t", "C"));
    const valued = fc.tuple(sign, fc.constantFrom("b", "e", "I", "o", "v", "k"), fc.stringMatching(/^[a-z*!@]{1,8}$/));
    const limit = fc.oneof(
      fc.tuple(fc.constant("+"), fc.constant("l"), fc.stringMatching(/^[1-9]$/)),
      fc.constant(["-", "l"]),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(flag, valued, limit), { maxLength: 12 }), (changes) => {
        const written = writeModeChanges(changes as [string, string, string?][]);
        const expected = changes.map(([each, letter, value]) => [each, letter, value]);
        expect(read(...written.split(" "))).toEqual(expected);
      }),
    );
  });

  it("writes a sign only where it changes", () => {
    expect(
      writeModeChanges([
        ["+", "o", "a"],
        ["+", "v", "b"],
        ["-", "n"],
        ["+", "t"],
      ]),
    ).toBe("+ov-n+t a b");
  });
});
