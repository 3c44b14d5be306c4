// What two linked nodes say to each other over a second connection: one asks for events of before a snapshot, the other
// sends them, as far as it is granted, so that the link itself has nothing to wait for.
import { Allowance } from "./allowance.ts";
import { type LinkCode, LinkFault } from "./fault.ts";
import { Filling } from "./filling.ts";
import type { Frame, Frames } from "./frames.ts";
import type { Hello } from "./handshake.ts";
import type { LinkExchange } from "./link.ts";
import { Outgoing } from "./outgoing.ts";
import type { Shared } from "./shared.ts";

export interface BulkExchangeOptions {
  readonly shared: Shared;
  readonly hello: Hello;
  readonly send: (frame: Frame) => number;
  readonly wake: () => void;
  readonly end: (code: LinkCode, reason: string) => void;
}

export class BulkExchange implements LinkExchange {
  readonly isCatchingUp = false;
  readonly isBehind = false;
  readonly #options: BulkExchangeOptions;
  readonly #allowance: Allowance;
  #filling: Filling | undefined;
  #outgoing: Outgoing | undefined;
  #cancelGrant: (() => void) | undefined;
  /** For how long nothing came of what was asked for. */
  #quietMs = 0;

  constructor(options: BulkExchangeOptions) {
    this.#options = options;
    this.#allowance = new Allowance(options.shared.limits.bulkWindowBytes);
  }

  begin(): void {
    const { shared, hello, send } = this.#options;
    const hole = shared.node.log.hole();
    if (hole === undefined) return;
    this.#filling = new Filling(shared, hole, hello);
    send({ kind: "WANT", ...this.#filling.wanted() });
  }

  /** Throws LinkFault, LogError. */
  take(frame: Frame, bytes: number): void {
    switch (frame.kind) {
      case "WANT":
        return this.#wanted(frame);
      case "SEAL":
        this.#allowance.spend(bytes);
        return this.#filling?.seal(frame);
      case "EVENTS":
        this.#allowance.spend(bytes);
        return this.#fill(frame.events);
      case "CREDIT":
        return this.#granted(frame.bytes);
      default:
        throw new LinkFault("UNEXPECTED_FRAME", `${frame.kind} on a second connection`);
    }
  }

  /** One small chunk: what is said now goes in between. */
  pump(): boolean {
    const outgoing = this.#outgoing;
    return outgoing?.run() === true && outgoing.credit > 0;
  }

  retry(): void {
    // Nothing waits here for what other links bring.
  }

  committed(): void {
    // What is new goes over the links.
  }

  has(): void {
    // Nor does the peer get anything from them that it asks for here.
  }

  /** One that brings nothing stands in the way of another. */
  passed(ms: number): void {
    const { shared, end } = this.#options;
    this.#quietMs += ms;
    if (this.#quietMs < shared.limits.bulkIdleMs) return;
    if (this.#filling?.isDone === false) return end("SILENT", "nothing came of what was asked for");
    if (this.#outgoing === undefined) end("FILLED", "nothing is missing");
  }

  stop(): void {
    this.#cancelGrant?.();
  }

  figures() {
    const outgoing = this.#outgoing;
    return {
      sentEvents: outgoing?.sent ?? 0,
      receivedEvents: this.#filling?.received ?? 0,
      duplicates: 0,
      backlog: outgoing?.backlog ?? 0,
      credit: outgoing?.credit ?? 0,
    };
  }

  #fill(events: Frames["EVENTS"]["events"]): void {
    const filling = this.#filling;
    if (filling === undefined) throw new LinkFault("UNEXPECTED_FRAME", "events that were not asked for");
    this.#quietMs = 0;
    filling.take(events);
    if (filling.isDone) return this.#options.end("FILLED", "nothing is missing any more");
    this.#grantLater();
  }

  /** Not at once, so that half of the time is left for what happens now. */
  #grantLater(): void {
    const { scheduler, limits } = this.#options.shared;
    this.#cancelGrant ??= scheduler.after(limits.bulkPaceMs, () => {
      this.#cancelGrant = undefined;
      const bytes = this.#allowance.due();
      if (bytes > 0) this.#options.send({ kind: "CREDIT", bytes });
    });
  }

  #granted(bytes: number): void {
    const outgoing = this.#outgoing;
    if (outgoing === undefined) throw new LinkFault("UNEXPECTED_FRAME", "CREDIT before WANT");
    outgoing.credit = Math.min(outgoing.credit + bytes, this.#options.shared.limits.creditBytes);
    this.#options.wake();
  }

  /** Up to where a head covers what is wanted: the receiver passes over what is beyond. */
  #wanted({ have, until }: Frames["WANT"]): void {
    const { shared, send, wake } = this.#options;
    const { node, heads, limits } = shared;
    if (this.#outgoing !== undefined) throw new LinkFault("UNEXPECTED_FRAME", "a second WANT");
    if (node.log.hole() !== undefined) throw new LinkFault("RECORD_INCOMPLETE", "this node lacks events itself");
    const covered = Object.entries(until).map(([origin, seq]) => {
      const count = heads.sealFrom(origin, seq)?.count ?? 0;
      if (count < seq) throw new LinkFault("RECORD_INCOMPLETE", `this node has no head of ${origin} at ${seq}`);
      return [origin, count] as const;
    });
    const bulk = { windowBytes: limits.bulkWindowBytes, chunkBytes: limits.bulkChunkBytes };
    this.#outgoing = new Outgoing(have, {
      ...{ ...shared, send },
      limits: { ...limits, ...bulk },
      until: Object.fromEntries(covered),
    });
    wake();
  }
}
