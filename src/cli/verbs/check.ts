// hansard check: whether a log keeps what the design promises.

import type { Checked, Finding } from "../../audit/check/check.ts";
import { rules } from "../../audit/check/violation.ts";
import { assertWhole } from "../../audit/whole.ts";
import { LogError } from "../../record/log.ts";
import type { Io } from "../io.ts";
import { type Options, shared, verb } from "../verb.ts";

const options = { data: shared.data, json: shared.json } as const satisfies Options;

export const check = verb({
  name: "check",
  summary: "Verifies the record: the file, every row, and the invariants over every prefix; works while the node runs.",
  parameters: [],
  options,
  notes: [
    "Exit code 0: all hold; 1: the first violation is printed, with its position and the invariant's id.",
    `Checked: ${Object.entries(rules)
      .map(([id, rule]) => `${id}: ${rule}`)
      .join("; ")}. LOG_CORRUPT covers checksums, canonical text, commitments and SQLite's own integrity check.`,
    "With --json: one object with ok, positions, events, notes, origins, users, channels, digest, " +
      "finding (id, position, event, text; or null) and file (what SQLite finds wrong, a list).",
  ],
  examples: ["hansard check", "hansard check --data /var/lib/hansard --json"],
  async run({ options: wanted }, io) {
    const [{ SqliteReader }, { check: checkLog }] = await Promise.all([
      import("../../record/sqlite-reader.ts"),
      import("../../audit/check/check.ts"),
    ]);
    let reader: InstanceType<typeof SqliteReader>;
    try {
      reader = new SqliteReader(wanted.data);
    } catch (error) {
      // A file that is too damaged to be opened is an answer, not a failure to give one.
      if (!(error instanceof LogError) || error.code !== "LOG_CORRUPT") throw error;
      return tell(io, undefined, [error.message], wanted.json);
    }
    try {
      assertWhole(reader);
      return await tell(io, checkLog(reader), integrityOf(reader), wanted.json);
    } finally {
      reader.close();
    }
  },
});

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

function soundText({ positions, events, notes, origins, users, channels, digest }: Checked): string {
  return [
    `ok: ${positions} positions, ${events} events and ${notes} notes, of ${origins} epochs`,
    "    N1 N2 N3 N4 N6 N15 N17 R1 hold; every row and the file are as they were written",
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
