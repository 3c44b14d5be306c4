// Finds the program of another build by the path that somebody gives: of its folder, its dist/, or the program itself.
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { Complaint } from "../errors.ts";

export interface Program {
  readonly command: string;
  /** What comes before the arguments. */
  readonly args: readonly string[];
}

const MAIN = "src/cli/main.js";

/** Throws Complaint BUILD_UNUSABLE. */
export function findBuild(path: string): Program {
  if (!existsSync(path)) throw new Complaint("BUILD_UNUSABLE", `${path} does not exist. ${HOW}`);
  const file = realpathSync(path);
  if (statSync(file).isFile()) return programOf(file);
  const found = mainsIn(file).find((each) => existsSync(each));
  if (found === undefined) throw new Complaint("BUILD_UNUSABLE", `${path} holds no built hansard. ${HOW}`);
  return programOf(realpathSync(found));
}

const HOW = "Name the folder where the other build is installed or built, its dist/, or its program";

function mainsIn(folder: string): readonly string[] {
  const own = [join(folder, "dist", MAIN), join(folder, MAIN)];
  return [...binOf(folder), ...own, ...binOf(join(folder, "node_modules", "hansard"))];
}

/** As its package.json says. */
function binOf(folder: string): readonly string[] {
  try {
    const { name, bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      readonly name?: string;
      readonly bin?: { readonly hansard?: string };
    };
    return name === "hansard" && bin?.hansard ? [join(folder, bin.hansard)] : [];
  } catch {
    return [];
  }
}

/** What is JavaScript runs on the Node that runs this; anything else by itself. */
function programOf(file: string): Program {
  return /\.[cm]?js$/.test(file) ? { command: process.execPath, args: [file] } : { command: file, args: [] };
}
