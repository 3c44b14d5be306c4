// A snapshot as bytes: in a file beside the log, and on its way to a peer.
import { gunzipSync, gzipSync } from "node:zlib";
import { ROWS_VERSION } from "../../projections/snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

interface Stored extends Snapshot {
  readonly rows: number;
}

/** What a snapshot may become when it is unpacked: more is no snapshot. */
const MOST_BYTES = 512 * 1024 * 1024;

export function encodeSnapshot(snapshot: Snapshot): Buffer {
  const stored: Stored = { rows: ROWS_VERSION, ...snapshot };
  return gzipSync(JSON.stringify(stored), { level: 1 });
}

/** Or why it is none: damaged, or made by a build whose rows are others. */
export function decodeSnapshot(bytes: Uint8Array): Snapshot | "unsound" | "other rows" {
  let read: unknown;
  try {
    read = JSON.parse(gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString());
  } catch {
    return "unsound";
  }
  if (!isStored(read)) return "unsound";
  if (read.rows !== ROWS_VERSION) return "other rows";
  const { rows: _, ...snapshot } = read;
  return snapshot;
}

function isStored(read: unknown): read is Stored {
  const { rows, position, header, vector, greatest, network, whowas } = (read ?? {}) as Partial<Stored>;
  const areCounts = [rows, position, greatest].every((each) => Number.isSafeInteger(each));
  return areCounts && typeof header === "string" && isVector(vector) && areRows(network) && areRows(whowas);
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isVector = (value: unknown) => isObject(value) && Object.values(value).every((seq) => Number.isSafeInteger(seq));

/** Tables of pairs of a key and a row. */
function areRows(value: unknown): boolean {
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && isObject(pair[1]);
  return isObject(value) && Object.values(value).every((table) => Array.isArray(table) && table.every(isPair));
}
