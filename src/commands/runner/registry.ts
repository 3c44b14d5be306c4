// The registry of commands: every file of src/commands/ that exports a command. HELP, TARGMAX and costs are read here.
import { readdir } from "node:fs/promises";
import type { Command } from "./command.ts";
import type { Help } from "./view.ts";

export type Registry = ReadonlyMap<string, Command>;

/** Reads the folder of commands. Two files with one verb are a mistake of ours. */
export async function loadCommands(): Promise<Registry> {
  const folder = new URL("../", import.meta.url);
  const files = (await readdir(folder)).filter((file) => /\.[jt]s$/.test(file) && !file.endsWith(".d.ts")).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href) as Promise<object>));
  const registry = new Map<string, Command>();
  for (const found of modules.flatMap((module) => Object.values(module)).filter(isCommand)) {
    if (registry.has(found.verb)) throw new Error(`two files declare ${found.verb}`);
    registry.set(found.verb, found);
  }
  return registry;
}

export function helpOf(registry: Registry): ReadonlyMap<string, Help> {
  return new Map([...registry.values()].map(({ verb, syntax, help }) => [verb, { verb, syntax, help }]));
}

/** TARGMAX of ISUPPORT. */
export function targetsOf(registry: Registry): Readonly<Record<string, number | undefined>> {
  const rows = [...registry.values()].sort((a, b) => (a.verb < b.verb ? -1 : 1));
  return Object.fromEntries(rows.flatMap((row) => (row.each ? [[row.verb, row.each.most]] : [])));
}

function isCommand(value: unknown): value is Command {
  return typeof value === "object" && value !== null && "verb" in value && "decide" in value;
}
