// N17: no privileged event without an operator event before it, and no refusal of those who may.
import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../src/audit/check/check.ts";
import { Breach } from "../../src/testing/breach.ts";
import { Tally } from "../../src/testing/model/tally.ts";
import { officeSteps, PRIVILEGED } from "./office-words.ts";
import { Offices } from "./offices.ts";
import { parameters } from "./property.ts";

const TIMEOUT_MS = 300_000;

test(
  "N17 no privileged event without an operator event before it",
  async () => {
    const tally = new Tally();
    await fc.assert(
      fc.asyncProperty(officeSteps, async (steps) => {
        const offices = new Offices();
        await offices.run(steps);
        tally.merge(offices.tally);
        const { finding } = check(offices.virtual.log);
        if (finding) throw new Breach("N17", `the log is found to break ${finding.id}: ${finding.text}`);
      }),
      parameters(),
    );
    process.stdout.write(`${tally.table("operators: N17")}\n`);
    expect(tally.below(["OPER", ...PRIVILEGED], Math.floor((parameters().numRuns ?? 0) / 10))).toEqual([]);
    expect(tally.metBelow(["chghost"], Math.floor((parameters().numRuns ?? 0) / 10))).toEqual([]);
  },
  TIMEOUT_MS,
);
