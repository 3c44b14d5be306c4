// An edge without sockets: connections are numbers, and what each was written stays here until a test takes it.
// It must not decide anything: when a peer reads, hangs up or is slow is for the test to say.
import type { Edge, EdgeEvents, Remote } from "../../src/net/edge.ts";

/** One write, in the order in which the node made them over all connections. */
export interface Write {
  readonly id: number;
  readonly text: string;
}

interface Connection {
  /** Written and not yet taken by the test. */
  taken: string;
  /** Written and not read by the peer: counts only while it stalls. */
  unread: number;
  isStalled: boolean;
  isEnding: boolean;
}

export class VirtualEdge implements Edge {
  readonly #events: EdgeEvents;
  readonly #nextId: () => number;
  readonly #connections = new Map<number, Connection>();
  readonly #left = new Map<number, string>();
  /** All writes since `clearWrites`. */
  readonly writes: Write[] = [];
  /** Ends that wait to be seen by the node, as a socket's `close` comes later than its `end`. */
  readonly #closing: (() => void)[] = [];

  constructor(events: EdgeEvents, nextId: () => number) {
    this.#events = events;
    this.#nextId = nextId;
  }

  /** A peer connects; gives the connection's id. */
  open(address: string, port: number): number {
    const id = this.#nextId();
    this.#connections.set(id, { taken: "", unread: 0, isStalled: false, isEnding: false });
    this.#events.open(id, { address, port });
    return id;
  }

  isOpen(id: number): boolean {
    return this.#connections.has(id);
  }

  /** The peer's bytes arrive. Passed over where the connection is gone or ending, as a socket would. */
  feed(id: number, bytes: Buffer): void {
    if (this.#connections.get(id)?.isEnding === false) this.#events.data(id, bytes);
  }

  /** The peer is gone. */
  lose(id: number, reason: string): void {
    this.#close(id, reason);
  }

  /** While a peer stalls, it reads nothing. */
  stall(id: number, isStalled: boolean): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.isStalled = isStalled;
    if (!isStalled) connection.unread = 0;
    if (!isStalled && connection.isEnding) this.#closing.push(() => this.#close(id, "Closed"));
  }

  /** Bytes that wait for a peer which does not read. */
  unread(id: number): number {
    return this.#connections.get(id)?.unread ?? 0;
  }

  /** What the connection was written since the last call; also after its end. */
  take(id: number): string {
    const left = this.#left.get(id);
    if (left !== undefined) {
      this.#left.delete(id);
      return left;
    }
    const connection = this.#connections.get(id);
    const text = connection?.taken ?? "";
    if (connection) connection.taken = "";
    return text;
  }

  clearWrites(): void {
    this.writes.length = 0;
  }

  /** Lets the node see the ends that are due; false if there were none. */
  settleEnds(): boolean {
    const due = this.#closing.splice(0);
    for (const close of due) close();
    return due.length > 0;
  }

  listen(host: string, port: number): Promise<Remote> {
    return Promise.resolve({ address: host, port });
  }

  write(id: number, text: string): number {
    const connection = this.#connections.get(id);
    if (connection === undefined) return 0;
    this.writes.push({ id, text });
    connection.taken += text;
    if (connection.isStalled) connection.unread += Buffer.byteLength(text);
    return connection.unread;
  }

  end(id: number): void {
    const connection = this.#connections.get(id);
    if (connection === undefined || connection.isEnding) return;
    connection.isEnding = true;
    if (!connection.isStalled) this.#closing.push(() => this.#close(id, "Closed"));
  }

  destroy(id: number, reason: string): void {
    this.#closing.push(() => this.#close(id, reason));
  }

  pause(): void {
    // Tests feed when they choose to.
  }

  resume(): void {
    // As above.
  }

  close(): Promise<void> {
    for (const id of [...this.#connections.keys()]) this.#close(id, "Closed");
    return Promise.resolve();
  }

  #close(id: number, reason: string): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    this.#connections.delete(id);
    if (connection.taken !== "") this.#left.set(id, connection.taken);
    this.#events.close(id, reason);
  }
}
