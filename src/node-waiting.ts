// Messages that came while a merge was due: they wait in their order until it is told, for it may bring their senders
// and channels, and are told in slices then. What is in the record only is counted. It must not look into the merge.
import type { AnyEvent } from "../events/envelope.ts";
import { originOf, type UserId } from "../events/names.ts";
import type { Sight, State } from "../projections/state.ts";
import type { Scheduler } from "./record/ports.ts";

/**
 * What may wait: some 140,000 messages of ordinary length, as 4,000 a second bring in half a minute; a catch-up of
 * 600,000 events and its merge last about as long. A node takes 100 to 200 MiB without.
 */
const MOST_BYTES = 64 * 1024 * 1024;
/** An event in memory without its texts: 220 bytes were measured. */
const OVERHEAD_BYTES = 300;
/** Messages that are told at once: 5 ms where each goes to 200 people. */
const SLICE = 200;
const RETRY_MS = 1000;
const MESSAGES: ReadonlySet<string> = new Set(["PRIVMSG", "NOTICE", "TAGMSG"]);

export interface WaitingOptions {
  readonly state: State;
  readonly sight: Sight;
  readonly scheduler: Scheduler;
  /** More are in the record only; 64 MiB if it is left out. */
  readonly mostBytes: number | undefined;
  readonly tell: (event: AnyEvent) => void;
  /** Runs a task in a turn of its own; false if the record does not work. */
  readonly apart: (task: () => void) => boolean;
  readonly isMerging: () => boolean;
  /** All that waited is told, but for what found no room; with no turn open. */
  readonly onPassedOver: (passedOver: PassedOver) => void;
}

/** So many messages are in the record only, because too much came while so many events were merged. */
export interface PassedOver {
  readonly messages: number;
  readonly events: number;
}

/** Messages that are in the record only. */
export interface UntoldFigures {
  /** Of senders out of reach, or gone when it came to telling them. */
  readonly unseen: number;
  /** Those that found no room to wait for a merge. */
  readonly passedOver: number;
}

export class WaitingMessages {
  readonly #options: WaitingOptions;
  readonly #mostBytes: number;
  #events: AnyEvent[] = [];
  #bytes = 0;
  /** How many of these came with committed turns. */
  #committed = 0;
  #isTelling = false;
  readonly #figures = { unseen: 0, passedOver: 0 };
  /** Since all that waited was told last. */
  #passedOver = { messages: 0, events: 0 };

  constructor(options: WaitingOptions) {
    this.#options = options;
    this.#mostBytes = options.mostBytes ?? MOST_BYTES;
  }

  figures(): UntoldFigures {
    return { ...this.#figures };
  }

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  /** An event waits for the merge, whatever it is. */
  deferred(): void {
    this.#passedOver.events++;
  }

  /** A message of somebody who is shown is told after the merge, and after those that wait already. */
  add(event: AnyEvent): void {
    const sender = senderOf(event);
    if (sender !== undefined && !this.#options.sight.isShown(originOf(sender))) return this.unseen(event);
    const bytes = bytesOf(event);
    if (this.#bytes + bytes <= this.#mostBytes) {
      this.#events.push(event);
      this.#bytes += bytes;
      return;
    }
    if (!MESSAGES.has(event.type)) return;
    this.#figures.passedOver++;
    this.#passedOver.messages++;
  }

  /** What its sender said is shown to nobody. */
  unseen(event: AnyEvent): void {
    if (MESSAGES.has(event.type)) this.#figures.unseen++;
  }

  /** Somebody is about to be shown again: what they said while they were still seen, and waits, is none of it. */
  dropUnseen(): void {
    const { sight } = this.#options;
    const isUnseen = (event: AnyEvent) => {
      const sender = senderOf(event);
      return sender !== undefined && !sight.isShown(originOf(sender));
    };
    const dropped = this.#events.filter(isUnseen);
    if (dropped.length === 0) return;
    this.#committed -= this.#events.slice(0, this.#committed).filter(isUnseen).length;
    this.#events = this.#events.filter((event) => !isUnseen(event));
    for (const event of dropped) {
      this.#bytes -= bytesOf(event);
      this.unseen(event);
    }
  }

  committed(): void {
    this.#committed = this.#events.length;
  }

  /** The turn was taken back, and what came with it. */
  rolledBack(): void {
    for (const event of this.#events.splice(this.#committed)) this.#bytes -= bytesOf(event);
  }

  /** The merge is told, in this turn; the first ones go with it. */
  merged(): void {
    this.#tellSome();
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#options.scheduler.soon(this.#tellNext);
  }

  /** One slice; others go on in between. Where another merge is due, they wait for that as well. */
  readonly #tellNext = (): void => {
    const { apart, scheduler, isMerging, onPassedOver } = this.#options;
    this.#isTelling = !this.isEmpty && !isMerging();
    if (this.#isTelling) {
      if (apart(() => this.#tellSome())) scheduler.soon(this.#tellNext);
      else scheduler.after(RETRY_MS, this.#tellNext);
      return;
    }
    if (isMerging()) return;
    const passedOver = this.#passedOver;
    this.#passedOver = { messages: 0, events: 0 };
    if (passedOver.messages > 0) onPassedOver(passedOver);
  };

  #tellSome(): void {
    const { state, tell } = this.#options;
    const events = this.#events.splice(0, SLICE);
    this.#committed = Math.max(0, this.#committed - events.length);
    for (const event of events) {
      this.#bytes -= bytesOf(event);
      const sender = senderOf(event);
      if (sender !== undefined && !state.users.has(sender)) this.unseen(event);
      tell(event);
    }
  }
}

/** Of a private message the sender stands in the body. */
function senderOf({ actor, body }: AnyEvent): UserId | undefined {
  return actor ?? ("sender" in body ? body.sender : undefined);
}

/** Text that is not Latin-1 takes two bytes a letter. */
function bytesOf({ body }: AnyEvent): number {
  let bytes = OVERHEAD_BYTES;
  for (const value of Object.values(body)) if (typeof value === "string") bytes += 2 * value.length;
  return bytes;
}
