// A peer's snapshot as it comes, part by part; and what is looked at before the node goes on from it.
import type { BaseHead } from "../record/hole.ts";
import type { Rebase } from "../record/rebase.ts";
import { isAfter, keysIn } from "../record/snapshot.ts";
import { decodeSnapshot } from "../record/snapshot-bytes.ts";
import { unsound } from "./base-tree.ts";
import type { Frames } from "./frames.ts";
import type { Shared } from "./shared.ts";
import { checkedHeads } from "./snapshot-heads.ts";

const MOST_BYTES = 256 * 1024 * 1024;

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
    const isNext = offset === this.#bytes && part.length > 0 && offset + part.length <= bytes;
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
export function readSnapshot(whole: Whole, { node, keys, isSigned }: Shared): Read {
  const snapshot = decodeSnapshot(whole.state);
  if (snapshot === "unsound") throw unsound("it does not read");
  if (snapshot === "other rows") throw unsound("it was made by another build");
  const { vector, greatest, network } = snapshot;
  const told = keysIn(snapshot);
  if (told === undefined) throw unsound("its rows do not fit together");
  for (const [id, key] of told) {
    if ((keys.of(id) ?? key) !== key) throw unsound(`it has another key for node ${id}`);
  }
  const heads: readonly BaseHead[] = checkedHeads(parsed(whole.heads), {
    vector,
    keyOf: (id) => told.get(id),
    isSigned,
  });
  if (!isAfter(node.log, snapshot)) throw unsound("events that are held here belong before it");
  return { base: { vector, greatest, network }, heads, keys: told };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw unsound("its heads do not read");
  }
}
