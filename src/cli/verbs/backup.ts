// hansard backup: a consistent copy of the log, taken while the node runs.

import { existsSync, linkSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { assertWhole } from "../../audit/whole.ts";
import type { LogReader } from "../../record/log.ts";
import { entries } from "../../record/replay.ts";
import { LOG_FILE } from "../../record/sqlite-schema.ts";
import { Complaint } from "../errors.ts";
import { type Options, shared, verb } from "../verb.ts";

const options = { data: shared.data, json: shared.json } as const satisfies Options;

export const backup = verb({
  name: "backup",
  summary: "Copies the log as it is at one moment into a file; works while the node runs.",
  parameters: [
    { name: "FILE", help: "Where to. It must not exist; it appears only when the copy is whole and verified." },
  ],
  options,
  notes: [
    `To use a copy, put it into an empty folder as ${LOG_FILE} and start a node there with --data. ` +
      "A restored node opens a new epoch, so no number is ever used twice.",
  ],
  examples: ["hansard backup /backup/hansard-2026-11-23.db", "hansard backup --data /var/lib/hansard copy.db"],
  async run({ options: wanted, parameters: [file = ""] }, io) {
    if (existsSync(file)) throw taken(file);
    const [{ SqliteReader }, { copyLog }] = await Promise.all([
      import("../../record/sqlite-reader.ts"),
      import("../copy-log.ts"),
    ]);
    const reader = new SqliteReader(wanted.data);
    assertWhole(reader);
    // The copy is made beside its place, under the name that the reader knows, and moved there when it is verified.
    const folder = temporaryFolder(file);
    try {
      const positions = copyLog(reader, folder);
      verify(new SqliteReader(folder), positions);
      place(join(folder, LOG_FILE), file);
      await io.out(wanted.json ? `${JSON.stringify({ file, positions })}\n` : `${file}: ${positions} positions\n`);
    } finally {
      reader.close();
      rmSync(folder, { recursive: true, force: true });
    }
    return 0;
  },
});

function temporaryFolder(file: string): string {
  try {
    return mkdtempSync(join(dirname(resolve(file)), `.${basename(file)}-`));
  } catch (error) {
    throw new Complaint("FILE_UNWRITABLE", `${file} cannot be written: ${(error as Error).message}`);
  }
}

/** Opens the copy as a reader does and holds it against its own checksums. Throws LogError, Complaint. */
function verify(copy: LogReader & { integrity(): readonly string[] }, positions: number): void {
  try {
    for (const _entry of entries(copy));
    const faults = copy.integrity();
    if (copy.lastPosition() === positions && faults.length === 0) return;
    throw new Complaint("FILE_UNWRITABLE", `the copy is not whole: ${faults.join("; ") || "rows are missing"}`);
  } finally {
    copy.close();
  }
}

/** Never over a file that came to be in the meantime. */
function place(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" || existsSync(to)) throw taken(to);
    // A file system without links.
    renameSync(from, to);
  }
}

const taken = (file: string) => new Complaint("FILE_EXISTS", `${file} exists; it was not touched. Name another file`);
