// The record as the commands' runner sees it, and what the node itself records from time to time.
import type { AnyDraft } from "../events/envelope.ts";
import type { State } from "../projections/state.ts";
import type { Recorder } from "./commands/runner/ports.ts";
import type { NodeNetwork } from "./node-network.ts";
import type { Record } from "./record/record.ts";
import { TurnFailed } from "./record/turn.ts";

/** What follows from each event is done once all have observed it. */
export function recorderOf(record: Record, whole: NodeNetwork): Recorder {
  const { fold, network } = whole;
  return {
    get origin() {
      return record.origin;
    },
    get isReady() {
      return record.phase === "ready";
    },
    refusal: (drafts) => {
      if (record.phase !== "ready") return { code: "RECORD_UNAVAILABLE" };
      if (fold.isStopped) return { code: "UPGRADE_NEEDED" };
      for (const draft of drafts) {
        const old = network.state.versions.tooOldFor(draft);
        if (old !== undefined) return { code: "NODE_TOO_OLD", about: `${old.name} (${old.node})` };
      }
      return undefined;
    },
    append: (draft) => {
      try {
        record.append(draft);
        whole.follow();
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
    const lift: AnyDraft = { type: `UN${kind}`, body: { mask } };
    if (recorder.refusal([lift]) !== undefined || !recorder.append(lift)) return;
  }
}
