// Proves that the simulator finds what it is made for: each patch of mutants/ switches one rule off in a copy of the tree,
// and some seed must fail there. It must not touch the tree that it is started in.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PATCHES = join(ROOT, "test", "simulation", "mutants");
const PARTS = ["src", "events", "projections", "test", "package.json", "tsconfig.json"];
const SEEDS = 500;

/** How it was found, or undefined where no seed failed. Throws where the patch does not fit any more. */
function hunt(patch: string): string | undefined {
  const copy = mkdtempSync(join(tmpdir(), "mutant-"));
  try {
    for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    const applied = spawnSync("git", ["apply", "-C1", join(PATCHES, patch)], { cwd: copy, encoding: "utf8" });
    if (applied.status !== 0) throw new Error(`the patch does not fit any more: ${applied.stderr.trim()}`);
    const argv = ["--import", "tsx", "test/simulation/simulate.ts", "--hunt", "--seeds", String(SEEDS)];
    const { stdout } = spawnSync(process.execPath, argv, { cwd: copy, encoding: "utf8" });
    const failure = /^seed \d+: .*/m.exec(stdout)?.[0];
    return failure && `${/^(\d+) seeds, /m.exec(stdout)?.[1]} seeds; ${failure.slice(0, 100)}`;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const wanted = process.argv.slice(2);
const patches = readdirSync(PATCHES).filter((file) => wanted.length === 0 || wanted.includes(basename(file, ".patch")));
let missed = 0;
for (const patch of patches.sort()) {
  const found = hunt(patch);
  if (found === undefined) missed++;
  console.log(`${basename(patch, ".patch").padEnd(14)} ${found ?? `NOT FOUND in ${SEEDS} seeds`}`);
}
process.exitCode = missed === 0 ? 0 : 1;
