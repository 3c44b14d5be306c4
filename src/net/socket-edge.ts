// The edge on ordinary net.Socket: works everywhere, and for TLS.
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { CLOSED_BY_PEER, type Edge, type EdgeEvents, type Remote, reasonOf } from "./edge.ts";

const BACKLOG = 4096;

export class SocketEdge implements Edge {
  readonly #events: EdgeEvents;
  readonly #servers: Server[] = [];
  readonly #sockets = new Map<number, Socket>();
  readonly #reasons = new Map<number, string>();
  readonly #nextId: () => number;

  constructor(events: EdgeEvents, nextId: () => number) {
    this.#events = events;
    this.#nextId = nextId;
  }

  listen(host: string, port: number): Promise<Remote> {
    return new Promise((resolve, reject) => {
      const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => this.#accept(socket));
      this.#servers.push(server);
      server.once("error", reject);
      server.listen({ host, port, backlog: BACKLOG }, () => {
        server.off("error", reject);
        const bound = server.address() as AddressInfo;
        resolve({ address: bound.address, port: bound.port });
      });
    });
  }

  write(id: number, text: string): number {
    const socket = this.#sockets.get(id);
    if (socket === undefined || socket.destroyed) return 0;
    socket.write(text);
    return socket.writableLength;
  }

  end(id: number): void {
    this.#sockets.get(id)?.end();
  }

  destroy(id: number, reason: string): void {
    const socket = this.#sockets.get(id);
    if (socket === undefined) return;
    this.#reasons.set(id, reason);
    socket.destroy();
  }

  pause(id: number): void {
    this.#sockets.get(id)?.pause();
  }

  resume(id: number): void {
    this.#sockets.get(id)?.resume();
  }

  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((done) => server.close(done)));
    for (const socket of this.#sockets.values()) socket.destroy();
    await Promise.all(closed);
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined) {
      socket.destroy();
      return;
    }
    const id = this.#nextId();
    this.#sockets.set(id, socket);
    socket.on("data", (bytes) => this.#events.data(id, bytes));
    socket.on("error", (error: NodeJS.ErrnoException) => this.#reasons.set(id, reasonOf(error.code)));
    // What the peer had asked for before it closed is answered first: the turn that holds the answers ends before this.
    socket.on("end", () => setImmediate(() => socket.destroy()));
    socket.on("close", () => {
      const reason = this.#reasons.get(id) ?? CLOSED_BY_PEER;
      this.#sockets.delete(id);
      this.#reasons.delete(id);
      this.#events.close(id, reason);
    });
    this.#events.open(id, { address: remoteAddress, port: remotePort });
  }
}
