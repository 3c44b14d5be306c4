// One session of the edge: its queue of lines, its flood budget and its times. What a line means is not known here.
import type { Connection, Receiver, Remote } from "./edge.ts";
import { type LineFault, LineSplitter, type LineTaker } from "./line-splitter.ts";

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

/** Where the lines of a client are written, once they may leave. */
export interface Writer {
  /** Lines wait until the work is done; then what it came to is taken before them, and gives its cost. */
  defer(work: Promise<() => number>): void;
  /** The connection counts as one from this address from now on. */
  readdress(address: string): void;
  write(text: string, closing: string | undefined): void;
}

/** What those above make of a session; `C` is their name for who speaks there. */
export interface SessionEvents<C> {
  open(writer: Writer, remote: Remote): C;
  /** Gives the line's cost. */
  line(client: C, line: string): number;
  fault(client: C, fault: LineFault): void;
  /** The connection is gone. */
  closed(client: C, reason: string): void;
  /** The connection is to be ended for this reason, with a word to the peer. */
  expel(client: C, reason: string): void;
  ping(client: C): void;
  isRegistered(client: C): boolean;
  /** Whether those who connect for others with WEBIRC do so from this address. */
  isGateway(address: string): boolean;
}

/** What sessions share. */
export interface Shared<C> {
  readonly events: SessionEvents<C>;
  readonly limits: SessionLimits;
  readonly isUnlimited: boolean;
  /** While the record cannot say what holds, no line is taken. */
  readonly isHolding: boolean;
  /** Milliseconds, as of the last sweep: sessions do not read the clock for each chunk. */
  readonly time: number;
  now(): number;
  closed(session: Session<C>, reason: string): void;
  readdress(session: Session<C>, address: string): void;
}

const LINE_OVERHEAD_BYTES = 2;
/** A request that a page made its browser send here: what follows would be taken for commands. */
const HTTP = /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH) \S+ HTTP\/\d/;

type Waiting = { readonly line: string } | { readonly fault: LineFault } | { readonly task: () => number };

export class Session<C> implements Receiver, LineTaker {
  /** By which the connections of one address are counted. */
  countedAs: string;
  readonly connection: Connection;
  readonly openedAt: number;
  heardAt: number;
  pingedAt: number | undefined;
  endingSince: number | undefined;
  /** Units that may still be spent. */
  budget: number;
  /** Who speaks here, for those above; set when the session opens. */
  client!: C;
  readonly #shared: Shared<C>;
  readonly #events: SessionEvents<C>;
  readonly #splitter = new LineSplitter(this);
  /** Lines that wait for flood budget, and their size. */
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #hasSpoken = false;
  /** A command of this session waits for slow work. */
  #isDeferred = false;

  constructor(connection: Connection, countedAs: string, shared: Shared<C>) {
    this.connection = connection;
    this.countedAs = countedAs;
    this.#shared = shared;
    this.#events = shared.events;
    this.budget = shared.limits.floodBurst;
    this.openedAt = shared.now();
    this.heardAt = this.openedAt;
  }

  data(bytes: Buffer, length: number): void {
    if (this.endingSince !== undefined) return;
    this.heardAt = this.#shared.time;
    this.pingedAt = undefined;
    this.#splitter.push(bytes, length);
    if (this.#waitingBytes <= this.#shared.limits.receiveQueueBytes) return;
    if (this.#shared.isHolding) this.connection.pause();
    else this.#events.expel(this.client, "Excess Flood");
  }

  closed(reason: string): void {
    this.#shared.closed(this, reason);
  }

  line(line: string): void {
    if (!this.#hasSpoken && HTTP.test(line)) return this.#events.expel(this.client, "HTTP is not spoken here");
    this.#hasSpoken = true;
    if (this.#mayTake()) this.budget -= this.#events.line(this.client, line);
    else this.#wait({ line });
  }

  fault(fault: LineFault): void {
    if (!this.#mayTake()) return this.#wait({ fault });
    this.budget -= 1;
    this.#events.fault(this.client, fault);
  }

  /** Writes what a turn has for the connection, and ends it where that was decided. */
  write(text: string, closing: string | undefined): void {
    const waiting = text === "" ? 0 : this.connection.write(text);
    if (closing !== undefined) {
      this.endingSince = this.#shared.time;
      this.#waiting = [];
      this.connection.end();
    } else if (waiting > this.#shared.limits.sendQueueBytes) {
      this.endingSince = this.#shared.time;
      this.connection.destroy("Send queue exceeded");
    }
  }

  /** Takes what waited, as far as the budget goes. */
  takeWaiting(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const each of waiting) {
      if ("line" in each) this.line(each.line);
      else if ("fault" in each) this.fault(each.fault);
      else this.#task(each.task);
    }
  }

  readdress(address: string): void {
    this.#shared.readdress(this, address);
  }

  defer(work: Promise<() => number>): void {
    this.#isDeferred = true;
    void work.then((task) => {
      this.#isDeferred = false;
      this.#waiting.unshift({ task });
      this.takeWaiting();
    });
  }

  #task(task: () => number): void {
    if (this.#mayTake()) this.budget -= task();
    else this.#wait({ task });
  }

  #mayTake(): boolean {
    if (this.#isDeferred) return false;
    if (this.#shared.isHolding || this.#waiting.length > 0 || this.endingSince !== undefined) return false;
    return this.#shared.isUnlimited || this.budget > 0;
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#waitingBytes += ("line" in waiting ? Buffer.byteLength(waiting.line) : 0) + LINE_OVERHEAD_BYTES;
  }
}
