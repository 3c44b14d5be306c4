// The hole of a log in SQLite: one row beside the log while something is missing, with the state that stands for it.
import { gunzipSync, gzipSync } from "node:zlib";
import type Database from "better-sqlite3";
import type { Base, Hole, NewHole } from "./hole.ts";

/** Added to logs of earlier builds of the same format as well: what does not know it is not disturbed by it. */
export const HOLES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS holes (
    first  INTEGER PRIMARY KEY,
    last   INTEGER NOT NULL,
    heads  TEXT NOT NULL,
    state  BLOB NOT NULL
  );
`;

interface Row {
  readonly first: number;
  readonly last: number;
  /** What was held, and where trees grow on from: JSON. */
  readonly heads: string;
  /** The base: JSON, compressed. */
  readonly state: Buffer;
}

export class SqliteHoles {
  readonly #bounds: Database.Statement<[], Pick<Row, "first" | "last">> | undefined;
  readonly #row: Database.Statement<[], Row> | undefined;
  readonly #filled: Database.Statement<[number, number], { position: number | null }>;

  /** A file that was opened for reading may have no table for holes: then it has none. */
  constructor(db: Database.Database) {
    const has = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'holes'").get() !== undefined;
    this.#bounds = has ? db.prepare("SELECT first, last FROM holes") : undefined;
    this.#row = has ? db.prepare("SELECT * FROM holes") : undefined;
    this.#filled = db.prepare("SELECT max(position) AS position FROM log WHERE position BETWEEN ? AND ?");
  }

  /** Where it is, without what is in it. */
  bounds(): Pick<Row, "first" | "last"> | undefined {
    return this.#bounds?.get();
  }

  read(): Hole | undefined {
    const row = this.#row?.get();
    if (row === undefined) return undefined;
    const { first, last } = row;
    const { held, heads } = JSON.parse(row.heads) as Pick<Hole, "held" | "heads">;
    const base = JSON.parse(gunzipSync(row.state).toString()) as Base;
    const next = (this.#filled.get(first, last)?.position ?? first - 1) + 1;
    return { first, last, next, held, heads, base };
  }
}

/** Within a transaction. */
export function insertHole(db: Database.Database, { first, last, held, heads, base }: NewHole): void {
  const state = gzipSync(JSON.stringify(base), { level: 1 });
  db.prepare("INSERT INTO holes VALUES (?, ?, ?, ?)").run(first, last, JSON.stringify({ held, heads }), state);
}

/** Within a transaction: nothing is missing any more. */
export function closeHole(db: Database.Database): void {
  db.exec("DELETE FROM holes");
}
