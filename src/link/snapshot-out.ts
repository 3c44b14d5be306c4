// A snapshot for a peer that lacks so much that a replay would keep it from what happens now. What the peer has itself
// is waited for, so that nothing of it belongs before the snapshot; then it goes in parts, as the peer grants them.
import type { Frame } from "./frames.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Shared } from "./shared.ts";
import { headsFor } from "./snapshot-heads.ts";

/** Of one frame, before it is written in base64. */
const PART_BYTES = 192 * 1024;

interface Whole {
  readonly bytes: Buffer;
  readonly headBytes: number;
  readonly vector: Readonly<Record<string, number>>;
}

export class SnapshotOut {
  readonly #shared: Shared;
  readonly #outgoing: Outgoing;
  /** Gives the bytes of the frame. */
  readonly #send: (frame: Frame) => number;
  #whole: Whole | undefined;
  #offset = 0;
  #waitedMs = 0;

  constructor(shared: Shared, outgoing: Outgoing, send: (frame: Frame) => number) {
    this.#shared = shared;
    this.#outgoing = outgoing;
    this.#send = send;
  }

  /**
   * Sends what the peer grants. True once it is over: all was sent, or none was to be had. `isPeerDone`: what the peer
   * has is here; one that does not send it may be waiting for this side. Throws LogError.
   */
  pump(isPeerDone: boolean): boolean {
    if (!isPeerDone) return this.#isLate;
    this.#whole ??= this.#found();
    if (this.#whole === undefined) return this.#isLate;
    const { bytes, headBytes, vector } = this.#whole;
    while (this.#outgoing.credit > 0 && this.#offset < bytes.length) {
      const data = bytes.subarray(this.#offset, this.#offset + PART_BYTES);
      const part = { bytes: bytes.length, headBytes, offset: this.#offset, data: data.toString("base64") };
      this.#outgoing.credit -= this.#send({ kind: "SNAPSHOT", ...part });
      this.#offset += data.length;
    }
    if (this.#offset < bytes.length) return false;
    this.#outgoing.skip(vector);
    return true;
  }

  /** The peer is sending what it has. */
  came(): void {
    this.#waitedMs = 0;
  }

  passed(ms: number): void {
    if (this.#whole === undefined) this.#waitedMs += ms;
  }

  get #isLate(): boolean {
    return this.#waitedMs > this.#shared.limits.snapshotWaitMs;
  }

  /**
   * One that leaves no more to be replayed than a replay may have; else a newer one is asked for, and what there is
   * must do after a while, if it spares half of the replay.
   */
  #found(): Whole | undefined {
    const { node, heads, limits } = this.#shared;
    const found = node.snapshots?.toSend();
    const most = this.#isLate ? Math.max(limits.replayLimit, this.#lacking({}) / 2) : limits.replayLimit;
    if (found === undefined || this.#lacking(found.vector) > most) {
      node.snapshots?.ask();
      return undefined;
    }
    if (!this.#isSealed(found.vector)) return undefined;
    const state = found.bytes();
    if (state === undefined) return undefined;
    const head = Buffer.from(JSON.stringify(headsFor(found.vector, heads)));
    return { bytes: Buffer.concat([head, state]), headBytes: head.length, vector: found.vector };
  }

  /** A long record of before this node linked is sealed in slices: that is waited for, however long it takes. */
  #isSealed(vector: Whole["vector"]): boolean {
    const { heads } = this.#shared;
    const isSealed = Object.entries(vector).every(([origin, count]) => heads.sealFrom(origin, count) !== undefined);
    if (!isSealed) this.#waitedMs = 0;
    return isSealed;
  }

  /** How many events the peer still lacks with a snapshot of these. */
  #lacking(vector: Whole["vector"]): number {
    let lacking = 0;
    for (const [origin, seq] of this.#shared.committed) {
      lacking += Math.max(0, seq - Math.max(vector[origin] ?? 0, this.#outgoing.theirs(origin)));
    }
    return lacking;
  }
}
