// Private messages for this node whose bodies did not come with them: they are asked for, and later ones of the same
// origin wait, so that nobody reads an answer before the question.

import type { Wall } from "../../events/clock.ts";
import { commitmentOf } from "../../events/commitment.ts";
import type { AnyEvent, Header, Recorded } from "../../events/envelope.ts";
import type { Scheduler } from "../record/ports.ts";
import { eventOf } from "./carried.ts";
import { LinkFault } from "./fault.ts";
import type { Carried } from "./frames.ts";

/** Beyond so many of one origin, those that come are not waited for. */
const WAITING_MOST = 1000;

export interface LateBodiesOptions {
  readonly scheduler: Scheduler;
  readonly wall: Wall;
  readonly waitMs: number;
  /** How long bodies are kept anywhere: what is older is not asked for. */
  readonly keepMs: number;
  /** Asks the peers for a body. */
  readonly ask: (origin: string, seq: number) => void;
  /** In the order of each origin. */
  readonly deliver: (event: AnyEvent) => void;
}

interface Late {
  readonly commitment: Buffer;
  /** With its body, once that is there; undefined when it was given up. */
  event: Recorded | undefined;
}

export class LateBodies {
  /** Bodies that came in time, and those that never did. */
  found = 0;
  missed = 0;
  readonly #options: LateBodiesOptions;
  /** Origin → sequence → what is waited for or waits, in order. */
  readonly #late = new Map<string, Map<number, Late>>();

  constructor(options: LateBodiesOptions) {
    this.#options = options;
  }

  /** A private message for this node is admitted: as it is given back, with its body only if nothing is waited for. */
  admitted(event: Recorded, commitment: Buffer): Recorded {
    const { origin, seq } = event;
    const queue = this.#late.get(origin);
    const { wall, keepMs, ask, scheduler, waitMs } = this.#options;
    const isGone = event.body === null && event.at < wall() - keepMs * 1000;
    if (queue === undefined && (event.body !== null || isGone)) return event;
    if (queue !== undefined && queue.size >= WAITING_MOST) return event;
    this.#late.set(origin, (queue ?? new Map<number, Late>()).set(seq, { commitment, event }));
    if (event.body === null) {
      ask(origin, seq);
      scheduler.after(waitMs, () => this.#giveUp(origin, seq));
    }
    return { ...event, body: null } as Recorded;
  }

  /** An event that is held comes again: takes its body if that was missing. Throws LinkFault. */
  offer([, salt, body]: Carried, header: Header): boolean {
    const late = this.#late.get(header.origin)?.get(header.seq);
    if (late === undefined || late.event?.body !== null || salt === null || body === null) return false;
    if (!commitmentOf(Buffer.from(salt, "base64"), body).equals(late.commitment)) {
      const what = `${header.origin}-${header.seq}`;
      throw new LinkFault("COMMITMENT_WRONG", `the body of ${what} is not the one that it was committed to`);
    }
    late.event = eventOf(header, body);
    this.found++;
    this.#flush(header.origin);
    return true;
  }

  /** What is asked for and has not come. */
  missing(): (readonly [origin: string, seq: number])[] {
    return [...this.#late].flatMap(([origin, queue]) =>
      [...queue].filter(([, { event }]) => event?.body === null).map(([seq]) => [origin, seq] as const),
    );
  }

  /** What is waited for may not be held any more. */
  clear(): void {
    this.#late.clear();
  }

  #giveUp(origin: string, seq: number): void {
    const late = this.#late.get(origin)?.get(seq);
    if (late === undefined || late.event?.body !== null) return;
    late.event = undefined;
    this.missed++;
    this.#flush(origin);
  }

  #flush(origin: string): void {
    const queue = this.#late.get(origin);
    if (queue === undefined) return;
    for (const [seq, { event }] of queue) {
      if (event !== undefined && event.body === null) return;
      queue.delete(seq);
      if (event !== undefined) this.#options.deliver(event as AnyEvent);
    }
    this.#late.delete(origin);
  }
}
