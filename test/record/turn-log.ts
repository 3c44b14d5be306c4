// A record on a log in memory that keeps its turns apart, for the tests of the record's own rules.
import { HybridClock } from "../../events/clock.ts";
import type { AnyDraft } from "../../events/envelope.ts";
import type { ChannelId, NodeId, Origin, UserId } from "../../events/names.ts";
import { Journal, undoableOf } from "../../projections/table.ts";
import type { Entry, Seal } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import { Record } from "../../src/record/record.ts";
import type { RecordOptions } from "../../src/record/turn.ts";
import { diskFull } from "./faults.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** A log in memory that keeps its turns apart and can be made to fail. */
export class TurnLog extends MemoryLog {
  readonly turns: (readonly Entry[])[] = [];
  isFailing = false;

  override append(entries: readonly Entry[], seals?: readonly Seal[]): void {
    if (this.isFailing) throw diskFull();
    super.append(entries, seals);
    this.turns.push(entries);
  }

  get sizes(): readonly number[] {
    return this.turns.map((turn) => turn.length);
  }
}

export const message = (text = "hello"): AnyDraft => ({
  type: "PRIVMSG",
  actor: "1HS.test00.1" as UserId,
  body: { channel: "#c" as ChannelId, text },
});
export const secret = (text = "hush"): AnyDraft => ({
  type: "PRIVMSG",
  to: ["1HS" as NodeId],
  body: { sender: "1HS.test00.1" as UserId, target: "1HS.test00.2" as UserId, text },
});

export function recordOn(log: TurnLog, time: VirtualTime, kept: RecordOptions["private"]): Record {
  return new Record({
    origin: "1HS.test00" as Origin,
    clock: new HybridClock(time.ports.wall, 0),
    undoable: undoableOf(new Journal()),
    have: new Map(),
    log,
    ports: time.ports,
    private: kept,
    position: 0,
  });
}
