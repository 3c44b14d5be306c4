import { describe, expect, it } from "vitest";
import type { Micros, NodeId, Origin } from "../../events/names.ts";
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

  it("tells of links made, lost, refused and not to be had, with the code of what ended them", () => {
    const node = "2BB" as NodeId;
    const told = lines(
      false,
      { kind: "link", notice: { kind: "linked", peer: "irc.b", node, remote: "192.0.2.2:7000" } },
      {
        kind: "link",
        notice: { kind: "unlinked", peer: "irc.b", code: "SILENT", reason: "nothing came", isTheirs: false },
      },
      { kind: "link", notice: { kind: "refused", peer: "irc.b", code: "UNKNOWN_KEY", reason: "no", isTheirs: true } },
      { kind: "link", notice: { kind: "unreachable", peer: "irc.b", reason: "ECONNREFUSED" } },
      { kind: "epoch-ended", origin: "1AA.aaaaaa" as Origin },
      { kind: "passed-over", passedOver: { messages: 12, events: 3456 } },
    ).map((line) => JSON.parse(line) as { level: string; event: string; text: string });
    expect(told.map(({ level, event, text }) => `${level} ${event}: ${text}`)).toEqual([
      "note linked: linked with irc.b (2BB) at 192.0.2.2:7000",
      "warn link-unlinked: unlinked from irc.b: SILENT: nothing came",
      "error link-refused: no link with irc.b: UNKNOWN_KEY: no. What to do: put what `hansard id` prints here under " +
        "links.peers there (`hansard link add`)",
      "warn link-unreachable: irc.b cannot be reached: ECONNREFUSED",
      "error epoch-ended: epoch 1AA.aaaaaa was ended by others: another node with this node's id, or an operator's " +
        "GONE. Its users were sent away",
      "warn passed-over: 12 messages came while 3456 events were merged, and are in the record only",
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
