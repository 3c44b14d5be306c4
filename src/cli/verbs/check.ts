// hansard check: whether a log keeps what the design promises.

import type { Checked, Finding } from "../../audit/check/check.ts";
import { type RuleId, rules } from "../../audit/check/violation.ts";
import { assertWhole } from "../../audit/whole.ts";
import { LogError, type Seal } from "../../record/log.ts";
import type { SqliteReader } from "../../record/sqlite-reader.ts";
import type { Io } from "../io.ts";
import { type Options, shared, verb } from "../verb.ts";

const options = { data: shared.data, json: shared.json } as const satisfies Options;

export const check = verb({
  name: "check",
  summary:
    "Verifies the record: file, rows, seals, snapshots, the invariants over every prefix; works while the node runs.",
  parameters: [],
  options,
  notes: [
    "Exit code 0: all hold; 1: the first violation is printed, with its position and the invariant's id; 3: there is " +
      "no log to check, or not the whole of it yet.",
    `Checked: ${Object.entries(rules)
      .map(([id, rule]) => `${id}: ${rule}`)
      .join("; ")}. LOG_CORRUPT covers checksums, canonical text, commitments and SQLite's own integrity check.`,
    "Where several nodes have spoken, a nick may be raced for and a right be lost elsewhere: who was free to take " +
      "a nick (N1), to give status (N6) or to act at all (R1) is asked of a node that is alone, all else of any.",
    "What was recorded after the last seal (a node seals what it sends to its peers) is not covered by R9, and a log " +
      "that was cut together with its seals looks like an older backup: its peers have the rest, and send it.",
    "A snapshot that does not fit the log or was made by another build is passed over, as it is at a start. One that " +
      "cannot be read is reported and can be deleted.",
    "With --json: one object with ok, positions, events, notes, origins, users, channels, digest, sealed (seals, and " +
      "the events that they cover), snapshots, finding (id, position, event, text; or null) and file (what is wrong " +
      "with the files themselves, a list).",
  ],
  examples: ["hansard check", "hansard check --data /var/lib/hansard --json"],
  async run({ options: wanted }, io) {
    const { SqliteReader } = await import("../../record/sqlite-reader.ts");
    let reader: SqliteReader;
    try {
      reader = new SqliteReader(wanted.data);
    } catch (error) {
      // A file that is too damaged to be opened is an answer, not a failure to give one.
      if (!(error instanceof LogError) || error.code !== "LOG_CORRUPT") throw error;
      return tell(io, undefined, [error.message], wanted.json);
    }
    try {
      assertWhole(reader);
      return await checkAll(reader, wanted, io);
    } finally {
      reader.close();
    }
  },
});

async function checkAll(reader: SqliteReader, wanted: { data: string; json: boolean }, io: Io): Promise<number> {
  const [{ check: checkLog }, { SealCheck }, { SnapshotFolder }, { isSigned }, { sealText }] = await Promise.all([
    import("../../audit/check/check.ts"),
    import("../../audit/check/seals.ts"),
    import("../../record/snapshot-folder.ts"),
    import("../../link/identity.ts"),
    import("../../link/signed.ts"),
  ]);
  const unsound: string[] = [];
  const snapshots = new SnapshotFolder(wanted.data).fitting(reader, (file) =>
    unsound.push(`the snapshot ${file} cannot be read`),
  );
  const seals = new SealCheck(reader, (key: string, seal: Seal) => isSigned(key, sealText(seal), seal.signature));
  const checked = checkLog(reader, { seals, snapshots });
  return tell(io, checked, [...integrityOf(reader), ...unsound], wanted.json);
}

function integrityOf(reader: { integrity(): readonly string[] }): readonly string[] {
  try {
    return reader.integrity();
  } catch (error) {
    return [(error as Error).message];
  }
}

async function tell(io: Io, checked: Checked | undefined, file: readonly string[], isJson: boolean): Promise<number> {
  const finding = checked?.finding;
  const isSound = checked !== undefined && finding === undefined && file.length === 0;
  if (isJson) await io.out(`${JSON.stringify({ ok: isSound, ...checked, finding: finding ?? null, file })}\n`);
  else await io.out(isSound ? soundText(checked) : brokenText(finding, file));
  return isSound ? 0 : 1;
}

const ids = Object.keys(rules).filter((id) => id !== ("LOG_CORRUPT" satisfies RuleId));

function soundText({ sealed, snapshots, ...checked }: Checked): string {
  const { positions, events, notes, origins, users, channels, digest } = checked;
  return [
    `ok: ${positions} positions, ${events} events and ${notes} notes, of ${origins} epochs`,
    `    ${ids.join(" ")} hold; every row and the file are as they were written`,
    `    seals: ${sealed.seals}, over ${sealed.events} of the events; snapshots: ${snapshots}`,
    `    now ${users} users, ${channels} channels, state ${digest}`,
    "",
  ].join("\n");
}

function brokenText(finding: Finding | undefined, file: readonly string[]): string {
  const lines: string[] = [];
  if (finding) {
    const place = finding.position === undefined ? "the log" : `position ${finding.position}`;
    const event = finding.event === undefined ? "" : `, event ${finding.event}`;
    lines.push(`${finding.id}: ${place}${event}: ${finding.text}`, `    the rule: ${rules[finding.id]}`);
  }
  lines.push(...file.map((line) => `LOG_CORRUPT: the file: ${line}`));
  return `${lines.join("\n")}\n`;
}
