import { describe, expect, it } from "vitest";
import { Complaint } from "../../src/cli/errors.ts";
import { parse } from "../../src/cli/parse.ts";
import { shared, type Verb, verb } from "../../src/cli/verb.ts";

const probe = verb({
  name: "probe",
  summary: "",
  parameters: [{ name: "WHEN", help: "A moment." }],
  options: { data: shared.data, json: shared.json, since: { kind: "text", value: "WHEN", help: "From then." } },
  notes: [],
  examples: [],
  run: async () => 0,
}) as Verb;

function complaint(...args: string[]): string {
  try {
    parse(probe, args);
  } catch (error) {
    if (error instanceof Complaint && error.code === "USAGE") return error.message;
  }
  return "";
}

describe("a command line", () => {
  it("gives options and parameters in any order, with defaults for what is left out", () => {
    expect(parse(probe, ["--json", "10m", "--since=1h"])).toEqual({
      options: { data: "./data", json: true, since: "1h" },
      parameters: ["10m"],
    });
  });

  it("asks for help wherever --help stands", () => {
    expect(parse(probe, ["10m", "--help"])).toBe("help");
    expect(parse(probe, ["-h"])).toBe("help");
  });

  it("with an unknown option is told the nearest", () => {
    expect(complaint("10m", "--sinse", "1h")).toContain("no option --sinse; did you mean --since?");
    expect(complaint("10m", "--colour")).toBe("probe has no option --colour (see hansard probe --help)");
  });

  it("is told of a value that is missing, empty or not wanted", () => {
    for (const args of [["--since"], ["--since", "--json"], ["--since="]]) {
      expect(complaint("10m", ...args)).toContain("--since needs a value: WHEN");
    }
    expect(complaint("10m", "--json=yes")).toContain('--json takes no value; found "yes"');
  });

  it("is told of a parameter too few or too many", () => {
    expect(complaint()).toContain("probe needs WHEN: A moment.");
    expect(complaint("10m", "20m")).toContain('probe does not take "20m"');
  });
});
