// Builds dist/ where it is missing or older than the sources; `--force` builds always.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const stamp = `${root}dist/.built`;

function newest(folder) {
  return readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(`${entry.parentPath}/${entry.name}`).mtimeMs), 0);
}

const sources = Math.max(
  ...["src", "events", "projections"].map(newest),
  ...["package.json", "tsconfig.json"].map((file) => statSync(root + file).mtimeMs),
);
const isFresh = existsSync(stamp) && statSync(stamp).mtimeMs >= sources;
if (!isFresh || process.argv.includes("--force")) {
  rmSync(`${root}dist`, { recursive: true, force: true });
  const tsc = fileURLToPath(import.meta.resolve("typescript/lib/tsc.js"));
  execFileSync(process.execPath, [tsc, "-p", `${root}tsconfig.json`], { stdio: "inherit" });
  chmodSync(`${root}dist/src/cli/main.js`, 0o755);
  writeFileSync(stamp, "");
}
