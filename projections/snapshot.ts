// What a fold has come to, as plain rows: written down and taken up again by another fold of the same kind.
import type { Tables } from "./table.ts";

/** Raised whenever rows get another shape (`row-shapes.ts`): what was written down before is then left alone. */
export const ROWS_VERSION = 1;

/** Table → its rows with their keys. */
export type Rows = Readonly<Record<string, readonly (readonly [key: unknown, row: object])[]>>;

export function rowsOf(tables: Tables): Rows {
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, [...table.entries()]]));
}

/** Into tables that are empty. What they index follows by itself. */
export function restoreRows(tables: Tables, rows: Rows): void {
  for (const [name, table] of Object.entries(tables)) {
    for (const [key, row] of rows[name] ?? []) table.put(key, row);
  }
}
