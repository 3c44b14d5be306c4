// Moves the end of a log into the future: the last event's time is a day ahead, with a checksum that fits.
import type Database from "better-sqlite3";
import type { Entry } from "../../src/record/log.ts";
import { checksum } from "../../src/record/sqlite-schema.ts";

const DAY_MICROS = 86_400_000_000;

export function futureRow(db: Database.Database): void {
  const row = db.prepare("SELECT * FROM log ORDER BY position DESC LIMIT 1").get() as Entry;
  const header = row.header.replace(/"at":(\d+)/, (_all, at: string) => `"at":${Number(at) + DAY_MICROS}`);
  const crc = checksum({ ...row, header });
  db.prepare("UPDATE log SET header = ?, crc = ? WHERE position = ?").run(header, crc, row.position);
}
