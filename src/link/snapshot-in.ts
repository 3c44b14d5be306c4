// A peer's snapshot as it comes, part by part; and what is looked at before the node goes on from it.
import type { Rebase } from "../record/rebase.ts";
import { isAfter, originsIn, type Snapshot } from "../record/snapshot.ts";
import { decodeSnapshot } from "../record/snapshot-bytes.ts";
import { unsound } from "./base-tree.ts";
import { LinkFault } from "./fault.ts";
import type { Frames } from "./frames.ts";
import type { Shared } from "./shared.ts";
import { checkedHeads } from "./snapshot-heads.ts";

const MOST_BYTES = 256 * 1024 * 1024;
/** Of each part but the last: what waits must not be more than its bytes. */
const LEAST_PART_BYTES = 16 * 1024;
/** Events in one: more than any network makes, and few enough for positions to stay whole numbers. */
const MOST_EVENTS = 2 ** 48;

/** As it was sent. */
export interface Whole {
  readonly heads: Buffer;
  readonly state: Buffer;
}

export class SnapshotIn {
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  /** The whole, with the last part of it. Throws LinkFault. */
  take({ bytes, headBytes, offset, data }: Frames["SNAPSHOT"]): Whole | undefined {
    const part = Buffer.from(data, "base64");
    const end = offset + part.length;
    const isNext = offset === this.#bytes && (part.length >= LEAST_PART_BYTES || end === bytes) && end <= bytes;
    if (!isNext || bytes > MOST_BYTES || headBytes > bytes) throw unsound(`a part at ${offset} of ${bytes} bytes`);
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes < bytes) return undefined;
    const whole = Buffer.concat(this.#parts);
    return { heads: whole.subarray(0, headBytes), state: whole.subarray(headBytes) };
  }
}

interface Read extends Omit<Rebase, "peer"> {
  /** Node id → public key. */
  readonly keys: ReadonlyMap<string, string>;
}

/** What the node can go on from. Throws LinkFault, LogError. */
export function readSnapshot(whole: Whole, shared: Shared): Read {
  const { node, isSigned } = shared;
  const decoded = decodeSnapshot(whole.state);
  if (decoded.kind === "unsound") throw unsound(decoded.reason);
  if (decoded.kind === "other rows") throw unsound("it was made by another build");
  const { snapshot } = decoded;
  const { vector, greatest, network } = snapshot;
  // What is admitted and not committed yet has its place in the record as well.
  node.settle();
  const keys = checkedKeys(snapshot, shared);
  assertCounts(snapshot, shared);
  const heads = checkedHeads(parsed(whole.heads), { vector, greatest, keyOf: (id) => keys.get(id), isSigned });
  if (!isAfter(node.log, snapshot)) throw unsound("events that are held here belong before it");
  // Of what is held, what is held says where the tree stands.
  const missing = heads.filter(({ origin, count }) => count > (node.have.get(origin) ?? 0));
  return { base: { vector, greatest, network }, heads: missing, keys };
}

/** Node id → public key, as the state has them. Throws LinkFault. */
function checkedKeys(snapshot: Snapshot, { keys }: Shared): ReadonlyMap<string, string> {
  const { vector } = snapshot;
  const origins = originsIn(snapshot);
  const told = new Map<string, string>();
  for (const { origin, node, key } of origins) {
    if (vector[origin] === undefined) throw unsound(`it knows ${origin} without an event of it`);
    if (key === undefined) continue;
    const known = keys.of(node) ?? told.get(node) ?? key;
    if (known !== key) throw unsound(`it has another key for node ${node}`);
    told.set(node, key);
  }
  const opened = new Set<string>(origins.map(({ origin }) => origin));
  const strange = Object.keys(vector).find((origin) => !opened.has(origin));
  if (strange !== undefined) throw unsound(`it does not know ${strange}, of which it has events`);
  return told;
}

/** Numbers and times within reason. Throws LinkFault. */
function assertCounts({ vector, greatest }: Snapshot, { node, wall, limits }: Shared): void {
  const counts = Object.values(vector);
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (counts.some((count) => count < 1) || all > MOST_EVENTS) throw unsound("it has an impossible number of events");
  if (greatest > wall() + limits.aheadMicros) throw unsound("its last event is far ahead of this node's clock");
  const own = vector[node.origin] ?? 0;
  if (own <= (node.have.get(node.origin) ?? 0)) return;
  throw new LinkFault("OWN_ORIGIN", `the snapshot has ${own} events of ${node.origin}, more than this node made`);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw unsound("its heads do not read");
  }
}
