// hansard canary: whether another build makes the same of a log as this one.
import { resolve } from "node:path";
import { assertWhole } from "../../audit/whole.ts";
import type { SqliteReader } from "../../record/sqlite-reader.ts";
import { Complaint } from "../errors.ts";
import type { Io } from "../io.ts";
import { integer } from "../parse.ts";
import { type Asked, type Options, shared, verb } from "../verb.ts";
import { software } from "../version.ts";

const options = {
  data: shared.data,
  against: { kind: "text", value: "BUILD", help: "The other build: where it is installed, its dist/, or its program." },
  until: { kind: "text", value: "POSITION", help: "Only what is recorded up to this position." },
  answer: { kind: "flag", help: "Folds for another build that asks on standard input; --against is not asked for." },
  json: shared.json,
} as const satisfies Options;

const MOST_POSITION = 999_999_999_999_999;
const PROGRESS_MICROS = 500_000;

export const canary = verb({
  name: "canary",
  summary:
    "Folds the record with this build and with another one, and reports the first event that they do not fold alike.",
  parameters: [],
  options,
  notes: [
    "Before an upgrade: whether the new build makes the same of what is on record. Both read the log and change " +
      "nothing, also while a node writes to it; the other build runs as a process of its own. See " +
      "[canary](canary.md) for what is compared and for the protocol between the two.",
    "Exit code 0: after every event the two have the same rows; 1: they differ, and the event, its position, and " +
      "each differing row before and after it in both are printed; 2: they could not be compared, for one of them " +
      "does not run, does not answer, or cannot fold an event; 3: the log cannot be read.",
    "With --json: one object with ok, here and there (the two builds) and, where they are the same, events and " +
      "position; else position, event, type and rows (table, key, before, here, there; null for no row), or, where " +
      "they do not take the same event next, order (here, there).",
  ],
  examples: [
    "hansard canary --data /var/lib/hansard --against /opt/hansard-next",
    "hansard canary --against ../hansard/dist --json",
  ],
  async run(asked, io) {
    const { SqliteReader } = await import("../../record/sqlite-reader.ts");
    if (!asked.options.answer && asked.options.against === undefined) {
      throw new Complaint("USAGE", "canary needs --against BUILD (see hansard canary --help)");
    }
    const reader = new SqliteReader(asked.options.data);
    try {
      assertWhole(reader);
      const until = untilOf(asked, reader);
      if (!asked.options.answer) return await compare(asked, { reader, until }, io);
      const { answer } = await import("../canary/answer.ts");
      await answer(reader, until, process.stdin, io);
      return 0;
    } finally {
      reader.close();
    }
  },
});

/** Both builds fold up to here, however the log grows. */
function untilOf({ options: { until } }: Asked<typeof options>, reader: SqliteReader): number {
  const last = reader.lastPosition();
  return until === undefined ? last : Math.min(last, integer("--until", until, 0, MOST_POSITION));
}

interface Part {
  readonly reader: SqliteReader;
  readonly until: number;
}

async function compare(asked: Asked<typeof options>, { reader, until }: Part, io: Io): Promise<number> {
  const { against = "", data, json } = asked.options;
  const [{ compareFolds }, { Fold }, { findBuild }, { OtherBuild }, { jsonOf, stopped, textOf }] = await Promise.all([
    import("../../audit/canary/compare.ts"),
    import("../../audit/canary/fold.ts"),
    import("../canary/find-build.ts"),
    import("../canary/other-build.ts"),
    import("../canary/tell.ts"),
  ]);
  const other = new OtherBuild(against, findBuild(against), ["--data", resolve(data), "--until", String(until)]);
  try {
    await other.begin();
    const fold = new Fold(reader, until);
    const here = { fold: async (count: number) => fold.fold(count), steps: async () => fold.steps };
    const compared = await compareFolds(here, other, progressOf(io, until));
    if (io.isTerminal) io.err("\r\x1b[K");
    const names = { here: software(), there: other.software, path: against };
    if (compared.kind === "stopped") throw stopped(compared, names);
    await io.out(json ? `${JSON.stringify(jsonOf(compared, names))}\n` : textOf(compared, names));
    return compared.kind === "same" ? 0 : 1;
  } finally {
    other.end();
  }
}

function progressOf(io: Io, until: number): (position: number) => void {
  let told = io.now();
  return (position) => {
    if (!io.isTerminal || io.now() - told < PROGRESS_MICROS) return;
    told = io.now();
    io.err(`\r\x1b[Ksame up to position ${position} of ${until}`);
  };
}
