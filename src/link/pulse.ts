// Whether the other end still hears and answers, how far its clock is off, and how long the way is. It counts its own
// beats instead of reading the wall, which may jump.

import { FRAME_BYTES, type Frame } from "./frames.ts";
import type { Shared } from "./shared.ts";

/** What a new measurement counts for: RFC 6298 §2 smooths round-trip times so. */
const SHARE = 1 / 8;

const smoothed = (before: number | undefined, measured: number) =>
  before === undefined ? measured : before + (measured - before) * SHARE;
/** What comes on a way on which nothing else is waiting: PINGs, promises, and little else. */
const BUSY_BYTES = 16_384;

export class Pulse {
  /** How far the peer's clock is ahead of this node's, and the round-trip time; undefined before the first answer. */
  offsetMicros: number | undefined;
  rttMs: number | undefined;
  readonly #shared: Shared;
  readonly #send: (frame: Frame) => void;
  readonly #lost: (reason: string) => void;
  #cancel: (() => void) | undefined;
  #beat = 0;
  #heardAt = 0;
  /** The beat of the last PING that was answered, or of the last other sign that the peer hears. */
  #answeredAt = 0;
  /** Bytes since then. */
  #came = 0;
  /** PING → when it was sent, of those that are not answered. */
  readonly #sentAt = new Map<number, number>();

  constructor(shared: Shared, send: (frame: Frame) => void, lost: (reason: string) => void) {
    this.#shared = shared;
    this.#send = send;
    this.#lost = lost;
  }

  begin(): void {
    this.#ping();
    this.#cancel = this.#shared.scheduler.after(this.#shared.limits.pingMs, () => this.#next());
  }

  stop(): void {
    this.#cancel?.();
  }

  /** Something came, be it a part of a frame: on a slow way a whole one takes its time. */
  heard(bytes: number): void {
    this.#heardAt = this.#beat;
    this.#came += bytes;
  }

  /** The peer has read what this node sent: it is not deaf, though a PING may still wait behind the rest. */
  read(): void {
    this.#answeredAt = this.#beat;
    this.#came = 0;
  }

  answered(token: number, now: number): void {
    const sentAt = this.#sentAt.get(token);
    if (sentAt === undefined) return;
    this.#sentAt.delete(token);
    this.#answeredAt = Math.max(this.#answeredAt, token);
    this.#came = 0;
    const round = Math.max(0, this.#shared.wall() - sentAt);
    this.rttMs = smoothed(this.rttMs, round / 1000);
    this.offsetMicros = Math.round(smoothed(this.offsetMicros, now - (sentAt + round / 2)));
  }

  /** There is reason to believe that the peer has gone: one beat is all that it gets. */
  doubt(): void {
    const beats = this.#silentBeats();
    this.#came = 0;
    this.#heardAt = Math.min(this.#heardAt, this.#beat + 1 - beats);
    this.#answeredAt = Math.min(this.#answeredAt, this.#beat + 1 - beats);
  }

  /** A PONG may still be behind what the peer was granted and has sent before it. */
  #mayWait(): boolean {
    return this.#came > BUSY_BYTES && this.#came <= this.#shared.limits.windowBytes + FRAME_BYTES;
  }

  #silentBeats(): number {
    const { silentMs, pingMs } = this.#shared.limits;
    return Math.max(1, Math.round(silentMs / pingMs));
  }

  #next(): void {
    const beats = this.#silentBeats();
    const isSilent = this.#beat + 1 - this.#heardAt >= beats;
    const isDeaf = this.#beat + 1 - this.#answeredAt >= beats && !this.#mayWait();
    const ms = beats * this.#shared.limits.pingMs;
    if (isSilent) return this.#lost(`nothing was heard for ${ms} ms`);
    if (isDeaf) return this.#lost(`no PING was answered for ${ms} ms`);
    this.begin();
  }

  #ping(): void {
    this.#beat++;
    const now = this.#shared.wall();
    this.#sentAt.set(this.#beat, now);
    this.#send({ kind: "PING", token: this.#beat, now });
  }
}
