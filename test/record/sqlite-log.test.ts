// The log in SQLite against the contract of a log, and what only a file can have: other openings, damage, versions.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LogError } from "../../src/record/log.ts";
import { entries } from "../../src/record/replay.ts";
import { SqliteLog, type SqliteLogOptions, type Step } from "../../src/record/sqlite-log.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { eventEntry, noteEntry, plain } from "./entries.ts";
import { logContract } from "./log-contract.ts";

const OPTIONS: SqliteLogOptions = { durability: "os", walBytes: 64 * 1024 * 1024 };
const newFolder = () => mkdtempSync(join(tmpdir(), "hansard-log-"));

for (const durability of ["os", "disk"] as const) {
  logContract({
    name: `SqliteLog (durability ${durability})`,
    make: () => {
      const folder = newFolder();
      const log = new SqliteLog(folder, { ...OPTIONS, durability });
      return {
        log,
        dispose: () => {
          log.close();
          rmSync(folder, { recursive: true });
        },
      };
    },
  });
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof LogError) return error.code;
    throw error;
  }
  return "no error";
}

describe("SqliteLog as a file:", () => {
  let folder: string;
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const written = () => {
    const log = new SqliteLog(folder, OPTIONS);
    log.append([eventEntry(1), noteEntry(2), eventEntry(3, "three", 2)]);
    log.close();
  };

  const change = (sql: string) => {
    const db = new Database(join(folder, "log.db"));
    db.exec(sql);
    db.close();
  };

  test("a second opening and a reader see what was committed", () => {
    written();
    const log = new SqliteLog(folder, OPTIONS);
    log.append([eventEntry(4, "four", 3)]);
    const reader = new SqliteReader(folder);
    expect(reader.lastPosition()).toBe(4);
    expect([...entries(reader)].map(plain)).toEqual([...entries(log)].map(plain));
    expect(reader.integrity()).toEqual([]);
    reader.close();
    log.close();
  });

  test("a reader never sees part of a turn", () => {
    let seen: number | undefined;
    const onStep = (step: Step) => {
      if (step !== "commit") return;
      const reader = new SqliteReader(folder);
      seen = reader.lastPosition();
      reader.close();
    };
    const log = new SqliteLog(folder, { ...OPTIONS, onStep });
    log.append([eventEntry(1), eventEntry(2)]);
    expect(seen).toBe(0);
    log.append([eventEntry(3), eventEntry(4)]);
    expect(seen).toBe(2);
    log.close();
  });

  test("a file of another program is LOG_FOREIGN, and is left as it was", () => {
    const db = new Database(join(folder, "log.db"));
    db.exec("CREATE TABLE recipes (name TEXT)");
    db.close();
    const before = readFileSync(join(folder, "log.db"));
    expect(codeOf(() => new SqliteLog(folder, OPTIONS))).toBe("LOG_FOREIGN");
    expect(codeOf(() => new SqliteReader(folder))).toBe("LOG_FOREIGN");
    expect(readFileSync(join(folder, "log.db")).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(["log.db"]);
  });

  test("a file that is no database is LOG_FOREIGN", () => {
    writeFileSync(
      join(folder, "log.db"),
      "these are not the bytes of a database at all, and they are long enough".repeat(9),
    );
    expect(codeOf(() => new SqliteLog(folder, OPTIONS))).toBe("LOG_FOREIGN");
    expect(codeOf(() => new SqliteReader(folder))).toBe("LOG_FOREIGN");
  });

  test("a file of a newer build is LOG_NEWER", () => {
    written();
    change("PRAGMA user_version = 999");
    expect(codeOf(() => new SqliteLog(folder, OPTIONS))).toBe("LOG_NEWER");
    expect(codeOf(() => new SqliteReader(folder))).toBe("LOG_NEWER");
  });

  test("a folder without a log is LOG_MISSING to a reader", () => {
    expect(codeOf(() => new SqliteReader(folder))).toBe("LOG_MISSING");
  });

  blocked(() => folder);
  damage(() => folder, written, change);
  steps(() => folder);
});

/** A checkpoint that somebody else's transaction is in the way of. */
function blocked(folder: () => string): void {
  test("a reader that keeps a transaction open neither stops the writer for seconds nor leaves the bound broken for good", () => {
    const walBytes = 100_000;
    const log = new SqliteLog(folder(), { ...OPTIONS, walBytes });
    log.append([eventEntry(1)]);
    const reader = new Database(join(folder(), "log.db"), { readonly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM log").get();
    const turn = () => {
      const last = log.lastPosition();
      log.append(Array.from({ length: 200 }, (_, at) => eventEntry(last + at + 1, "x".repeat(300))));
      const from = performance.now();
      codeOf(() => log.maintain());
      return performance.now() - from;
    };
    const longest = Math.max(turn(), turn(), turn());
    reader.close();
    for (let at = 0; at < 5; at++) turn();
    expect(longest).toBeLessThan(1500);
    expect(statSync(`${log.file}-wal`).size).toBeLessThan(2 * walBytes);
    log.close();
  });
}

/** Bytes that SQLite itself takes for sound. */
function damage(folder: () => string, written: () => void, change: (sql: string) => void): void {
  test.each([
    ["a changed text", "UPDATE log SET body = replace(body, 'text', 'tex7') WHERE position = 3"],
    ["a changed header", "UPDATE log SET header = replace(header, 'PRIVMSG', 'PRIVMSh') WHERE position = 3"],
    ["a changed salt", "UPDATE log SET salt = zeroblob(16) WHERE position = 3"],
    ["a changed note", "UPDATE log SET header = header || ' ' WHERE position = 2"],
    ["a missing row", "DELETE FROM log WHERE position = 2"],
  ])("%s is LOG_CORRUPT, with the last position that is good", (_what, sql) => {
    written();
    change(sql);
    const log = new SqliteLog(folder(), OPTIONS);
    const position = sql.endsWith("2") ? 1 : 2;
    expect(() => [...entries(log)]).toThrow(expect.objectContaining({ code: "LOG_CORRUPT", position }));
    log.close();
  });
}

/** A failure at each step: what the log itself says afterwards. */
function steps(folder: () => string): void {
  const failAt = (wanted: Step, nth: number) => {
    let left = nth;
    const state = { isArmed: false };
    const onStep = (step: Step) => {
      if (state.isArmed && step === wanted && --left === 0)
        throw Object.assign(new Error("no"), { code: "SQLITE_FULL" });
    };
    return { state, onStep };
  };

  test.each<[Step, number, number]>([
    ["begin", 1, 1],
    ["insert", 1, 1],
    ["insert", 2, 1],
    ["insert", 3, 1],
    ["commit", 1, 1],
    ["committed", 1, 4],
  ])("a failure at %s (%i) is LOG_FULL, and re-opened the log ends at the right position", (step, nth, last) => {
    const { state, onStep } = failAt(step, nth);
    const log = new SqliteLog(folder(), { ...OPTIONS, onStep });
    log.append([eventEntry(1)]);
    state.isArmed = true;
    expect(codeOf(() => log.append([eventEntry(2), eventEntry(3), eventEntry(4)]))).toBe("LOG_FULL");
    log.reopen();
    expect(log.lastPosition()).toBe(last);
    log.append([eventEntry(last + 1)]);
    expect([...entries(log)]).toHaveLength(last + 1);
    log.close();
  });

  test("a failure to re-open is said, and a later try works", () => {
    const { state, onStep } = failAt("open", 1);
    const log = new SqliteLog(folder(), { ...OPTIONS, onStep });
    log.append([eventEntry(1)]);
    state.isArmed = true;
    expect(codeOf(() => log.reopen())).toBe("LOG_FULL");
    expect(codeOf(() => log.lastPosition())).toBe("LOG_IO");
    expect(codeOf(() => log.append([eventEntry(2)]))).toBe("LOG_IO");
    log.reopen();
    log.append([eventEntry(2)]);
    expect(log.lastPosition()).toBe(2);
    log.close();
  });
}
