// All sessions of the edge: how many an address may have, and one timer for the budgets and timeouts of all of them.
import type { Connection, Receiver, Remote } from "./edge.ts";
import { Session, type SessionEvents, type SessionLimits, type Shared } from "./session.ts";

export const SWEEP_MS = 250;
const ENDING_MS = 5000;

export class Sessions<C> implements Shared<C> {
  readonly events: SessionEvents<C>;
  readonly limits: SessionLimits;
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

  readonly accept = (connection: Connection, remote: Remote): Receiver => {
    const { address } = remote;
    const count = (this.#addresses.get(address) ?? 0) + 1;
    this.#addresses.set(address, count);
    const session = new Session<C>(connection, address, this);
    this.#sessions.add(session);
    session.client = this.events.open(session, remote);
    if (!this.isUnlimited && count > this.limits.connectionsPerAddress) {
      this.events.expel(session.client, "Too many connections from your address");
    }
    return session;
  };

  closed(session: Session<C>, reason: string): void {
    if (!this.#sessions.delete(session)) return;
    const count = (this.#addresses.get(session.address) ?? 1) - 1;
    if (count === 0) this.#addresses.delete(session.address);
    else this.#addresses.set(session.address, count);
    this.events.closed(session.client, reason);
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
