// All sessions of the edge: how many an address may have, and one timer for the budgets and timeouts of all of them.
import { countKey, plainAddress } from "./addresses.ts";
import type { Connection, Receiver, Remote } from "./edge.ts";
import { Session, type SessionEvents, type SessionLimits, type Shared } from "./session.ts";

export const SWEEP_MS = 250;
const ENDING_MS = 5000;
const TOO_MANY = "Too many connections from your address";

export class Sessions<C> implements Shared<C> {
  readonly events: SessionEvents<C>;
  /** Replaced as a whole when the configuration is read again. */
  limits: SessionLimits;
  readonly isUnlimited: boolean;
  readonly now: () => number;
  isHolding = false;
  time: number;
  readonly #sessions = new Set<Session<C>>();
  readonly #addresses = new Map<string, number>();

  /** Without limits (loopback only): no flood budget, no limit per address. `now` is in milliseconds. */
  constructor(events: SessionEvents<C>, limits: SessionLimits, now: () => number, isUnlimited: boolean) {
    this.events = events;
    this.limits = limits;
    this.isUnlimited = isUnlimited;
    this.now = now;
    this.time = now();
  }

  get size(): number {
    return this.#sessions.size;
  }

  readonly accept = (connection: Connection, from: Remote): Receiver => {
    // On a listener for both families IPv4 comes in the clothes of IPv6.
    const remote = { ...from, address: plainAddress(from.address) };
    const session = new Session<C>(connection, countKey(remote.address), this);
    const count = this.#count(session.countedAs, 1);
    this.#sessions.add(session);
    session.client = this.events.open(session, remote);
    const isTooMany = !this.isUnlimited && count > this.limits.connectionsPerAddress;
    // Of a gateway many are on their way at once; each is counted as somebody else's once it has said whose it is.
    if (isTooMany && !this.events.isGateway(remote.address)) this.events.expel(session.client, TOO_MANY);
    return session;
  };

  closed(session: Session<C>, reason: string): void {
    if (!this.#sessions.delete(session)) return;
    this.#count(session.countedAs, -1);
    this.events.closed(session.client, reason);
  }

  /** The connection is somebody else's than it seemed: a gateway has said for whom it connects. */
  readdress(session: Session<C>, address: string): void {
    this.#count(session.countedAs, -1);
    session.countedAs = countKey(address);
    const count = this.#count(session.countedAs, 1);
    if (this.isUnlimited || count <= this.limits.connectionsPerAddress) return;
    this.events.expel(session.client, TOO_MANY);
  }

  /** Gives how many there are now. */
  #count(address: string, change: 1 | -1): number {
    const count = (this.#addresses.get(address) ?? 0) + change;
    if (count <= 0) this.#addresses.delete(address);
    else this.#addresses.set(address, count);
    return count;
  }

  hold(isHolding: boolean): void {
    if (this.isHolding === isHolding) return;
    this.isHolding = isHolding;
    if (isHolding) return;
    for (const session of this.#sessions) {
      session.connection.resume();
      session.takeWaiting();
    }
  }

  /** Called each SWEEP_MS: budgets come back, silent connections are asked and then ended. */
  sweep(): void {
    const before = this.time;
    this.time = this.now();
    const refill = (this.limits.floodPerSecond * Math.max(0, this.time - before)) / 1000;
    for (const session of this.#sessions) {
      session.budget = Math.min(this.limits.floodBurst, session.budget + refill);
      if (session.endingSince === undefined) {
        session.takeWaiting();
        this.#timeouts(session);
      } else if (this.time - session.endingSince > ENDING_MS) {
        session.connection.destroy("Closed");
      }
    }
  }

  #timeouts(session: Session<C>): void {
    const { registrationTimeoutMs, pingIntervalMs, pingTimeoutMs } = this.limits;
    if (!this.events.isRegistered(session.client)) {
      if (this.time - session.openedAt > registrationTimeoutMs)
        this.events.expel(session.client, "Registration timed out");
      return;
    }
    if (session.pingedAt !== undefined) {
      const seconds = Math.round((this.time - session.heardAt) / 1000);
      if (this.time - session.pingedAt > pingTimeoutMs)
        this.events.expel(session.client, `Ping timeout: ${seconds} seconds`);
      return;
    }
    if (this.time - session.heardAt <= pingIntervalMs) return;
    session.pingedAt = this.time;
    this.events.ping(session.client);
  }
}
