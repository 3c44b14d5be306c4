// Reads a log file, also while a node writes to it. It opens read-only and changes nothing.
import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Hole } from "./hole.ts";
import { type Entry, LogError, type LogReader, type Seal, type SealReader } from "./log.ts";
import { SqliteHoles } from "./sqlite-hole.ts";
import {
  APPLICATION_ID,
  FORMAT,
  LOG_FILE,
  logError,
  QUERIES,
  SEALS_AFTER,
  type StoredRow,
  type StoredSequence,
  verified,
  verifiedOfOrigin,
} from "./sqlite-schema.ts";

export class SqliteReader implements LogReader, SealReader {
  readonly file: string;
  readonly #db: Database.Database;
  readonly #page: Database.Statement<[number, number], StoredRow>;
  readonly #last: Database.Statement<[], { position: number | null }>;
  readonly #byOrigin: Database.Statement<[string, number, number], StoredRow>;
  readonly #sequences: Database.Statement<[], StoredSequence>;
  readonly #seals: Database.Statement<[string, number, number], Seal> | undefined;
  readonly #holes: SqliteHoles;
  readonly #soundness: { readonly file: string; readonly hole: () => ReturnType<SqliteHoles["bounds"]> };

  /** `folder` is a node's data folder. Throws LogError. */
  constructor(folder: string) {
    this.file = join(folder, LOG_FILE);
    if (!existsSync(this.file)) throw new LogError("LOG_MISSING", `${this.file} does not exist: no node has run there`);
    try {
      this.#db = new Database(this.file, { readonly: true, timeout: 5000 });
      assertFormat(this.#db, this.file);
      this.#page = this.#db.prepare<[number, number], StoredRow>(QUERIES.page).raw();
      this.#last = this.#db.prepare(QUERIES.last);
      this.#byOrigin = this.#db.prepare<[string, number, number], StoredRow>(QUERIES.byOrigin).raw();
      this.#sequences = this.#db.prepare(QUERIES.sequences);
      const has = this.#db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'seals'").get() !== undefined;
      this.#seals = has ? this.#db.prepare(SEALS_AFTER) : undefined;
      this.#holes = new SqliteHoles(this.#db);
    } catch (error) {
      throw logError(error, this.file);
    }
    this.#soundness = { file: this.file, hole: () => this.#holes.bounds() };
  }

  lastPosition(): number {
    try {
      return this.#last.get()?.position ?? 0;
    } catch (error) {
      throw logError(error, this.file);
    }
  }

  read(after: number, limit: number): readonly Entry[] {
    try {
      return verified(this.#page.all(after, limit), after, this.#soundness);
    } catch (error) {
      throw logError(error, this.file);
    }
  }

  readOrigin(origin: string, after: number, limit: number): readonly Entry[] {
    try {
      return verifiedOfOrigin(this.#byOrigin.all(origin, after, limit), after, this.#soundness);
    } catch (error) {
      throw logError(error, this.file);
    }
  }

  lastSequences(): ReadonlyMap<string, number> {
    try {
      return new Map(this.#sequences.all().map(({ origin, seq }) => [origin, seq]));
    } catch (error) {
      throw logError(error, this.file);
    }
  }

  seals({ origin, count }: Pick<Seal, "origin" | "count">, limit: number): readonly Seal[] {
    try {
      return this.#seals?.all(origin, count, limit) ?? [];
    } catch (error) {
      throw logError(error, this.file);
    }
  }

  hole(): Hole | undefined {
    try {
      return this.#holes.read();
    } catch (error) {
      throw logError(error, this.file);
    }
  }

  /** What SQLite itself finds wrong with the file: one line each, none if it is sound. */
  integrity(): readonly string[] {
    const rows = this.#db.pragma("integrity_check") as readonly { integrity_check: string }[];
    return rows.map((row) => row.integrity_check).filter((line) => line !== "ok");
  }

  close(): void {
    this.#db.close();
  }
}

/** Refuses files of other programs and of newer builds before anything is read from them. */
export function assertFormat(db: Database.Database, file: string): void {
  const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (isEmpty && db.pragma("application_id", { simple: true }) === 0)
    throw new LogError("LOG_MISSING", `${file} is empty: no node has recorded anything there yet`);
  const application = db.pragma("application_id", { simple: true });
  const format = Number(db.pragma("user_version", { simple: true }));
  if (application !== APPLICATION_ID) {
    throw new LogError("LOG_FOREIGN", `${file} is not a hansard log. Nothing was changed; name another data folder`);
  }
  if (format > FORMAT) {
    throw new LogError(
      "LOG_NEWER",
      `${file} was written by a newer build (format ${format}, this build reads ${FORMAT}). Upgrade this node`,
    );
  }
}
