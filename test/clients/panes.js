// Keeps what each program showed at the end of each step, as files that stay after the run.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folderOf = (play) => fileURLToPath(new URL(`panes/${play}/`, import.meta.url));

export function emptyPanes(play) {
  rmSync(folderOf(play), { recursive: true, force: true });
  mkdirSync(folderOf(play), { recursive: true });
}

/** `number` and `step` name the file, so that a listing of the folder reads as the run went. A picture is a PNG. */
export function keepPane({ play, number, step, program }, shown) {
  const name = `${String(number).padStart(2, "0")}-${step.replace(/[^a-z0-9]+/gi, "-")}.${program}`;
  const isPicture = Buffer.isBuffer(shown);
  writeFileSync(`${folderOf(play)}${name}.${isPicture ? "png" : "txt"}`, isPicture ? shown : `${shown}\n`);
}

export function showPanes(play) {
  const names = readdirSync(folderOf(play)).filter((name) => name.endsWith(".txt"));
  for (const name of names.sort()) {
    console.log(`\n${"─".repeat(20)} ${play}/${name}\n${readFileSync(folderOf(play) + name, "utf8").trimEnd()}`);
  }
}
