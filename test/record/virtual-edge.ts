// An edge without sockets: a test hands bytes in and reads what the node wrote to each connection, line by line.
import type { Accept, Connection, Edge, Receiver, Remote } from "../../src/net/edge.ts";

export class VirtualClient implements Connection {
  readonly id: number;
  readonly received: string[] = [];
  /** What the test thinks of; `left`: the test hung up. `ended`: the node did. */
  state: "open" | "left" | "ended" = "open";
  receiver!: Receiver;
  readonly #edge: VirtualEdge;
  readonly #soon: (task: () => void) => void;

  constructor(id: number, edge: VirtualEdge, soon: (task: () => void) => void) {
    this.id = id;
    this.#edge = edge;
    this.#soon = soon;
  }

  /** Each line reaches the node at once, in one chunk. */
  send(...lines: readonly string[]): void {
    if (this.state !== "open") return;
    const bytes = Buffer.from(lines.map((line) => `${line}\r\n`).join(""));
    this.receiver.data(bytes, bytes.length);
  }

  /** The socket closes: the node hears of it now. */
  leave(reason = "Remote host closed the connection"): void {
    if (this.state === "left") return;
    const wasEnded = this.state === "ended";
    this.state = "left";
    if (!wasEnded) this.receiver.closed(reason);
  }

  /** The lines since the last call. */
  take(): string[] {
    return this.received.splice(0);
  }

  write(text: string): number {
    if (this.state !== "open") return 0;
    for (const line of text.split("\r\n").slice(0, -1)) {
      this.#edge.onLine?.(this, line);
      this.received.push(line);
    }
    return 0;
  }

  end(): void {
    this.destroy("Closed");
  }

  destroy(reason: string): void {
    if (this.state !== "open") return;
    this.state = "ended";
    this.#soon(() => this.receiver.closed(reason));
  }

  pause(): void {
    // Nothing is on its way: what was handed in has arrived.
  }

  resume(): void {
    // See pause.
  }
}

export class VirtualEdge implements Edge {
  readonly clients = new Map<number, VirtualClient>();
  /** Told of each line before its client has it. */
  onLine: ((client: VirtualClient, line: string) => void) | undefined;
  readonly #accept: Accept;
  readonly #soon: (task: () => void) => void;

  constructor(accept: Accept, soon: (task: () => void) => void) {
    this.#accept = accept;
    this.#soon = soon;
  }

  connect(): VirtualClient {
    const id = this.clients.size + 1;
    const client = new VirtualClient(id, this, this.#soon);
    this.clients.set(id, client);
    client.receiver = this.#accept(client, { address: "127.0.0.1", port: 40_000 + id });
    return client;
  }

  listen(host: string, port: number): Promise<Remote> {
    return Promise.resolve({ address: host, port });
  }

  close(): Promise<void> {
    for (const client of this.clients.values()) client.destroy("Closed");
    return Promise.resolve();
  }
}
