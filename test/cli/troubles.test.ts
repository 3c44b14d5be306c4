import { describe, expect, it } from "vitest";
import type { Micros } from "../../events/names.ts";
import { operatorLog, report } from "../../src/cli/start/troubles.ts";
import type { Trouble } from "../../src/node.ts";
import { LogError } from "../../src/record/log.ts";

function lines(isTerminal: boolean, ...troubles: readonly Trouble[]): string[] {
  const written: string[] = [];
  const now = () => (new Date("2026-11-23T20:01:02.123Z").getTime() * 1000) as Micros;
  const log = operatorLog({ isTerminal, err: (text) => written.push(text), now });
  for (const trouble of troubles) report(log, trouble);
  return written;
}

const full: Trouble = {
  kind: "rolled-back",
  rolledBack: { code: "RECORD_UNAVAILABLE", error: new LogError("LOG_FULL", "the disk is full"), events: 3 },
};

describe("the operator's log", () => {
  it("is one line of JSON for a program", () => {
    const [line = "", ...rest] = lines(false, full);
    expect(rest).toEqual([]);
    expect(line).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(line)).toEqual({
      time: "2026-11-23T20:01:02.123Z",
      level: "error",
      event: "RECORD_UNAVAILABLE",
      text: "a turn with 3 events was taken back: LOG_FULL: the disk is full",
    });
  });

  it("is plain text for a person", () => {
    expect(lines(true, { kind: "phase", phase: "ready" })).toEqual([
      "2026-11-23T20:01:02.123Z note: the record works again: events are taken\n",
    ]);
  });

  it("tells each phase of trouble, and a defect with its stack on one line of JSON", () => {
    const told = lines(
      false,
      { kind: "phase", phase: "undecided" },
      { kind: "phase", phase: "refusing" },
      { kind: "phase", phase: "closed" },
      { kind: "defect", verb: "TOPIC", error: new TypeError("no such thing") },
    );
    expect(told.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      "record-undecided",
      "record-refusing",
      "defect",
    ]);
    expect(told[2]).toMatch(/^[^\n]*TOPIC met a defect.*no such thing\\n {4}at [^\n]*\n$/);
  });
});
