// The log in SQLite: one file, write-ahead log, one transaction a turn. Checkpoints run on a worker; at the bound of
// the WAL the writer holds one turn for a checkpoint and counts the pause.
import { statSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import Database from "better-sqlite3";
import { Checkpointer } from "./checkpointer.ts";
import type { Hole, NewHole } from "./hole.ts";
import { type Entry, type Log, LogError, type LogFigures, type Seal } from "./log.ts";
import { closeHole, HOLES_SCHEMA, insertHole, SqliteHoles } from "./sqlite-hole.ts";
import { assertFormat } from "./sqlite-reader.ts";
import {
  APPLICATION_ID,
  checksum,
  FORMAT,
  LOG_FILE,
  logError,
  SCHEMA,
  SEALS_SCHEMA,
  verified,
  verifiedOfOrigin,
} from "./sqlite-schema.ts";
import { prepare, ROWS, type Statements, type Values } from "./sqlite-statements.ts";

/** The steps at which a test can make the log fail: before each, and after COMMIT took effect. */
export type Step = "open" | "begin" | "insert" | "commit" | "committed" | "checkpoint";

export interface SqliteLogOptions {
  /** "os": no loss at any end of the process; "disk": also none at power loss. */
  readonly durability: "os" | "disk";
  /** Bound of the WAL file, bytes. */
  readonly walBytes: number;
  readonly onStep?: (step: Step) => void;
}

const PASSIVE_EACH_BYTES = 4 * 1024 * 1024;
/** How long to wait for another program's lock: the whole node waits with it. */
const BUSY_MS = 250;
/** What a commit and a row cost in the WAL beside their text, roughly: pages are written whole. */
const COMMIT_BYTES = 3 * 4096;
const ROW_BYTES = 64;
const SEAL_BYTES = 256;

export class SqliteLog implements Log {
  readonly file: string;
  readonly #options: SqliteLogOptions;
  readonly #checkpointer: Checkpointer;
  #db: Database.Database;
  #statements: Statements;
  #hole: Hole | undefined;
  readonly #soundness: { readonly file: string; readonly hole: () => Hole | undefined };
  /** Written to the WAL since the last look at it, roughly. */
  #written = 0;
  #walBytes = 0;
  #walBytesMax = 0;
  /** The last checkpoint at the bound met an error, or a reader that was in its way. */
  #isFailing = false;
  #isBlocked = false;
  #pauses = 0;
  #pausedMs = 0;
  #longestPauseMs = 0;

  /** Opens or makes the log in the data folder, which must exist. Throws LogError. */
  constructor(folder: string, options: SqliteLogOptions) {
    this.file = join(folder, LOG_FILE);
    this.#options = options;
    this.#soundness = { file: this.file, hole: () => this.#hole };
    this.#db = this.#open();
    this.#statements = prepare(this.#db);
    this.#hole = this.#asked(() => new SqliteHoles(this.#db).read());
    this.#checkpointer = new Checkpointer(this.file);
  }

  append(entries: readonly Entry[], seals: readonly Seal[] = [], hole?: NewHole): void {
    this.#write(entries, seals, () => {
      if (hole !== undefined) insertHole(this.#db, hole);
    });
    if (hole !== undefined) this.#hole = { ...hole, next: hole.first };
  }

  fill(entries: readonly Entry[], seals: readonly Seal[]): void {
    const hole = this.#hole;
    if (hole === undefined) throw new LogError("LOG_IO", `${this.file}: there is no hole to fill`);
    const next = hole.next + entries.length;
    try {
      this.#write(entries, seals, () => {
        if (next > hole.last) closeHole(this.#db);
      });
    } catch (error) {
      // It may be filled all the same.
      this.#hole = this.#asked(() => new SqliteHoles(this.#db).read());
      throw error;
    }
    this.#hole = next > hole.last ? undefined : { ...hole, next };
  }

  hole(): Hole | undefined {
    return this.#hole;
  }

  #write(entries: readonly Entry[], seals: readonly Seal[], beside: () => void): void {
    const { begin, insertSeal, commit, rollback } = this.#statements;
    const onStep = this.#options.onStep;
    try {
      onStep?.("begin");
      begin.run();
      beside();
      this.#insert(entries);
      for (const seal of seals) {
        insertSeal.run(seal.origin, seal.count, seal.root, seal.signature, seal.peaks);
        this.#written += SEAL_BYTES;
      }
      onStep?.("commit");
      commit.run();
      onStep?.("committed");
    } catch (error) {
      if (this.#db.inTransaction) rollback.run();
      throw logError(error, this.file);
    }
  }

  #insert(entries: readonly Entry[]): void {
    const { insert, insertRows } = this.#statements;
    const single = entries.length - (entries.length % ROWS);
    for (let at = 0; at < single; at += ROWS) {
      const values: Values[number][] = [];
      for (let row = at; row < at + ROWS; row++) values.push(...this.#valuesOf(entries[row] as Entry));
      insertRows.run(...values);
    }
    for (let at = single; at < entries.length; at++) insert.run(...this.#valuesOf(entries[at] as Entry));
  }

  #valuesOf(entry: Entry): Values {
    const { position, origin, seq, header, salt, body, commitment } = entry;
    this.#options.onStep?.("insert");
    this.#written += ROW_BYTES + header.length + (body?.length ?? 0);
    return [position, origin, seq, header, salt, body, commitment, checksum(entry)];
  }

  maintain(): void {
    const { walBytes } = this.#options;
    const step = Math.min(PASSIVE_EACH_BYTES, walBytes / 4);
    this.#written += COMMIT_BYTES;
    // What is written is an estimate: close to the bound the file itself is looked at after each turn.
    const isClose = this.#walBytes >= walBytes - 2 * step && !this.#isBlocked;
    if (this.#written < step && !isClose && !this.#isFailing) return;
    if (this.#written >= step) this.#checkpointer.request();
    if (this.#written >= step) this.#written = 0;
    this.#walBytes = sizeOf(`${this.file}-wal`);
    this.#walBytesMax = Math.max(this.#walBytesMax, this.#walBytes);
    if (this.#walBytes >= walBytes) this.#checkpoint();
  }

  lastPosition(): number {
    return this.#asked(() => this.#statements.last.get()?.position ?? 0);
  }

  read(after: number, limit: number): readonly Entry[] {
    return this.#asked(() => verified(this.#statements.page.all(after, limit), after, this.#soundness));
  }

  readOrigin(origin: string, after: number, limit: number): readonly Entry[] {
    return this.#asked(() =>
      verifiedOfOrigin(this.#statements.byOrigin.all(origin, after, limit), after, this.#soundness),
    );
  }

  lastSequences(): ReadonlyMap<string, number> {
    return this.#asked(() => new Map(this.#statements.sequences.all().map(({ origin, seq }) => [origin, seq])));
  }

  seal(origin: string, count?: number): Seal | undefined {
    const { lastSeal, sealFrom } = this.#statements;
    return this.#asked(() => (count === undefined ? lastSeal.get(origin) : sealFrom.get(origin, count)));
  }

  sealBefore(origin: string, count: number): Seal | undefined {
    return this.#asked(() => this.#statements.sealBefore.get(origin, count));
  }

  positionOf(origin: string, seq: number): number | undefined {
    return this.#asked(() => this.#statements.position.get(origin, seq)?.position ?? undefined);
  }

  #asked<T>(ask: () => T): T {
    try {
      return ask();
    } catch (error) {
      throw logError(error, this.file);
    }
  }

  reopen(): void {
    try {
      this.#db.close();
    } catch {
      // A connection that cannot even close is given up; the new one finds out what holds.
    }
    this.#db = this.#open();
    this.#statements = prepare(this.#db);
    this.#hole = this.#asked(() => new SqliteHoles(this.#db).read());
  }

  /** Leaves all in the one file where nobody is in the way. */
  close(): void {
    this.#checkpointer.stop();
    try {
      this.#db.pragma("wal_checkpoint(TRUNCATE)");
    } catch {
      // The next opening reads the WAL.
    }
    this.#db.close();
  }

  figures(): LogFigures {
    return {
      walBytes: this.#walBytes,
      walBytesMax: this.#walBytesMax,
      pauses: this.#pauses,
      pausedMs: this.#pausedMs,
      longestPauseMs: this.#longestPauseMs,
    };
  }

  /** Holds this turn for a checkpoint. A reader in the way is tried again after more is written. */
  #checkpoint(): void {
    const from = performance.now();
    try {
      this.#options.onStep?.("checkpoint");
      const [row] = this.#db.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
      this.#isBlocked = row?.busy === 1;
      if (this.#isBlocked && this.#walBytes >= 2 * this.#options.walBytes) throw blocked(this.file);
    } catch (error) {
      this.#isFailing = true;
      throw logError(error, this.file);
    }
    this.#isFailing = false;
    if (!this.#isBlocked) this.#walBytes = 0;
    const ms = performance.now() - from;
    this.#pauses++;
    this.#pausedMs += ms;
    this.#longestPauseMs = Math.max(this.#longestPauseMs, ms);
  }

  /** A file that is another program's, or a newer build's, is refused before anything of it is changed. */
  #prepared(db: Database.Database): Database.Database {
    const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
    if (!isEmpty) assertFormat(db, this.file);
    db.pragma("journal_mode = WAL");
    db.pragma(`synchronous = ${this.#options.durability === "disk" ? "FULL" : "NORMAL"}`);
    db.pragma("wal_autocheckpoint = 0");
    if (isEmpty) create(db);
    db.exec(SEALS_SCHEMA);
    db.exec(HOLES_SCHEMA);
    return db;
  }

  #open(): Database.Database {
    try {
      this.#options.onStep?.("open");
      const db = new Database(this.file, { timeout: BUSY_MS });
      try {
        return this.#prepared(db);
      } catch (error) {
        db.close();
        throw error;
      }
    } catch (error) {
      throw logError(error, this.file);
    }
  }
}

function blocked(file: string): LogError {
  const why = "another program keeps a transaction open on it, so that its write-ahead log cannot be emptied";
  return new LogError("LOG_IO", `${file}: ${why}. Close that program (a sqlite3 shell?)`);
}

function create(db: Database.Database): void {
  db.transaction(() => {
    db.exec(SCHEMA);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${FORMAT}`);
  })();
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
