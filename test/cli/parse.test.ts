import { describe, expect, it } from "vitest";
import { Complaint } from "../../src/cli/errors.ts";
import { page } from "../../src/cli/help.ts";
import { chooseAction, parse } from "../../src/cli/parse.ts";
import { cliReference } from "../../src/cli/reference.ts";
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

describe("a verb with actions", () => {
  const lamp = {
    name: "lamp",
    summary: "Light.",
    actions: [
      { ...probe, name: "lamp on", summary: "Makes light." },
      { ...probe, name: "lamp off", summary: "Makes dark." },
    ],
    notes: ["A note."],
  };

  function refusal(...args: string[]): string {
    try {
      chooseAction(lamp, args);
    } catch (error) {
      if (error instanceof Complaint && error.code === "USAGE") return error.message;
    }
    return "";
  }

  it("gives the action that its first word names, and what is left to it", () => {
    expect(chooseAction(lamp, ["off", "10m", "--json"])).toEqual({ action: lamp.actions[1], args: ["10m", "--json"] });
  });

  it("asks for its own help before an action is named", () => {
    expect(chooseAction(lamp, ["--help"])).toBeUndefined();
    expect(chooseAction(lamp, ["on", "--help"])?.action).toBe(lamp.actions[0]);
  });

  it("is told of an action that is missing, unknown, or late", () => {
    expect(refusal()).toBe("lamp needs an action: on, off (see hansard lamp --help)");
    expect(refusal("offf")).toBe('lamp has no action "offf"; did you mean off? (see hansard lamp --help)');
    expect(refusal("--json", "on")).toBe("the action comes before --json (see hansard lamp --help)");
  });

  it("has a page of its own, one for each action, and both in the reference", () => {
    expect(page(lamp)).toMatch(/^Usage: hansard lamp <action> \[options\]\n\nLight\.\n\n {2}on +Makes light\.\n/);
    expect(page(lamp.actions[0] as Verb)).toMatch(/^Usage: hansard lamp on <WHEN> \[options\]\n/);
    const reference = cliReference([lamp]);
    expect(reference).toContain("| [`lamp`](#hansard-lamp) | Light. |");
    expect(reference).toContain("## hansard lamp\n");
    expect(reference).toContain("| [`lamp off`](#hansard-lamp-off) | Makes dark. |");
    expect(reference).toContain("### hansard lamp off\n");
  });
});
