// The edge on ordinary net.Socket: works everywhere, and for TLS.
import { createServer, type Server, type Socket } from "node:net";
import { type Accept, CLOSED_BY_PEER, type Connection, type Edge, type Remote, reasonOf } from "./edge.ts";
import { closed, listening } from "./listening.ts";

export class SocketEdge implements Edge {
  readonly #accept: Accept;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  constructor(accept: Accept) {
    this.#accept = accept;
  }

  listen(host: string, port: number): Promise<Remote> {
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => this.#open(socket));
    this.#servers.push(server);
    return listening(server, host, port);
  }

  async close(): Promise<void> {
    const all = this.#servers.map(closed);
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(all);
  }

  #open(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    const connection = new SocketConnection(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    connection.start(this.#accept, { address: remoteAddress, port: remotePort });
  }
}

/** A socket, plain or TLS, as a connection of the edge. */
export class SocketConnection implements Connection {
  readonly #socket: Socket;
  #reason = CLOSED_BY_PEER;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  start(accept: Accept, remote: Remote): void {
    const socket = this.#socket;
    const receiver = accept(this, remote);
    socket.on("data", (bytes) => receiver.data(bytes, bytes.length));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.#reason = reasonOf(error.code);
    });
    // What the peer had asked for before it closed is answered first: the turn that holds the answers ends before this.
    socket.on("end", () => setImmediate(() => socket.destroy()));
    socket.on("close", () => receiver.closed(this.#reason));
  }

  write(text: string): number {
    if (this.#socket.destroyed || this.#socket.writableEnded) return 0;
    this.#socket.write(text);
    return this.#socket.writableLength;
  }

  end(): void {
    this.#socket.end();
  }

  destroy(reason: string): void {
    this.#reason = reason;
    this.#socket.destroy();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}
