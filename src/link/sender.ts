// When something is sent: at the end of the turn of the event loop in which something was committed or granted, own
// events are sealed and each link sends what it may, in slices.
import { LogError } from "../record/log.ts";
import { BATCH_LIMITS, grown } from "./batch-by.ts";
import type { Link } from "./link.ts";
import { OwnSeals } from "./own-seals.ts";
import type { Shared } from "./shared.ts";

export class Sender {
  /** How much is gathered before the next wake: more while a peer lags. */
  limits = BATCH_LIMITS;
  readonly #shared: Shared;
  readonly #seals: OwnSeals;
  readonly #linked: () => readonly Link[];
  /** Before anything is sent: what this node has to say itself. */
  readonly #before: () => void;
  #isSoon = false;
  #isStopped = false;

  constructor(shared: Shared, linked: () => readonly Link[], before: () => void) {
    this.#shared = shared;
    this.#seals = new OwnSeals(shared.node, shared.heads);
    this.#linked = linked;
    this.#before = before;
  }

  wake(): void {
    if (this.#isSoon) return;
    this.#isSoon = true;
    this.#shared.scheduler.soon(() => {
      this.#isSoon = false;
      if (!this.#isStopped) this.#run();
    });
  }

  /** All that is committed and may be sent, at once; nothing after that. */
  stop(): void {
    for (let isMore = this.#linked().length > 0; isMore; ) isMore = this.#seal();
    for (const link of this.#linked()) for (let isMore = true; isMore; ) isMore = link.pump();
    this.#isStopped = true;
  }

  /** The own heads may not be stored after all. */
  forget(): void {
    this.#seals.forget();
  }

  #run(): void {
    this.#before();
    const links = this.#linked();
    if (links.length === 0) {
      this.#logged(() => this.#seals.sealAhead(this.#shared.committed));
      return;
    }
    let isMore = this.#seal();
    for (const link of links) isMore = link.pump() || isMore;
    this.limits = links.some((link) => link.isBehind) ? grown(this.limits) : BATCH_LIMITS;
    if (isMore) this.wake();
  }

  /** True if there is more to seal. */
  #seal(): boolean {
    let isDone = true;
    this.#logged(() => {
      isDone = this.#seals.seal(this.#shared.committed);
    });
    return !isDone;
  }

  /** A log that fails now fails the next turn as well: the record finds out. */
  #logged(task: () => void): void {
    try {
      task();
    } catch (error) {
      if (!(error instanceof LogError)) throw error;
    }
  }
}
