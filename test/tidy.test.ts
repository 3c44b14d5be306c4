// The habits of the project as a test: sizes, banned calls, headers, words left open, and the layer table.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const sources = ["src", "events", "projections"].flatMap(tsFiles);
const tests = tsFiles("test");

function tsFiles(folder: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`)
    .sort();
}

const read = (file: string) => readFileSync(root + file, "utf8");

/** The lines of the files on which the pattern is found. */
function found(
  files: readonly string[],
  pattern: RegExp,
  isExcused: (file: string, line: string) => boolean = () => false,
) {
  return files.flatMap((file) =>
    read(file)
      .split("\n")
      .flatMap((line, at) =>
        pattern.test(line) && !isExcused(file, line) ? [`${file}:${at + 1}: ${line.trim()}`] : [],
      ),
  );
}

/** Tables: rows are what they are. */
const TABLES = ["src/protocol/numerics.ts"];

describe("tidy", () => {
  it("files have at most 300 lines", () => {
    const long = [...sources, ...tests].filter((file) => !TABLES.includes(file) && read(file).split("\n").length > 301);
    expect(long).toEqual([]);
  });

  it("lines have at most 120 columns", () => {
    expect(found(sources, /^.{121,}$/)).toEqual([]);
  });

  it("only the ports read a clock or a random source", () => {
    const pattern =
      /\b(Date\.now\(|Math\.random\(|new Date\(\)|performance\.now\(|hrtime|randomBytes\(|setTimeout\(|setInterval\()/;
    // The log times its own pauses, the edge tries itself, and the command line is outside of the simulation.
    const excused = ["src/record/system-ports.ts", "src/record/sqlite-log.ts", "src/net/open-edge.ts"];
    expect(found(sources, pattern, (file) => excused.includes(file) || file.startsWith("src/cli/"))).toEqual([]);
  });

  it("nothing is left open, silenced or skipped", () => {
    const open = /\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)/;
    const silenced = /@ts-(ignore|nocheck|expect-error)|\bas any[;),\]]|: any\b[^a-z]/;
    const skipped = /\b(it|test|describe)\.(skip|only|todo)\b/;
    const here = "test/tidy.test.ts";
    for (const pattern of [open, silenced, skipped]) {
      expect(found([...sources, ...tests], pattern, (file) => file === here)).toEqual([]);
    }
  });

  it("each file begins by saying what it is", () => {
    const isCommand = (file: string) => /^src\/commands\/[a-z]+\.ts$/.test(file);
    const mute = sources.filter((file) => !isCommand(file) && !/^(#!.*\n)?\/\//.test(read(file)));
    expect(mute).toEqual([]);
    const undocumented = sources.filter((file) => isCommand(file) && !/^\/\*\* [A-Z]+/m.test(read(file)));
    expect(undocumented).toEqual([]);
  });

  it("each invariant has its proof, and each proof a patch under which it goes red", () => {
    const ids = (file: string, row: RegExp) => [...read(file).matchAll(row)].map(([, id]) => id as string);
    const proofs = ids("scripts/proofs.js", /^ {2}([NRC]\d+): /gm);
    expect(proofs).toEqual(ids("docs/ARCHITECTURE.md", /^\| ([NRC]\d+) \|/gm));
    const unbuilt = ids("scripts/proofs.js", /^ {2}([NRC]\d+): \{ missing/gm);
    const patches = readdirSync(`${root}test/mutants`).filter((file) => file.endsWith(".patch"));
    const proved = new Set(patches.map((file) => file.split(/[-.]/)[0] as string));
    expect([...proved].sort()).toEqual(proofs.filter((id) => !unbuilt.includes(id)).sort());
  });

  it("imports run in one direction, as the layer table says", () => {
    const cruiser = `${root}node_modules/dependency-cruiser/bin/dependency-cruise.mjs`;
    const argv = [cruiser, "--config", ".dependency-cruiser.cjs", "src", "events", "projections"];
    expect(execFileSync(process.execPath, argv, { cwd: root, encoding: "utf8" })).toContain("no dependency violations");
  });
});
