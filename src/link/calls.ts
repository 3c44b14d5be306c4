// Calls the peers that this node is to call: again and again, ever less often, and not all at the same moment.
import type { Ports } from "../record/ports.ts";
import type { CallFigures } from "./figures.ts";
import type { LinkLimits } from "./limits.ts";
import type { Peer, Transport, Wire, WireReceiver } from "./ports.ts";

export interface CallsOptions {
  readonly transport: Transport;
  readonly ports: Ports;
  readonly limits: LinkLimits;
  /** Then its end is what starts the next call. */
  readonly isLinked: (peer: Peer) => boolean;
  /** Events are taken: else a link would end at once. */
  readonly isReady: () => boolean;
  readonly accept: (wire: Wire, peer: Peer) => WireReceiver;
  readonly unreachable: (peer: Peer, reason: string) => void;
}

interface Call {
  peer: Peer;
  /** An operator asked for it: it is not made again by itself. */
  readonly isOnce: boolean;
  /** Calls since the last link that was a good one. */
  tries: number;
  /** Why the last one failed: told once, until it is another reason. */
  reason: string | undefined;
  /** A connection is being made, or is there. */
  isBusy: boolean;
  /** Of the next call. */
  cancel: (() => void) | undefined;
  backOffMs: number;
  /** Of the time after which a link is a good one. */
  cancelSteady: (() => void) | undefined;
}

type Counts = { -readonly [K in Exclude<keyof CallFigures, "backOffMs">]: CallFigures[K] };

export class Calls {
  readonly #options: CallsOptions;
  readonly #calls = new Map<string, Call>();
  /** Key → what came of calling that peer. */
  readonly #counts = new Map<string, Counts>();
  #isStopped = false;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** These are the peers from now on; new ones are called at once. */
  set(peers: readonly Peer[]): void {
    const called = peers.filter(({ isCalled, address }) => isCalled && address !== undefined);
    for (const [key, call] of this.#calls) {
      const same = called.find((each) => each.key === key && each.address === call.peer.address);
      if (same === undefined) this.drop(key);
      else call.peer = same;
    }
    for (const key of this.#counts.keys()) if (!peers.some((each) => each.key === key)) this.#counts.delete(key);
    for (const peer of called) if (!this.#calls.has(peer.key)) this.#begin(peer, false);
  }

  /** Calls the peer at once, however long it was to wait; one that is not to be called is called this once. */
  now(peer: Peer): void {
    const call = this.#calls.get(peer.key);
    if (call !== undefined) call.reason = undefined;
    if (call?.isBusy === true) return;
    this.drop(peer.key);
    this.#begin(peer, !peer.isCalled);
  }

  /** The peer is called no more. */
  drop(key: string): void {
    const call = this.#calls.get(key);
    call?.cancel?.();
    call?.cancelSteady?.();
    this.#calls.delete(key);
  }

  /** The peer is linked, whoever called: if that lasts, the next loss is met with a quick call. */
  linked(key: string): void {
    const call = this.#calls.get(key);
    if (call === undefined) return;
    const { ports, limits } = this.#options;
    call.reason = undefined;
    call.cancel?.();
    call.cancel = undefined;
    call.cancelSteady?.();
    call.cancelSteady = ports.scheduler.after(limits.steadyMs, () => {
      call.cancelSteady = undefined;
      call.tries = 0;
    });
  }

  /** A link, or what was to be one, has ended; `isOwn`: it was this node's call. */
  ended(key: string, isOwn: boolean): void {
    const call = this.#calls.get(key);
    if (call === undefined) return;
    if (isOwn) call.isBusy = false;
    if (call.isBusy) return;
    call.cancelSteady?.();
    call.cancelSteady = undefined;
    this.#later(call);
  }

  figures(key: string): CallFigures {
    const { made = 0, resumed = 0, failed = 0 } = this.#counts.get(key) ?? {};
    const call = this.#calls.get(key);
    return { made, resumed, failed, backOffMs: call?.cancel === undefined ? undefined : call.backOffMs };
  }

  stop(): void {
    this.#isStopped = true;
    for (const { cancel, cancelSteady } of this.#calls.values()) {
      cancel?.();
      cancelSteady?.();
    }
  }

  #begin(peer: Peer, isOnce: boolean): void {
    const idle = { reason: undefined, isBusy: false, cancel: undefined, cancelSteady: undefined };
    const call: Call = { peer, isOnce, tries: 0, backOffMs: 0, ...idle };
    this.#calls.set(peer.key, call);
    this.#try(call);
  }

  #later(call: Call): void {
    if (this.#isStopped || call.cancel !== undefined || this.#calls.get(call.peer.key) !== call) return;
    if (call.isOnce) return this.drop(call.peer.key);
    const { ports, limits } = this.#options;
    const span = Math.min(limits.retryMostMs, limits.retryMs * 2 ** Math.min(call.tries, 20));
    const share = (ports.random(1)[0] as number) / 255;
    call.tries++;
    call.backOffMs = Math.round(span * (0.5 + share));
    call.cancel = ports.scheduler.after(call.backOffMs, () => {
      call.cancel = undefined;
      this.#try(call);
    });
  }

  #try(call: Call): void {
    const { transport, isLinked, isReady } = this.#options;
    if (this.#isStopped || call.isBusy || isLinked(call.peer)) return;
    if (!isReady()) return this.#later(call);
    call.isBusy = true;
    transport.connect(
      call.peer.address as string,
      (wire) => this.#answered(call, wire),
      (reason) => this.#failed(call, reason),
    );
  }

  #answered(call: Call, wire: Wire): WireReceiver {
    const counts = this.#countsOf(call);
    counts.made++;
    if (wire.isResumed === true) counts.resumed++;
    return this.#options.accept(wire, call.peer);
  }

  #failed(call: Call, reason: string): void {
    this.#countsOf(call).failed++;
    call.isBusy = false;
    // A call that was dropped meanwhile is nobody's concern.
    const isMeant = this.#calls.get(call.peer.key) === call;
    if (isMeant && reason !== call.reason) this.#options.unreachable(call.peer, reason);
    call.reason = reason;
    this.#later(call);
  }

  #countsOf({ peer: { key } }: Call): Counts {
    const known = this.#counts.get(key) ?? { made: 0, resumed: 0, failed: 0 };
    this.#counts.set(key, known);
    return known;
  }
}
