// The program's version, read from the package it came in.
import { existsSync, readFileSync } from "node:fs";

/** "0.1.0", from the nearest package.json above this file (its place differs between sources and dist/). */
export function version(): string {
  for (const up of ["../../", "../../../"]) {
    const file = new URL(`${up}package.json`, import.meta.url);
    if (existsSync(file)) return String((JSON.parse(readFileSync(file, "utf8")) as { version?: unknown }).version);
  }
  return "unknown";
}

/** Name and version as events and replies carry them. */
export const software = () => `hansard-${version()}`;
