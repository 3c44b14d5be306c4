// Packs the package, installs the tarball beside a copy of the example in an empty folder, and runs the example's tests.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import "./build.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "hansard-example-"));
const npm = (argv, cwd, stdio) => execFileSync("npm", argv, { cwd, encoding: "utf8", stdio });

try {
  const [packed] = JSON.parse(
    npm(["pack", "--json", "--pack-destination", folder], root, ["ignore", "pipe", "inherit"]),
  );
  const example = join(folder, "echo-server");
  cpSync(join(root, "examples/echo-server"), example, { recursive: true });
  // What the tests use needs no part that is compiled.
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--save-dev"];
  npm(["install", ...quiet, join(folder, packed.filename)], example, ["ignore", "inherit", "inherit"]);
  npm(["test"], example, ["ignore", "inherit", "inherit"]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
