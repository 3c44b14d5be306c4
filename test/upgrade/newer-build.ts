// Other builds than this one: the built program with one patch. The newer build's gives TOPIC another version and adds a
// type of event. Only what the patch touches is translated anew.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PATCH = fileURLToPath(new URL("./newer-build.patch", import.meta.url));
const SOURCES = ["src", "events", "projections"];

export interface Build {
  /** Its program, for `launchBuild`. */
  readonly main: string;
  remove(): void;
}

export const newerBuild = (): Build => patchedBuild(PATCH);

/** This build with a patch. Throws when it does not fit the sources any more: then it has to be made anew. */
export function patchedBuild(patch: string): Build {
  const root = mkdtempSync(join(tmpdir(), "hansard-newer-"));
  for (const part of [...SOURCES, "dist", "package.json"]) cpSync(ROOT + part, join(root, part), { recursive: true });
  symlinkSync(`${ROOT}node_modules`, join(root, "node_modules"));
  execFileSync("git", ["apply", "--recount", "-C1", patch], { cwd: root, stdio: "inherit" });
  const touched = [...readFileSync(patch, "utf8").matchAll(/^\+\+\+ b\/(\S+)$/gm)].map(([, file]) => file as string);
  for (const file of touched) translate(root, file);
  return { main: join(root, "dist/src/cli/main.js"), remove: () => rmSync(root, { recursive: true, force: true }) };
}

function translate(root: string, file: string): void {
  const { outputText } = ts.transpileModule(readFileSync(join(root, file), "utf8"), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  const built = join(root, "dist", file.replace(/\.ts$/, ".js"));
  mkdirSync(dirname(built), { recursive: true });
  writeFileSync(built, outputText);
}
