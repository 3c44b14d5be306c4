// One node per data folder, whatever became of the last one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FolderLock } from "../../src/record/folder-lock.ts";
import { SqliteLog } from "../../src/record/sqlite-log.ts";

const LOCK = fileURLToPath(new URL("../../src/record/folder-lock.ts", import.meta.url));
const HOLD = `
  const { FolderLock } = await import(${JSON.stringify(LOCK)});
  new FolderLock(process.argv[1]);
  console.log("held");
  setInterval(() => undefined, 1000);
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hansard-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inUse = expect.objectContaining({ code: "LOG_IN_USE", message: expect.stringContaining("another node runs") });

describe("the lock of a data folder", () => {
  test("is held by one at a time and can be taken again when it was released", () => {
    const first = new FolderLock(folder);
    expect(() => new FolderLock(folder)).toThrow(inUse);
    expect(() => new FolderLock(folder)).toThrow(inUse);
    first.release();
    new FolderLock(folder).release();
  });

  test("does not keep anybody from the log itself: readers and backups go on", () => {
    const lock = new FolderLock(folder);
    const log = new SqliteLog(folder, { durability: "os", walBytes: 1024 * 1024 });
    expect(log.lastPosition()).toBe(0);
    log.close();
    lock.release();
  });

  test("of a folder that is not there is LOG_IO", () => {
    expect(() => new FolderLock(join(folder, "missing"))).toThrow(expect.objectContaining({ code: "LOG_IO" }));
  });

  test("is free after kill -9 of its holder", async () => {
    const args = ["--import", "tsx", "--input-type=module", "-e", HOLD, folder];
    const holder = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    expect(() => new FolderLock(folder)).toThrow(inUse);
    const gone = once(holder, "exit");
    holder.kill("SIGKILL");
    await gone;
    new FolderLock(folder).release();
  });
});
