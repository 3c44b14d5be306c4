// Mutation testing by Stryker: changes one thing of a folder's code at a time and asks the tests nearest to it. Prints
// the score and each mutant that no test has seen; docs/internals/mutation.md says what is known of these.
//   npm run mutation -- events [projections src/record src/link]     one folder after the other; all of them without a name
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Folder → the tests that judge it: such as run in one process, and soon. What is built is no mutant. */
const tests = {
  events: ["record/clock", "events/**", "projections/**", "properties/golden", "audit/sealed", "audit/check"],
  projections: [
    "projections/**",
    "events/**",
    "audit/{check,canary}",
    "properties/{people,rooms,operators,record,golden}",
  ],
  "src/record": [
    "record/{clock,memory-log,sqlite-log,record,start,snapshot,failing-log,private-messages}",
    "audit/canary",
  ],
  "src/link": ["link/*"],
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((folder) => !Object.hasOwn(tests, folder));
if (unknown.length > 0) {
  process.stderr.write(`no tests are named for ${unknown.join(", ")}; there are ${Object.keys(tests).join(", ")}\n`);
  process.exit(2);
}
const stryker = fileURLToPath(new URL("bin/stryker.js", import.meta.resolve("@stryker-mutator/core/package.json")));
for (const folder of wanted.length > 0 ? wanted : Object.keys(tests)) {
  // The same seed and few runs: a verdict should be the same each time, and soon.
  const env = {
    HANSARD_RUNS: "6",
    HANSARD_SEED: "20261127",
    HANSARD_MUTATION_TESTS: tests[folder].map((name) => `test/${name}.test.ts`).join(" "),
  };
  const argv = [stryker, "run", "--mutate", `${folder}/*.ts`];
  const { status } = spawnSync(process.execPath, argv, {
    cwd: ROOT,
    env: { ...env, ...process.env },
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
