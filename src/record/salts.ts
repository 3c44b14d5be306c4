// Salts for commitments, drawn from the random port in pools: one call for many events.
import { SALT_BYTES } from "../../events/commitment.ts";
import type { Random } from "./ports.ts";

const POOL_SALTS = 256;

export function saltSource(random: Random): () => Uint8Array {
  let pool = new Uint8Array(0);
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = new Uint8Array(random(POOL_SALTS * SALT_BYTES));
      used = 0;
    }
    used += SALT_BYTES;
    return pool.subarray(used - SALT_BYTES, used);
  };
}
