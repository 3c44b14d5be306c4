import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "../../src/config/nearest.ts";

describe("the nearest name", () => {
  it("is found through a letter too few, too many, wrong or exchanged with its neighbour", () => {
    for (const typed of ["nickByte", "nickBytess", "nickBytrs", "nikcBytes", "NICKBYTES"]) {
      expect(nearest(typed, ["userBytes", "nickBytes", "keyBytes"])).toBe("nickBytes");
    }
  });

  it("is none where nothing is near", () => {
    expect(nearest("colour", ["nickBytes", "keyBytes"])).toBeUndefined();
    expect(didYouMean("colour", ["nickBytes"])).toBe("");
  });

  it("prefers the one with the fewest edits", () => {
    expect(didYouMean("dat", ["date", "data", "da"])).toBe("; did you mean date?");
    expect(nearest("stat", ["start", "stats"])).toBe("start");
  });
});
