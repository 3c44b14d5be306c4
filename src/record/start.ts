// What must hold before a node opens a new epoch on a log.
import type { NodeId, Origin } from "../../events/names.ts";
import type { Random } from "./ports.ts";

/** A log that ends further ahead of this machine's clock than this is not continued without a word. */
export const FUTURE_MICROS = 60_000_000;

const TAG_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";
const TAG_LENGTH = 6;

export class ClockBehindLog extends Error {
  readonly code = "CLOCK_BEHIND_LOG";
}

/** A node id and a random tag: "1HS.k3f9q2". So a restored backup never uses a number again. */
export function newOrigin(node: NodeId, random: Random): Origin {
  const tag = Array.from(random(TAG_LENGTH), (byte) => TAG_LETTERS[byte % TAG_LETTERS.length]).join("");
  return `${node}.${tag}` as Origin;
}

/** Throws ClockBehindLog when the log's last event is more than a minute ahead of the clock. */
export function refuseFutureLog(greatest: number, wall: number): void {
  if (greatest <= wall + FUTURE_MICROS) return;
  const seconds = Math.round((greatest - wall) / 1_000_000);
  throw new ClockBehindLog(
    `the log ends ${seconds} s ahead of this machine's clock. Set the clock right, ` +
      "or start with --allow-future-log: times then go on from the log's last one",
  );
}
