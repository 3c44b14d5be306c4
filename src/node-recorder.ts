// The record as the commands' runner sees it, and what the node itself records from time to time.
import type { State } from "../projections/state.ts";
import type { Recorder } from "./commands/runner/ports.ts";
import type { Record } from "./record/record.ts";
import { TurnFailed } from "./record/turn.ts";

/** `follow`: done after each event, once all have observed it. */
export function recorderOf(record: Record, follow: () => void): Recorder {
  return {
    get origin() {
      return record.origin;
    },
    get isReady() {
      return record.phase === "ready";
    },
    append: (draft) => {
      try {
        record.append(draft);
        follow();
        return true;
      } catch (error) {
        if (error instanceof TurnFailed) return false;
        throw error;
      }
    },
    touch: () => void record.touch(),
    endOfCommand: () => record.endOfCommand(),
  };
}

/** A ban that has run out holds nobody; here it leaves the table. `now`: microseconds since 1970. */
export function liftExpired(recorder: Recorder, { bans }: State, now: number): void {
  for (const { kind, mask, until } of [...bans.values()]) {
    if (until === 0 || until > now) continue;
    if (!recorder.isReady || !recorder.append({ type: `UN${kind}`, body: { mask } })) return;
  }
}
