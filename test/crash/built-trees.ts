// The trees that are put to the test: a copy of the build as it is, and the control, a build that sends before it
// commits, made of the sources with one patch. The same rounds must find that the control loses lines, or they could
// not find it anywhere.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./node-process.ts";

const PATCH = fileURLToPath(new URL("./send-before-commit.patch", import.meta.url));

export interface Tree {
  readonly root: string;
  remove(): void;
}

/** So that a build made meanwhile does not pull the program away under the node. */
export function copyBuilt(): Tree {
  const root = `${mkdtempSync(join(tmpdir(), "hansard-built-"))}/`;
  for (const part of ["dist", "package.json"]) cpSync(ROOT + part, root + part, { recursive: true });
  return linked(root);
}

/** Throws when the patch does not fit the sources any more: then it has to be made anew. */
export function buildControl(): Tree {
  const root = `${mkdtempSync(join(tmpdir(), "hansard-control-"))}/`;
  for (const part of ["src", "events", "projections", "scripts", "package.json", "tsconfig.json"]) {
    cpSync(ROOT + part, root + part, { recursive: true });
  }
  const tree = linked(root);
  execFileSync("git", ["apply", "--recount", "-C1", PATCH], { cwd: root, stdio: "inherit" });
  execFileSync(process.execPath, [`${root}scripts/build.js`], { cwd: root, stdio: "inherit" });
  return tree;
}

function linked(root: string): Tree {
  symlinkSync(`${ROOT}node_modules`, `${root}node_modules`);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
