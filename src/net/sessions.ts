// Sessions of the edge: queues, flood budgets and timeouts of each connection, one timer for all of them.
// What a line means is not known here.
import type { Edge, Remote } from "./edge.ts";
import { type LineFault, LineSplitter, type Piece } from "./line-splitter.ts";

export interface SessionLimits {
  readonly sendQueueBytes: number;
  readonly receiveQueueBytes: number;
  readonly registrationTimeoutMs: number;
  readonly pingIntervalMs: number;
  readonly pingTimeoutMs: number;
  readonly connectionsPerAddress: number;
  /** Units that may be spent at once, and how many come back a second. */
  readonly floodBurst: number;
  readonly floodPerSecond: number;
}

export interface SessionEvents {
  open(id: number, remote: Remote): void;
  /** Gives the line's cost. */
  line(id: number, line: string): number;
  fault(id: number, fault: LineFault): void;
  /** The connection is gone. */
  closed(id: number, reason: string): void;
  /** The connection is to be ended for this reason, with a word to the peer. */
  expel(id: number, reason: string): void;
  ping(id: number): void;
  isRegistered(id: number): boolean;
}

interface Session {
  readonly id: number;
  readonly address: string;
  readonly splitter: LineSplitter;
  /** Lines that wait for flood budget, and their size. */
  waiting: Piece[];
  waitingBytes: number;
  budget: number;
  openedAt: number;
  heardAt: number;
  pingedAt: number | undefined;
  endingSince: number | undefined;
}

export const SWEEP_MS = 250;
const ENDING_MS = 5000;
const LINE_OVERHEAD_BYTES = 2;

export class Sessions {
  readonly #events: SessionEvents;
  readonly #limits: SessionLimits;
  readonly #isUnlimited: boolean;
  readonly #now: () => number;
  readonly #sessions = new Map<number, Session>();
  readonly #addresses = new Map<string, number>();
  #edge: Edge | undefined;
  #isHolding = false;
  /** Milliseconds, as of the last sweep: sessions do not read the clock for each chunk. */
  #time: number;

  /** Without limits (loopback only): no flood budget, no limit per address. `now` is in milliseconds. */
  constructor(events: SessionEvents, limits: SessionLimits, now: () => number, isUnlimited: boolean) {
    this.#events = events;
    this.#limits = limits;
    this.#isUnlimited = isUnlimited;
    this.#now = now;
    this.#time = now();
  }

  attach(edge: Edge): void {
    this.#edge = edge;
  }

  get size(): number {
    return this.#sessions.size;
  }

  open(id: number, remote: Remote): void {
    const { address } = remote;
    const count = (this.#addresses.get(address) ?? 0) + 1;
    this.#addresses.set(address, count);
    const now = this.#now();
    this.#sessions.set(id, {
      id,
      address,
      splitter: new LineSplitter(),
      waiting: [],
      waitingBytes: 0,
      budget: this.#limits.floodBurst,
      openedAt: now,
      heardAt: now,
      pingedAt: undefined,
      endingSince: undefined,
    });
    this.#events.open(id, remote);
    if (!this.#isUnlimited && count > this.#limits.connectionsPerAddress) {
      this.#events.expel(id, "Too many connections from your address");
    }
  }

  data(id: number, bytes: Buffer): void {
    const session = this.#sessions.get(id);
    if (session === undefined || session.endingSince !== undefined) return;
    session.heardAt = this.#time;
    session.pingedAt = undefined;
    const pieces = session.splitter.push(bytes);
    for (const piece of pieces) {
      if (this.#mayTake(session)) this.#take(session, piece);
      else this.#wait(session, piece);
    }
    if (session.waitingBytes <= this.#limits.receiveQueueBytes) return;
    if (this.#isHolding) this.#edge?.pause(id);
    else this.#events.expel(id, "Excess Flood");
  }

  closed(id: number, reason: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    const count = (this.#addresses.get(session.address) ?? 1) - 1;
    if (count === 0) this.#addresses.delete(session.address);
    else this.#addresses.set(session.address, count);
    this.#events.closed(id, reason);
  }

  /** Writes what a turn has for the connection, and ends it where that was decided. */
  write(id: number, text: string, closing: string | undefined): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    const waiting = text === "" ? 0 : (this.#edge?.write(id, text) ?? 0);
    if (closing !== undefined) {
      session.endingSince = this.#time;
      session.waiting = [];
      this.#edge?.end(id);
    } else if (waiting > this.#limits.sendQueueBytes) {
      session.endingSince = this.#time;
      this.#edge?.destroy(id, "Send queue exceeded");
    }
  }

  /** While the record cannot say what holds, no line is taken. */
  hold(isHolding: boolean): void {
    if (this.#isHolding === isHolding) return;
    this.#isHolding = isHolding;
    if (isHolding) return;
    for (const session of this.#sessions.values()) {
      this.#edge?.resume(session.id);
      this.#takeWaiting(session);
    }
  }

  /** Called each SWEEP_MS: budgets come back, silent connections are asked and then ended. */
  sweep(): void {
    const before = this.#time;
    this.#time = this.#now();
    const refill = (this.#limits.floodPerSecond * Math.max(0, this.#time - before)) / 1000;
    for (const session of this.#sessions.values()) {
      session.budget = Math.min(this.#limits.floodBurst, session.budget + refill);
      if (session.endingSince !== undefined) {
        if (this.#time - session.endingSince > ENDING_MS) this.#edge?.destroy(session.id, "Closed");
        continue;
      }
      if (session.waiting.length > 0) this.#takeWaiting(session);
      this.#timeouts(session);
    }
  }

  #timeouts(session: Session): void {
    const { registrationTimeoutMs, pingIntervalMs, pingTimeoutMs } = this.#limits;
    if (!this.#events.isRegistered(session.id)) {
      if (this.#time - session.openedAt > registrationTimeoutMs)
        this.#events.expel(session.id, "Registration timed out");
      return;
    }
    if (session.pingedAt !== undefined) {
      const seconds = Math.round((this.#time - session.heardAt) / 1000);
      if (this.#time - session.pingedAt > pingTimeoutMs)
        this.#events.expel(session.id, `Ping timeout: ${seconds} seconds`);
      return;
    }
    if (this.#time - session.heardAt <= pingIntervalMs) return;
    session.pingedAt = this.#time;
    this.#events.ping(session.id);
  }

  #mayTake(session: Session): boolean {
    if (this.#isHolding || session.waiting.length > 0 || session.endingSince !== undefined) return false;
    return this.#isUnlimited || session.budget > 0;
  }

  #take(session: Session, piece: Piece): void {
    if ("line" in piece) {
      session.budget -= this.#events.line(session.id, piece.line);
    } else {
      session.budget -= 1;
      this.#events.fault(session.id, piece.fault);
    }
  }

  #wait(session: Session, piece: Piece): void {
    session.waiting.push(piece);
    session.waitingBytes += ("line" in piece ? Buffer.byteLength(piece.line) : 0) + LINE_OVERHEAD_BYTES;
  }

  #takeWaiting(session: Session): void {
    const waiting = session.waiting;
    session.waiting = [];
    session.waitingBytes = 0;
    for (const piece of waiting) {
      if (this.#mayTake(session)) this.#take(session, piece);
      else this.#wait(session, piece);
    }
  }
}
