// Proves that each property can fail: for each patch of test/mutants it copies the tree, applies the patch and runs the
// test of that id, which must go red. It must not touch the tree that it is started in.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const patches = join(root, "test", "mutants");
const LEFT_OUT = new Set(["node_modules", "dist", ".git"]);
const RUNS = process.env.HANSARD_RUNS ?? "500";

const wanted = process.argv.slice(2);
const ids = readdirSync(patches)
  .filter((file) => file.endsWith(".patch"))
  .map((file) => basename(file, ".patch"))
  .filter((id) => wanted.length === 0 || wanted.includes(id))
  .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

let greens = 0;
for (const id of ids) {
  const verdict = judge(id);
  if (verdict !== "red") greens++;
  process.stdout.write(`${id.padEnd(4)} test/mutants/${`${id}.patch`.padEnd(10)} ${verdict}\n`);
}
process.stdout.write(`${ids.length - greens} of ${ids.length} mutants were found\n`);
process.exitCode = greens === 0 ? 0 : 1;

/** "red", "GREEN", or what kept the test from being run. */
function judge(id) {
  const copy = mkdtempSync(join(tmpdir(), `mutant-${id}-`));
  try {
    cpSync(root, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    execFileSync("git", ["apply", "-C1", join(patches, `${id}.patch`)], { cwd: copy, stdio: "pipe" });
    return run(id, copy);
  } catch (error) {
    return `NOT RUN: ${String(error.stderr ?? error).split("\n")[0]}`;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Only the test of the id counts: a patch that keeps the files from loading has found nothing. */
function run(id, copy) {
  const report = join(copy, "report.json");
  const argv = [
    "run",
    "test/properties",
    "-t",
    `^${id} `,
    "--reporter=json",
    `--outputFile=${report}`,
    "--maxWorkers=1",
  ];
  spawnSync(process.execPath, [join(root, "node_modules", "vitest", "vitest.mjs"), ...argv], {
    cwd: copy,
    env: { ...process.env, HANSARD_RUNS: RUNS },
    stdio: "ignore",
  });
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const tests = testResults.flatMap((file) => file.assertionResults).filter((test) => test.title.startsWith(`${id} `));
  if (tests.length === 0) return "NOT RUN: no such test";
  return tests.some((test) => test.status === "failed") ? "red" : "GREEN";
}
