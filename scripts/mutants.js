// Proves that the proof of each invariant can fail: for each patch of test/mutants, named after its id, it copies the tree,
// applies the patch and runs the test of that id, which must go red. Prints id, test, patch and what came of it.
// It must not touch the tree that it is started in.
//   npm run mutants                all of them
//   npm run mutants -- C5 N3       these ids
//   npm run mutants -- --quick     the first patch of each id, with fewer runs: for every build
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { proofs } from "./proofs.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = join(root, "test", "mutants");
const PARTS = ["src", "events", "projections", "test", "scripts", "docs"];
const FILES = ["package.json", "tsconfig.json", "tsconfig.test.json", "vitest.config.ts"];

const { values, positionals } = parseArgs({ options: { quick: { type: "boolean" } }, allowPositionals: true });
const RUNS = process.env.HANSARD_RUNS ?? (values.quick ? "300" : "500");
const patches = readdirSync(folder).filter((file) => file.endsWith(".patch"));
const idOf = (patch) => basename(patch, ".patch").split("-")[0];

/** One row of the table for each patch of each id, and for each id that has none. */
function rowsOf(id) {
  const own = patches.filter((patch) => idOf(patch) === id).sort((a, b) => a.length - b.length);
  if ("missing" in proofs[id]) return [{ id, test: "-", patch: "-", verdict: `NOT BUILT: ${proofs[id].missing}` }];
  if (own.length === 0) return [{ id, test: testOf(id), patch: "-", verdict: "NO PATCH" }];
  return (values.quick ? own.slice(0, 1) : own).map((patch) => ({ id, test: testOf(id), patch }));
}

const testOf = (id) => proofs[id].file ?? "npm run simulate";

/** Of a row with a patch: "red", "GREEN", or what kept the test from being run; and which test went red. */
async function judged(row) {
  const started = performance.now();
  const copy = mkdtempSync(join(tmpdir(), `mutant-${row.id}-`));
  const took = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  try {
    for (const part of [...PARTS, ...FILES]) cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    execFileSync("git", ["apply", "--recount", "-C1", join(folder, row.patch)], { cwd: copy, stdio: "pipe" });
    const { verdict, found } = await ("seeds" in proofs[row.id] ? hunt : run)(row.id, copy);
    return { ...row, verdict, found, took: took() };
  } catch (error) {
    return { ...row, verdict: `NOT RUN: ${String(error.stderr ?? error).split("\n")[0]}`, took: took() };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Only the tests of the id count: a patch that keeps the files from loading has found nothing. */
async function run(id, copy) {
  const report = join(copy, "report.json");
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const own = ["-t", `(^| )${id} `, "--reporter=json", `--outputFile=${report}`, "--maxWorkers=1"];
  await ended(copy, [vitest, "run", proofs[id].file, ...own]);
  if (!existsSync(report)) return { verdict: "NOT RUN: the tests do not load" };
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const isOfId = ({ fullName, title }) => [fullName, title].some((name) => name.startsWith(`${id} `));
  const tests = testResults.flatMap((file) => file.assertionResults).filter(isOfId);
  const failed = tests.find((test) => test.status === "failed");
  if (failed) return { verdict: "red", found: failed.fullName };
  return { verdict: tests.length === 0 ? "NO TEST of that name" : "GREEN" };
}

/** The simulator, until some seed has a violation of the id. */
async function hunt(id, copy) {
  const { seeds, from = 1 } = proofs[id];
  const asked = ["--hunt", "--id", id, "--seed", String(from), "--seeds", String(seeds), "--workers", "1"];
  const text = await ended(copy, ["--import", "tsx", "test/simulation/simulate.ts", ...asked]);
  const failure = new RegExp(`^seed \\d+: ${id}: .*`, "m").exec(text)?.[0];
  if (failure) return { verdict: "red", found: failure.slice(0, 90) };
  return { verdict: /^\d+ seeds, /m.test(text) ? `GREEN in ${seeds} seeds` : "NOT RUN: the simulator does not start" };
}

/** What a program printed when it has ended. */
function ended(cwd, argv) {
  const child = spawn(process.execPath, argv, {
    cwd,
    env: { ...process.env, HANSARD_RUNS: RUNS },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more) => {
    text += more;
  });
  return new Promise((resolve, reject) => child.on("error", reject).on("close", () => resolve(text)));
}

function print({ id, test, patch, verdict, found, took }) {
  const cells = [id.padEnd(4), test.padEnd(42), patch.padEnd(20), verdict.padEnd(6), (took ?? "").padStart(5)];
  process.stdout.write(`${[...cells, found ?? ""].join(" ").trimEnd()}\n`);
}

/** All rows, so many at a time, printed in their order. */
async function table(rows) {
  const done = new Array(rows.length);
  let next = 0;
  let printed = 0;
  const work = async () => {
    for (let at = next++; at < rows.length; at = next++) {
      done[at] = "verdict" in rows[at] ? rows[at] : await judged(rows[at]);
      while (done[printed] !== undefined) print(done[printed++]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return done;
}

const unknown = [...positionals, ...patches.map(idOf)].filter((id) => !Object.hasOwn(proofs, id));
if (unknown.length > 0) {
  process.stderr.write(`no such invariant in scripts/proofs.js: ${[...new Set(unknown)].join(", ")}\n`);
  process.exit(2);
}
const wanted = Object.keys(proofs).filter((id) => positionals.length === 0 || positionals.includes(id));
const rows = await table(wanted.flatMap(rowsOf));
const count = (is) => new Set(rows.filter(({ verdict }) => is(verdict)).map(({ id }) => id)).size;
const [red, missing] = [count((verdict) => verdict === "red"), count((verdict) => verdict.startsWith("NOT BUILT"))];
const bad = count((verdict) => verdict !== "red" && !verdict.startsWith("NOT BUILT"));
process.stdout.write(
  `${wanted.length} invariants: ${red} proved by a test that goes red, ${bad} not, ${missing} not built\n`,
);
process.exitCode = bad === 0 ? 0 : 1;
