// Whether the record can be asked about its past: not while events of before a snapshot are still to come.
import { missingIn } from "../record/hole.ts";
import { LogError, type LogReader } from "../record/log.ts";

/** Throws LogError LOG_INCOMPLETE. */
export function assertWhole(reader: LogReader): void {
  const hole = reader.hole();
  if (hole === undefined) return;
  const { first, last } = hole;
  const missing = `${missingIn(hole)} of the ${last - first + 1} events of before a peer's snapshot`;
  throw new LogError("LOG_INCOMPLETE", `${missing} (positions ${first} to ${last}) are still to come from the peers`);
}
