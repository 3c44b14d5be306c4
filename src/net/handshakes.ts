// Connections that are still at something before their first line: how many there may be in all, and of one address,
// so that nobody takes all the places.
import { countKey } from "./addresses.ts";

export interface HandshakeLimits {
  /** Connections that are still at it. */
  readonly handshakes: number;
  readonly handshakeTimeoutMs: number;
}

/** Of all places, what one address may take; a few it may always. */
const SHARE = 1 / 10;
const FEW = 10;

export class Handshakes {
  readonly #most: number;
  readonly #mostOfOne: number;
  #count = 0;
  readonly #byAddress = new Map<string, number>();

  constructor({ handshakes }: HandshakeLimits) {
    this.#most = handshakes;
    this.#mostOfOne = Math.max(FEW, Math.ceil(handshakes * SHARE));
  }

  /** Gives what ends it, once; undefined where there are too many. A proxy's connections are those of many. */
  begin(address: string, isProxy: boolean): (() => void) | undefined {
    const key = countKey(address);
    const ofOne = this.#byAddress.get(key) ?? 0;
    if (this.#count >= this.#most || (!isProxy && ofOne >= this.#mostOfOne)) return undefined;
    this.#count++;
    this.#byAddress.set(key, ofOne + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#count--;
      const left = (this.#byAddress.get(key) ?? 1) - 1;
      if (left === 0) this.#byAddress.delete(key);
      else this.#byAddress.set(key, left);
    };
  }
}
