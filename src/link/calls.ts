// Calls the peers that this node is to call: again and again, ever less often, and not all at the same moment.
import type { Ports } from "../record/ports.ts";
import type { LinkLimits } from "./limits.ts";
import type { AcceptWire, Peer, Transport, Wire, WireReceiver } from "./ports.ts";

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
  readonly peer: Peer;
  /** Calls since the last link. */
  tries: number;
  /** Why the last one failed: told once, until it is another reason. */
  reason: string | undefined;
  /** A connection is being made, or is there. */
  isBusy: boolean;
  cancel: (() => void) | undefined;
}

export class Calls {
  readonly #options: CallsOptions;
  readonly #calls = new Map<string, Call>();
  #isStopped = false;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** These are the peers from now on; new ones are called at once. */
  set(peers: readonly Peer[]): void {
    const called = peers.filter(({ isCalled, address }) => isCalled && address !== undefined);
    for (const [key, call] of this.#calls) {
      const same = called.find((each) => each.key === key && each.address === call.peer.address);
      if (same !== undefined) continue;
      call.cancel?.();
      this.#calls.delete(key);
    }
    for (const peer of called) {
      if (this.#calls.has(peer.key)) continue;
      const call: Call = { peer, tries: 0, reason: undefined, isBusy: false, cancel: undefined };
      this.#calls.set(peer.key, call);
      this.#try(call);
    }
  }

  /** The peer is linked, whoever called: the next loss is met with a quick call. */
  linked(key: string): void {
    const call = this.#calls.get(key);
    if (call === undefined) return;
    call.tries = 0;
    call.reason = undefined;
    call.cancel?.();
    call.cancel = undefined;
  }

  /** A link, or what was to be one, has ended; `isOwn`: it was this node's call. */
  ended(key: string, isOwn: boolean): void {
    const call = this.#calls.get(key);
    if (call === undefined) return;
    if (isOwn) call.isBusy = false;
    if (!call.isBusy) this.#later(call);
  }

  stop(): void {
    this.#isStopped = true;
    for (const { cancel } of this.#calls.values()) cancel?.();
  }

  #later(call: Call): void {
    if (this.#isStopped || call.cancel !== undefined || this.#calls.get(call.peer.key) !== call) return;
    const { ports, limits } = this.#options;
    const span = Math.min(limits.retryMostMs, limits.retryMs * 2 ** Math.min(call.tries, 20));
    const share = (ports.random(1)[0] as number) / 255;
    call.tries++;
    call.cancel = ports.scheduler.after(Math.round(span * (0.5 + share)), () => {
      call.cancel = undefined;
      this.#try(call);
    });
  }

  #try(call: Call): void {
    const { transport, isLinked, isReady, accept, unreachable } = this.#options;
    if (this.#isStopped || call.isBusy || isLinked(call.peer)) return;
    if (!isReady()) {
      this.#later(call);
      return;
    }
    call.isBusy = true;
    const accepts: AcceptWire = (wire) => accept(wire, call.peer);
    transport.connect(call.peer.address as string, accepts, (reason) => {
      call.isBusy = false;
      if (reason !== call.reason) unreachable(call.peer, reason);
      call.reason = reason;
      this.#later(call);
    });
  }
}
