// An edge without sockets: a test hands bytes in and reads what the node wrote to each connection, line by line.
import type { Edge, EdgeEvents, Remote } from "../../src/net/edge.ts";

export class VirtualClient {
  readonly id: number;
  readonly received: string[] = [];
  /** What the test thinks of; `left`: the test hung up. `ended`: the node did. */
  state: "open" | "left" | "ended" = "open";
  readonly #edge: VirtualEdge;

  constructor(id: number, edge: VirtualEdge) {
    this.id = id;
    this.#edge = edge;
  }

  /** Each line reaches the node at once, in one chunk. */
  send(...lines: readonly string[]): void {
    if (this.state === "open")
      this.#edge.events.data(this.id, Buffer.from(lines.map((line) => `${line}\r\n`).join("")));
  }

  /** The socket closes: the node hears of it now. */
  leave(reason = "Remote host closed the connection"): void {
    if (this.state === "left") return;
    const wasEnded = this.state === "ended";
    this.state = "left";
    if (!wasEnded) this.#edge.events.close(this.id, reason);
  }

  /** The lines since the last call. */
  take(): string[] {
    return this.received.splice(0);
  }
}

export class VirtualEdge implements Edge {
  readonly events: EdgeEvents;
  readonly clients = new Map<number, VirtualClient>();
  /** Told of each line before its client has it. */
  onLine: ((client: VirtualClient, line: string) => void) | undefined;
  readonly #nextId: () => number;
  readonly #soon: (task: () => void) => void;

  constructor(events: EdgeEvents, nextId: () => number, soon: (task: () => void) => void) {
    this.events = events;
    this.#nextId = nextId;
    this.#soon = soon;
  }

  connect(): VirtualClient {
    const client = new VirtualClient(this.#nextId(), this);
    this.clients.set(client.id, client);
    this.events.open(client.id, { address: "127.0.0.1", port: 40_000 + client.id });
    return client;
  }

  listen(host: string, port: number): Promise<Remote> {
    return Promise.resolve({ address: host, port });
  }

  write(id: number, text: string): number {
    const client = this.clients.get(id);
    if (client?.state !== "open") return 0;
    for (const line of text.split("\r\n").slice(0, -1)) {
      this.onLine?.(client, line);
      client.received.push(line);
    }
    return 0;
  }

  end(id: number): void {
    this.destroy(id, "Closed");
  }

  destroy(id: number, reason: string): void {
    const client = this.clients.get(id);
    if (client?.state !== "open") return;
    client.state = "ended";
    this.#soon(() => this.events.close(id, reason));
  }

  pause(): void {
    // Nothing is on its way: what was handed in has arrived.
  }

  resume(): void {
    // See pause.
  }

  close(): Promise<void> {
    for (const client of this.clients.values()) this.destroy(client.id, "Closed");
    return Promise.resolve();
  }
}
