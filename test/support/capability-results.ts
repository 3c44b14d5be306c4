// A reporter beside the usual one: writes how the test of each capability ended to test/capabilities/results.json,
// from which the reference of capabilities is made. It holds no times, so that it changes only when a result does.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Reporter, TestModule } from "vitest/node";

type Result = "passed" | "failed";

const FOLDER = fileURLToPath(new URL("../capabilities", import.meta.url));
const FILE = join(FOLDER, "results.json");
/** Of the table itself, not of a capability. */
const REFERENCE = "reference";

export class CapabilityResults implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const before = readFileSync(FILE, "utf8");
    const results = JSON.parse(before) as Record<string, Result>;
    for (const module of modules) {
      const name = basename(module.moduleId, ".test.ts");
      const result = dirname(module.moduleId) === FOLDER && name !== REFERENCE ? resultOf(module) : undefined;
      if (result) results[name] = result;
    }
    const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)));
    const text = `${JSON.stringify(sorted, null, 2)}\n`;
    if (text !== before) writeFileSync(FILE, text);
  }
}

/** Undefined for a run of only some of the file's tests. */
function resultOf(module: TestModule): Result | undefined {
  if (module.state() === "failed") return "failed";
  const states = [...module.children.allTests()].map((test) => test.result().state);
  return states.length > 0 && states.every((state) => state === "passed") ? "passed" : undefined;
}
