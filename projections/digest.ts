// The state as canonical text and its digest: two nodes with the same events print the same.
import { createHash } from "node:crypto";
import type { State } from "./state.ts";

/** One line of JSON per row: tables in a fixed order, rows sorted by their text, keys sorted. */
export function* canonicalState(state: State): Iterable<string> {
  for (const name of ["origins", "links", "users", "nicks", "channels", "bans"] as const) {
    yield* rows(name, state[name].entries() as Iterable<readonly [string, object]>);
  }
  for (const name of ["members", "invites"] as const) {
    const pairs = [...state[name].values()].map((row) => [`${row.channel} ${row.user}`, row] as const);
    yield* rows(name, pairs);
  }
}

/** sha256 over the canonical text, in hex. */
export function digestOf(state: State): string {
  const hash = createHash("sha256");
  for (const line of canonicalState(state)) hash.update(line).update("\n");
  return hash.digest("hex");
}

/** One row as canonical text: its keys sorted. */
export function canonicalRow(row: object): string {
  return JSON.stringify(row, sortKeys);
}

function rows(table: string, entries: Iterable<readonly [string, object]>): string[] {
  const lines = Array.from(entries, ([key, row]) => `${table} ${JSON.stringify(key)} ${canonicalRow(row)}`);
  return lines.sort();
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
