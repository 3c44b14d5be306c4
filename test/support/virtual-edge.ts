// An edge without sockets: connections are numbers, and what each was written stays here until a test takes it.
// It must not decide anything: when a peer reads, hangs up or is slow is for the test to say.
import type { Accept, Connection, Edge, Receiver, Remote } from "../../src/net/edge.ts";

/** One write, in the order in which the node made them over all connections. */
export interface Write {
  readonly id: number;
  readonly text: string;
}

interface Peer {
  readonly receiver: Receiver;
  /** Written and not yet taken by the test. */
  taken: string;
  /** Written and not read by the peer: counts only while it stalls. */
  unread: number;
  isStalled: boolean;
  isEnding: boolean;
}

export class VirtualEdge implements Edge {
  readonly #accept: Accept;
  #lastId = 0;
  readonly #peers = new Map<number, Peer>();
  readonly #left = new Map<number, string>();
  /** All writes since `clearWrites`. */
  readonly writes: Write[] = [];
  /** Ends that wait to be seen by the node, as a socket's `close` comes later than its `end`. */
  readonly #closing: (() => void)[] = [];

  constructor(accept: Accept) {
    this.#accept = accept;
  }

  /** A peer connects; gives the connection's id. */
  open(address: string, port: number, isSecure = false): number {
    const id = ++this.#lastId;
    const receiver = this.#accept(this.#connection(id), { address, port, isSecure });
    this.#peers.set(id, { receiver, taken: "", unread: 0, isStalled: false, isEnding: false });
    return id;
  }

  isOpen(id: number): boolean {
    return this.#peers.has(id);
  }

  /** The peer's bytes arrive. Passed over where the connection is gone or ending, as a socket would. */
  feed(id: number, bytes: Buffer): void {
    const peer = this.#peers.get(id);
    if (peer?.isEnding === false) peer.receiver.data(bytes, bytes.length);
  }

  /** The peer is gone. */
  lose(id: number, reason: string): void {
    this.#close(id, reason);
  }

  /** While a peer stalls, it reads nothing. */
  stall(id: number, isStalled: boolean): void {
    const peer = this.#peers.get(id);
    if (peer === undefined) return;
    peer.isStalled = isStalled;
    if (!isStalled) peer.unread = 0;
    if (!isStalled && peer.isEnding) this.#closing.push(() => this.#close(id, "Closed"));
  }

  /** Bytes that wait for a peer which does not read. */
  unread(id: number): number {
    return this.#peers.get(id)?.unread ?? 0;
  }

  /** What the connection was written since the last call; also after its end. */
  take(id: number): string {
    const left = this.#left.get(id);
    if (left !== undefined) {
      this.#left.delete(id);
      return left;
    }
    const peer = this.#peers.get(id);
    const text = peer?.taken ?? "";
    if (peer) peer.taken = "";
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

  #connection(id: number): Connection {
    return {
      write: (text) => this.#write(id, text),
      end: () => this.#end(id),
      destroy: (reason) => void this.#closing.push(() => this.#close(id, reason)),
      // Tests feed when they choose to.
      pause: () => undefined,
      resume: () => undefined,
    };
  }

  #write(id: number, text: string): number {
    const peer = this.#peers.get(id);
    if (peer === undefined) return 0;
    this.writes.push({ id, text });
    peer.taken += text;
    if (peer.isStalled) peer.unread += Buffer.byteLength(text);
    return peer.unread;
  }

  #end(id: number): void {
    const peer = this.#peers.get(id);
    if (peer === undefined || peer.isEnding) return;
    peer.isEnding = true;
    if (!peer.isStalled) this.#closing.push(() => this.#close(id, "Closed"));
  }

  close(): Promise<void> {
    for (const id of [...this.#peers.keys()]) this.#close(id, "Closed");
    return Promise.resolve();
  }

  #close(id: number, reason: string): void {
    const peer = this.#peers.get(id);
    if (peer === undefined) return;
    this.#peers.delete(id);
    if (peer.taken !== "") this.#left.set(id, peer.taken);
    peer.receiver.closed(reason);
  }
}
