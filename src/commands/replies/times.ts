// Times as numerics give them.
import type { Micros } from "../../../events/names.ts";

export function unixSeconds(at: Micros): string {
  return String(Math.floor(at / 1_000_000));
}
