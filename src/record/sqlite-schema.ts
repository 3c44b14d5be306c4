// The log's file: its schema, its version, the checksum of a row, and how SQLite's errors read to an operator.
import { crc32 } from "node:zlib";
import { type Entry, LogError } from "./log.ts";

export const LOG_FILE = "log.db";
/** PRAGMA application_id: "hans". */
export const APPLICATION_ID = 0x68616e73;
/** PRAGMA user_version: the format of the file. */
export const FORMAT = 1;

export const SCHEMA = `
  CREATE TABLE log (
    position   INTEGER PRIMARY KEY,
    origin     TEXT,
    seq        INTEGER,
    header     TEXT NOT NULL,
    salt       BLOB,
    body       TEXT,
    commitment BLOB,
    crc        INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX log_by_origin ON log (origin, seq) WHERE seq IS NOT NULL;
`;

/** Added to logs of earlier builds of the same format as well: what does not know it is not disturbed by it. */
export const SEALS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS seals (
    origin    TEXT NOT NULL,
    count     INTEGER NOT NULL,
    root      TEXT NOT NULL,
    signature TEXT NOT NULL,
    peaks     BLOB NOT NULL,
    PRIMARY KEY (origin, count)
  ) WITHOUT ROWID;
`;

const COLUMNS = "position, origin, seq, header, salt, body, commitment, crc";

/** Those that give rows of the log are to be read raw: `StoredRow` says how. */
export const QUERIES = {
  page: `SELECT ${COLUMNS} FROM log WHERE position > ? ORDER BY position LIMIT ?`,
  last: "SELECT max(position) AS position FROM log",
  byOrigin: `SELECT ${COLUMNS} FROM log WHERE origin = ? AND seq > ? ORDER BY seq LIMIT ?`,
  // From one origin to the next by the index: a scan of it would read as many rows as there are events.
  sequences: `
    WITH RECURSIVE origins(origin) AS (
      SELECT min(origin) FROM log WHERE seq IS NOT NULL
      UNION ALL
      SELECT (SELECT min(log.origin) FROM log WHERE log.seq IS NOT NULL AND log.origin > origins.origin)
      FROM origins WHERE origins.origin IS NOT NULL
    )
    SELECT origin, (SELECT max(seq) FROM log WHERE log.origin = origins.origin AND log.seq IS NOT NULL) AS seq
    FROM origins WHERE origin IS NOT NULL`,
} as const;

/** Their table may be missing in the file of an earlier build. */
export const SEALS_AFTER = "SELECT * FROM seals WHERE (origin, count) > (?, ?) ORDER BY origin, count LIMIT ?";

export interface StoredSequence {
  readonly origin: string;
  readonly seq: number;
}

/** The columns of a row in their order: an object that SQLite's binding makes takes half as long again. */
export type StoredRow = [
  position: number,
  origin: string | null,
  seq: number | null,
  header: string,
  salt: Uint8Array | null,
  body: string | null,
  commitment: Uint8Array | null,
  crc: number,
];

function entryOf([position, origin, seq, header, salt, body, commitment]: StoredRow): Entry {
  return { position, origin, seq, header, salt, body, commitment };
}

const crcOf = (row: StoredRow) => row[7];

/** crc32 over all that a row says: finds a flipped byte that SQLite itself cannot see. */
export function checksum(entry: Entry): number {
  let crc = crc32(entry.header, entry.position >>> 0);
  if (entry.salt) crc = crc32(entry.salt, crc);
  if (entry.body !== null) crc = crc32(entry.body, crc);
  if (entry.commitment) crc = crc32(entry.commitment, crc);
  return crc;
}

/** Positions that may be missing. */
type Bounds = { readonly first: number; readonly last: number } | undefined;

/** Gives the rows back as entries, or throws LOG_CORRUPT at the first that is not as it was written. */
export function verified(
  rows: readonly StoredRow[],
  after: number,
  { file, hole }: { readonly file: string; readonly hole: () => Bounds },
): readonly Entry[] {
  let position = after;
  return rows.map((row) => {
    const entry = entryOf(row);
    const isNext = entry.position === position + 1 || isOverHole(hole(), position, entry.position);
    if (!isNext || crcOf(row) !== checksum(entry)) throw corrupt(file, position);
    position = entry.position;
    return entry;
  });
}

function isOverHole(hole: Bounds, from: number, to: number): boolean {
  return hole !== undefined && from >= hole.first - 1 && to === hole.last + 1;
}

/** As `verified`, for rows that follow each other by sequence and not by position; up to a hole. */
export function verifiedOfOrigin(
  rows: readonly StoredRow[],
  after: number,
  { file, hole }: { readonly file: string; readonly hole: () => Bounds },
): readonly Entry[] {
  const entries: Entry[] = [];
  for (const row of rows) {
    const entry = entryOf(row);
    const isNext = entry.seq === after + entries.length + 1;
    if (!isNext && hole() !== undefined) return entries;
    if (!isNext || crcOf(row) !== checksum(entry)) throw corrupt(file, entry.position - 1);
    entries.push(entry);
  }
  return entries;
}

export function corrupt(file: string, position: number | undefined, cause?: unknown): LogError {
  const where = position === undefined ? "" : ` after position ${position}`;
  const message =
    `${file} is corrupt${where}. Nothing was changed. Run "hansard check" to see where, ` +
    `then restore a backup or move the data folder away to begin anew`;
  return new LogError("LOG_CORRUPT", message, { cause, ...(position === undefined ? {} : { position }) });
}

/** SQLite's error in the words of the log port. */
export function logError(error: unknown, file: string): LogError {
  if (error instanceof LogError) return error;
  const code = String((error as { code?: unknown }).code ?? "");
  const text = error instanceof Error ? error.message : String(error);
  if (code === "SQLITE_CORRUPT" || code.startsWith("SQLITE_CORRUPT_")) return corrupt(file, undefined, error);
  if (code === "SQLITE_NOTADB") {
    return new LogError("LOG_FOREIGN", `${file} is not a hansard log. Nothing was changed; name another data folder`);
  }
  if (code === "SQLITE_FULL") return new LogError("LOG_FULL", `${file}: the disk is full`, { cause: error });
  return new LogError("LOG_IO", `${file}: ${text}${code ? ` (${code})` : ""}`, { cause: error });
}
