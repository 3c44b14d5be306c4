// Refused connections in the operator's log: some lines a minute, and then how many more there were. A flood of them
// must not become a flood of lines.
import type { OperatorLog } from "./troubles.ts";

const MINUTE_MICROS = 60_000_000;
const LINES_PER_MINUTE = 20;

/** `now`: microseconds since 1970. */
export function refusalLog(log: OperatorLog, now: () => number): (address: string, reason: string) => void {
  let from = Number.NEGATIVE_INFINITY;
  let count = 0;
  return (address, reason) => {
    if (now() - from >= MINUTE_MICROS) {
      const unsaid = count - LINES_PER_MINUTE;
      if (unsaid > 0) log.write("warn", "refused", `${unsaid} more connections were refused in that minute`);
      from = now();
      count = 0;
    }
    count++;
    if (count <= LINES_PER_MINUTE) log.write("note", "refused", `${address}: ${reason}`);
    if (count === LINES_PER_MINUTE) log.write("warn", "refused", "more refused connections are counted, not listed");
  };
}
