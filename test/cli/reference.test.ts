import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Complaint, errors, told } from "../../src/cli/errors.ts";
import { cliReference, errorsReference } from "../../src/cli/reference.ts";
import { allVerbs } from "../../src/cli/verbs.ts";
import { configurationReference } from "../../src/config/reference.ts";
import { LogError } from "../../src/record/log.ts";
import { ClockBehindLog } from "../../src/record/start.ts";
import { rulesReference } from "../../src/testing/judge/reference.ts";

const written = (name: string) => readFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), "utf8");

describe("the reference (node scripts/generate-docs.js writes it)", () => {
  it("of the configuration is what the schema yields", () => {
    expect(written("configuration.md")).toBe(configurationReference());
  });

  it("of the command line is what the verbs declare", async () => {
    expect(written("cli.md")).toBe(cliReference(await allVerbs()));
  });

  it("of what the probe judges is the table of its rules", () => {
    expect(written("probe-rules.md")).toBe(rulesReference());
  });

  it("of errors has each code of the program", () => {
    expect(written("errors.md")).toBe(errorsReference());
  });
});

describe("an error", () => {
  it("is told with its code, and the exit code of its row", () => {
    expect(told(new Complaint("PORT_IN_USE", "taken. Stop it"))).toEqual({
      text: "hansard: PORT_IN_USE: taken. Stop it\n",
      exit: 5,
    });
    expect(told(new LogError("LOG_IN_USE", "in use")).exit).toBe(3);
    expect(told(new ClockBehindLog("the log ends ahead")).exit).toBe(3);
  });

  it("without advice of its own gets that of the table", () => {
    expect(told(new LogError("LOG_NEWER", "position 7: X is not known")).text).toBe(
      `hansard: LOG_NEWER: position 7: X is not known\n  ${errors.LOG_NEWER.remedy}\n`,
    );
  });

  it("that no row knows is a defect of ours, with its stack", () => {
    const { text, exit } = told(new TypeError("x is not a function"));
    expect(exit).toBe(1);
    expect(text).toMatch(/^hansard: INTERNAL: x is not a function\nTypeError.*\n {4}at /);
  });
});
