// What a running node tells its operator, on standard error: a line of JSON each for programs, plain text for people.
import type { Micros } from "../../../events/names.ts";
import { noticeText, passedOverText } from "../../link/notice-text.ts";
import type { LinkNotice } from "../../link/ports.ts";
import type { Trouble } from "../../node.ts";
import type { SnapshotTrouble } from "../../record/snapshotter.ts";

export type Level = "error" | "warn" | "note";

export interface OperatorLog {
  write(level: Level, event: string, text: string): void;
}

interface Sink {
  readonly isTerminal: boolean;
  err(text: string): void;
  now(): Micros;
}

export function operatorLog(sink: Sink): OperatorLog {
  return {
    write(level, event, text) {
      const time = new Date(sink.now() / 1000).toISOString();
      if (sink.isTerminal) sink.err(`${time} ${level}: ${text}\n`);
      else sink.err(`${JSON.stringify({ time, level, event, text })}\n`);
    },
  };
}

export function reportSnapshot(log: OperatorLog, trouble: SnapshotTrouble): void {
  const still = "Nothing is lost: the next start reads more of the log";
  const { reason } = trouble;
  if (trouble.kind === "failed") log.write("warn", "snapshot-failed", `no snapshot could be made: ${reason}. ${still}`);
  else log.write("warn", "snapshot-unsound", `${trouble.file} cannot be used: ${reason}. ${still}`);
}

/** Writes what went wrong in the node, and that it is well again. */
export function report(log: OperatorLog, trouble: Trouble): void {
  if (trouble.kind === "defect") {
    log.write("error", "defect", `${trouble.verb} met a defect and was taken back: ${shown(trouble.error)}`);
    return;
  }
  if (trouble.kind === "rolled-back") {
    const { code, events, error } = trouble.rolledBack;
    log.write("error", code, `a turn with ${events} events was taken back: ${shown(error)}`);
    return;
  }
  if (trouble.kind === "reloaded") return reloaded(log, trouble.reload);
  if (trouble.kind === "link") return linked(log, trouble.notice);
  if (trouble.kind === "passed-over") return log.write("warn", "passed-over", passedOverText(trouble.passedOver));
  if (trouble.kind === "outdated") {
    const { origin, seq, type, version } = trouble.event;
    const why = `${origin}-${seq} is ${type} version ${version}, which this build does not know`;
    const now = "Its users were sent away; what peers send is stored and passed on, and nothing is lost";
    return log.write("error", "upgrade-needed", `upgrade this node: ${why}. ${now}`);
  }
  if (trouble.kind === "epoch-ended") {
    const why = "another node with this node's id, or an operator's GONE. Its users were sent away";
    return log.write("error", "epoch-ended", `epoch ${trouble.origin} was ended by others: ${why}`);
  }
  if (trouble.phase === "ready") log.write("note", "record-ready", "the record works again: events are taken");
  if (trouble.phase === "refusing")
    log.write("error", "record-refusing", "the record does not work: events are refused");
  if (trouble.phase === "undecided") {
    log.write("error", "record-undecided", "a commit failed and the log cannot be read: everything waits for it");
  }
}

/** The codes are stable: docs/reference/link-protocol.md lists them. */
function linked(log: OperatorLog, notice: LinkNotice): void {
  const isGrave = notice.kind === "refused" || notice.kind === "incomplete";
  const level = notice.kind === "linked" ? "note" : isGrave ? "error" : "warn";
  log.write(level, notice.kind === "linked" ? "linked" : `link-${notice.kind}`, noticeText(notice));
}

type Reload = Extract<Trouble, { readonly kind: "reloaded" }>["reload"];

/** With a mistake in it nothing has changed, and each mistake is a line. */
function reloaded(log: OperatorLog, { source, problems, restart }: Reload): void {
  for (const problem of problems) log.write("error", "reload-refused", problem);
  if (problems.length > 0) return log.write("error", "reload-refused", `${source} was not put in force`);
  for (const key of restart) log.write("warn", "reload-waits", `${key} changes when the node is started again`);
  log.write("note", "reloaded", `${source} was read again and is in force`);
}

/** Defects come with their stack, on one line where lines are for programs. */
function shown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" ? `${code}: ${error.message}` : (error.stack ?? error.message);
}
