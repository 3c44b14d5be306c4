// Bodies of private messages that the log does not keep, for as long as a peer may need them.
import { LRUCache } from "lru-cache";
import { decodeHeader } from "../../events/codec.ts";
import { idOf } from "../../events/envelope.ts";
import type { NodeId } from "../../events/names.ts";
import type { Entry } from "../record/log.ts";
import type { Vector } from "../record/vector.ts";
import type { Body } from "./carried.ts";
import type { LinkLimits } from "./limits.ts";

interface Kept extends Body {
  readonly origin: string;
  readonly seq: number;
  /** The node ids that need it and have not said that they have it. */
  to: readonly string[];
  /** Microseconds since 1970. */
  readonly until: number;
}

const BESIDE_BYTES = 300;

export class Bodies {
  readonly #kept: LRUCache<string, Kept>;
  readonly #keepMicros: number;

  constructor({ bodies, bodiesBytes, bodyKeepMs }: LinkLimits) {
    this.#keepMicros = bodyKeepMs * 1000;
    this.#kept = new LRUCache({
      max: bodies,
      maxSize: bodiesBytes,
      sizeCalculation: ({ body }) => body.length + BESIDE_BYTES,
    });
  }

  /** `to` are the node ids that need it, without this node's own. */
  keep(place: { origin: string; seq: number }, body: Body, to: readonly string[], now: number): void {
    if (to.length === 0) return;
    const { origin, seq } = place;
    this.#kept.set(key(origin, seq), { ...body, origin, seq, to, until: now + this.#keepMicros });
  }

  /** A message of this node's own users, whole, for the others that its header names. */
  keepOwn({ header, salt, body }: Omit<Entry, "position">, own: NodeId, now: number): void {
    if (salt === null || body === null) return;
    const read = decodeHeader(header);
    const others = (read.to ?? []).filter((id) => id !== own);
    this.keep(read, { salt, body }, others, now);
  }

  get(origin: string, seq: number): Body | undefined {
    return this.#kept.get(key(origin, seq));
  }

  /** A node has all of these: what it alone still needed is dropped. */
  acknowledged(node: string, vector: Vector): void {
    for (const [id, kept] of this.#kept.entries()) {
      if (!kept.to.includes(node) || (vector[kept.origin] ?? 0) < kept.seq) continue;
      kept.to = kept.to.filter((each) => each !== node);
      if (kept.to.length === 0) this.#kept.delete(id);
    }
  }

  /** Drops what was kept for long enough. */
  expire(now: number): void {
    for (const [id, { until }] of this.#kept.entries()) if (until <= now) this.#kept.delete(id);
  }

  get size(): number {
    return this.#kept.size;
  }
}

const key = (origin: string, seq: number) => idOf({ origin: origin as never, seq });
