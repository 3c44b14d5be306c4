// Keeps what each of the three saw at the end of each step, as text files that stay after the run.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("panes/", import.meta.url));

export function emptyPanes() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** `number` and `step` name the file, so that a listing of the folder reads as the run went. */
export function keepPane(number, step, client, text) {
  const name = `${String(number).padStart(2, "0")}-${step.replace(/[^a-z0-9]+/gi, "-")}.${client}.txt`;
  writeFileSync(`${folder}${name}`, `${text}\n`);
}

export function showPanes() {
  for (const name of readdirSync(folder).sort()) {
    console.log(`\n${"─".repeat(20)} ${name}\n${readFileSync(folder + name, "utf8").trimEnd()}`);
  }
}
