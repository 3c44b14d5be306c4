import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, it } from "vitest";
import { futureRow } from "./future-row.ts";
import { bytesOf, client, folder, rows, run, serve } from "./program.ts";

let data: string;

/** A log that was closed in good order, and whose write-ahead log is in the file. */
beforeEach(async () => {
  data = folder();
  const node = await serve(data);
  const alice = await client(node.port, "alice");
  await alice.say("JOIN #c", ...Array.from({ length: 30 }, (_, at) => `PRIVMSG #c :message ${at} on record`));
  await node.stop();
  change(() => undefined);
});

function change(how: (db: Database.Database) => void): void {
  const db = new Database(join(data, "log.db"));
  how(db);
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
}

/** Sets a column of one row, as a flipped bit of the disk would: the row's checksum stays. */
const set = (column: string, position: number, sql: string) =>
  change((db) => db.exec(`UPDATE log SET ${column} = ${sql} WHERE position = ${position}`));

async function refused(code: string, exit = 3): Promise<void> {
  const before = bytesOf(data);
  const started = await run("start", "--port", "0", "--data", data);
  expect(started).toMatchObject({ exit, out: "" });
  expect(started.err).toContain(`hansard: ${code}: `);
  expect(bytesOf(data)).toEqual(before);
}

async function found(): Promise<{ exit: number | null; id: unknown; position: unknown; text: string }> {
  const before = bytesOf(data);
  const { exit, out } = await run("check", "--data", data, "--json");
  expect(bytesOf(data)).toEqual(before);
  const [row] = rows(out) as [{ finding: { id: string; position: number } | null; file: string[] }];
  return { exit, id: row.finding?.id, position: row.finding?.position, text: out };
}

describe("a damaged log is found by check, and start leaves it untouched:", () => {
  it("a changed letter in a header", async () => {
    set("header", 12, "replace(header, 'PRIVMSG', 'PRIVMSH')");
    expect(await found()).toMatchObject({ exit: 1, id: "LOG_CORRUPT", position: 12 });
    await refused("LOG_CORRUPT");
  });

  it("a changed letter in a body", async () => {
    set("body", 17, "replace(body, 'on record', 'un record')");
    expect(await found()).toMatchObject({ exit: 1, id: "LOG_CORRUPT", position: 17 });
    await refused("LOG_CORRUPT");
  });

  it("a row that is missing", async () => {
    change((db) => db.exec("DELETE FROM log WHERE position = 20"));
    expect(await found()).toMatchObject({ exit: 1, id: "LOG_CORRUPT", position: 20 });
    await refused("LOG_CORRUPT");
  });

  it("N2 two numbers that changed places", async () => {
    set("seq", 10, "1000");
    set("seq", 11, "(SELECT seq - 1 FROM log l WHERE l.position = 11)");
    set("seq", 10, "(SELECT seq + 1 FROM log l WHERE l.position = 11)");
    expect(await found()).toMatchObject({ exit: 1, id: "N2", position: 10 });
  });

  it("R9 events that were cut off, and the seals over them were not", async () => {
    const seal = "SELECT origin, max(seq) + 7, 'ab', 'cd', x'00' FROM log WHERE origin IS NOT NULL";
    change((db) => db.exec(`INSERT INTO seals ${seal}`));
    expect(await found()).toMatchObject({
      exit: 1,
      id: "R9",
      text: expect.stringMatching(/has sealed (\d+) events, and only/),
    });
  });

  it("a file that was cut short", async () => {
    for (const bytes of [12_000, 4096, 100]) {
      truncateSync(join(data, "log.db"), bytes);
      expect((await run("check", "--data", data)).exit).toBe(1);
      await refused("LOG_CORRUPT");
    }
  });

  it("a flipped byte of the file itself", async () => {
    const db = readFileSync(join(data, "log.db"));
    const at = db.lastIndexOf("message 7 on record");
    db[at] = (db[at] as number) ^ 1;
    writeFileSync(join(data, "log.db"), db);
    expect(await found()).toMatchObject({ exit: 1, id: "LOG_CORRUPT", position: expect.any(Number) });
    await refused("LOG_CORRUPT");
  });
});

describe("a log that start does not go on from stays as it is:", () => {
  it("one of a newer build, by its format or by an event that this one does not know", async () => {
    change((db) => db.pragma("user_version = 99"));
    await refused("LOG_NEWER");
    expect((await run("log", "--data", data)).err).toContain("LOG_NEWER");
  });

  it("a database of another program, and a file that is none", async () => {
    change((db) => db.pragma("application_id = 7"));
    await refused("LOG_FOREIGN");
    writeFileSync(join(data, "log.db"), "this is not a database, it is my shopping list. ".repeat(200));
    await refused("LOG_FOREIGN");
  });

  it("one that ends ahead of the clock, unless that is allowed", async () => {
    // The clock of the program cannot be set from here: the log's times are moved instead, by rows of another epoch.
    change((db) => futureRow(db));
    await refused("CLOCK_BEHIND_LOG");
    const node = await serve(data, "--allow-future-log");
    expect((await node.stop()).exit).toBe(0);
    expect((await run("check", "--data", data)).exit).toBe(0);
  });

  it("a database without tables that another program calls its own", async () => {
    truncateSync(join(data, "log.db"), 0);
    change((db) => db.pragma("application_id = 7"));
    await refused("LOG_FOREIGN");
  });

  it("but a file that a node was killed while making is begun anew", async () => {
    truncateSync(join(data, "log.db"), 0);
    expect((await (await serve(data)).stop()).exit).toBe(0);
    truncateSync(join(data, "log.db"), 0);
    change((db) => db.pragma("journal_mode = WAL"));
    expect((await (await serve(data)).stop()).exit).toBe(0);
    expect((await run("check", "--data", data)).exit).toBe(0);
  });

  it("an empty file beside a write-ahead log that is not", async () => {
    writeFileSync(join(data, "log.db"), "");
    writeFileSync(join(data, "log.db-wal"), "what is left of the record");
    await refused("LOG_CORRUPT");
  });
});
