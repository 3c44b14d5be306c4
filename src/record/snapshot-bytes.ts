// A snapshot as bytes: in a file beside the log, and on its way to a peer. What is read is looked at row by row, for a
// state is made of it.
import { gunzipSync, gzipSync } from "node:zlib";
import { OWN_VERSIONS, type Versions } from "../../events/versions.ts";
import { ROWS_VERSION } from "../../projections/snapshot.ts";
import { unsoundFormer, unsoundRow } from "../../projections/sound-rows.ts";
import type { Snapshot } from "./snapshot.ts";

interface Stored extends Snapshot {
  readonly rows: number;
  /** What the build that made it understands. */
  readonly versions?: Versions;
}

/** What a snapshot may become when it is unpacked: more is no snapshot. */
const MOST_BYTES = 512 * 1024 * 1024;

export function encodeSnapshot(snapshot: Snapshot): Buffer {
  const stored: Stored = { rows: ROWS_VERSION, versions: OWN_VERSIONS, ...snapshot };
  return gzipSync(JSON.stringify(stored), { level: 1 });
}

/** `reason`: for people. Other rows, or events, are those of another build. */
export type Decoded =
  | { readonly kind: "sound"; readonly snapshot: Snapshot }
  | { readonly kind: "unsound"; readonly reason: string }
  | { readonly kind: "other rows" };

/** The snapshot, or why it is none. */
export function decodeSnapshot(bytes: Uint8Array): Decoded {
  let read: unknown;
  try {
    read = JSON.parse(gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString());
  } catch {
    return DAMAGED;
  }
  if (!isStored(read)) return DAMAGED;
  const { rows, versions, ...snapshot } = read;
  if (rows !== ROWS_VERSION || !isUnderstood(versions)) return { kind: "other rows" };
  const wrong = unsoundRow(snapshot.network, snapshot) ?? unsoundFormer(snapshot.whowas, snapshot);
  return wrong === undefined ? { kind: "sound", snapshot } : { kind: "unsound", reason: wrong };
}

const DAMAGED: Decoded = { kind: "unsound", reason: "it does not read" };

/** One of a newer build may go beyond an event at which this one has to stop. */
function isUnderstood(versions: Versions | undefined): boolean {
  if (versions === undefined) return false;
  return Object.entries(versions).every(([type, version]) => version <= (OWN_VERSIONS[type] ?? 0));
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
