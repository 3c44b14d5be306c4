// The reference of capabilities is what the table and the last test run yield, and no row is without its test.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { capabilitiesReference, type Results, tested, testOf } from "../../src/protocol/capabilities-reference.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const results = JSON.parse(read("results.json")) as Results;
const files = readdirSync(new URL(".", import.meta.url))
  .filter((file) => file.endsWith(".test.ts") && file !== "reference.test.ts")
  .map((file) => file.replace(/\.test\.ts$/, ""))
  .sort();

describe("the reference of capabilities (npm run docs writes it)", () => {
  it("is what the table and the results of the tests yield", () => {
    expect(read("../../docs/reference/capabilities.md")).toBe(capabilitiesReference(results));
  });

  it("has a test for each row that is built, and a row for each test", () => {
    expect([...new Set(tested.map(testOf))].sort()).toEqual(files);
  });

  it("shows that each of these tests passed in the last run", () => {
    expect(tested.filter((row) => results[testOf(row)] !== "passed").map((row) => row.name)).toEqual([]);
  });
});
