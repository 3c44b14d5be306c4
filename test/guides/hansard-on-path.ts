// The program as a command of its own, as the guides write it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = process.env.HANSARD_MAIN ?? fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

/** Gives a PATH on which `hansard` is found. */
export function pathWithHansard(folder: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const program = `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
  writeFileSync(join(bin, "hansard"), program, { mode: 0o755 });
  return `${bin}:${process.env.PATH}`;
}
