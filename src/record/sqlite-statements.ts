// The statements of a log that is written, prepared once for each connection.
import type Database from "better-sqlite3";
import type { Seal } from "./log.ts";
import { QUERIES, type StoredRow, type StoredSequence } from "./sqlite-schema.ts";

export type Values = [
  number,
  string | null,
  number | null,
  string,
  Uint8Array | null,
  string | null,
  Uint8Array | null,
  number,
];

/** Rows that one statement can insert: a row then takes two thirds of the time. */
export const ROWS = 16;

export interface Statements {
  readonly begin: Database.Statement<[]>;
  readonly commit: Database.Statement<[]>;
  readonly rollback: Database.Statement<[]>;
  readonly insert: Database.Statement<Values>;
  /** The values of `ROWS` rows, one after the other. */
  readonly insertRows: Database.Statement<Values[number][]>;
  readonly insertSeal: Database.Statement<[string, number, string, string, Uint8Array]>;
  readonly page: Database.Statement<[number, number], StoredRow>;
  readonly last: Database.Statement<[], { position: number | null }>;
  readonly byOrigin: Database.Statement<[string, number, number], StoredRow>;
  readonly sequences: Database.Statement<[], StoredSequence>;
  readonly lastSeal: Database.Statement<[string], Seal>;
  readonly sealFrom: Database.Statement<[string, number], Seal>;
  readonly sealBefore: Database.Statement<[string, number], Seal>;
  readonly position: Database.Statement<[string, number], { position: number }>;
}

const ROW = "(?, ?, ?, ?, ?, ?, ?, ?)";

export function prepare(db: Database.Database): Statements {
  return {
    begin: db.prepare("BEGIN IMMEDIATE"),
    commit: db.prepare("COMMIT"),
    rollback: db.prepare("ROLLBACK"),
    insert: db.prepare(`INSERT INTO log VALUES ${ROW}`),
    insertRows: db.prepare(`INSERT INTO log VALUES ${Array(ROWS).fill(ROW).join(", ")}`),
    insertSeal: db.prepare("INSERT OR IGNORE INTO seals VALUES (?, ?, ?, ?, ?)"),
    page: db.prepare<[number, number], StoredRow>(QUERIES.page).raw(),
    last: db.prepare(QUERIES.last),
    byOrigin: db.prepare<[string, number, number], StoredRow>(QUERIES.byOrigin).raw(),
    sequences: db.prepare(QUERIES.sequences),
    lastSeal: db.prepare("SELECT * FROM seals WHERE origin = ? ORDER BY count DESC LIMIT 1"),
    sealFrom: db.prepare("SELECT * FROM seals WHERE origin = ? AND count >= ? ORDER BY count LIMIT 1"),
    sealBefore: db.prepare("SELECT * FROM seals WHERE origin = ? AND count <= ? ORDER BY count DESC LIMIT 1"),
    position: db.prepare("SELECT position FROM log WHERE origin = ? AND seq = ?"),
  };
}
