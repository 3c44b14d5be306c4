// Links over TCP and TLS 1.3: the only file of the links that opens sockets. Certificates are not looked at; whoever
// shook hands gets as far as the PROOF, which both sides make over the keying material of the session.
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type TLSSocket } from "node:tls";
import type { Scheduler } from "../record/ports.ts";
import { parseAddress } from "./address.ts";
import { closedEarly, type Failure, failureOf, unanswered } from "./call-failure.ts";
import { throwAwayCertificate } from "./certificate.ts";
import { EXPORTER_BYTES, EXPORTER_LABEL } from "./handshake.ts";
import type { AcceptWire, CallFailure, Transport, Wire } from "./ports.ts";

export interface TlsTransportOptions {
  readonly scheduler: Scheduler;
  /** For TCP and TLS together. */
  readonly connectMs?: number;
  /** Connections at once, of all listeners, before any is known. */
  readonly connections?: number;
  /** What may wait for a peer that does not read; credit keeps a link far below it. */
  readonly queueBytes?: number;
}

const CONNECT_MS = 10_000;
const CONNECTIONS = 256;
/** One for each address that is called: as many as there can be peers. */
const SESSIONS = 1000;
/** For how long a link may have lasted for its session to be taken up again. */
const SESSION_SECONDS = 86_400;
const QUEUE_BYTES = 16 * 1024 * 1024;
/** How long what was sent last may take to leave. */
const LINGER_MS = 5000;

export class TlsTransport implements Transport {
  readonly #options: Required<TlsTransportOptions>;
  readonly #certificate = throwAwayCertificate();
  /** By the address that was asked for. */
  readonly #servers = new Map<string, Server>();
  /**
   * Address → the TLS session to take up at the next call, until the other end gives another. That an onlooker can tell
   * one call of a peer from another by it (RFC 8446 §C.4) is no concern: addresses tell as much.
   */
  readonly #sessions = new Map<string, Buffer>();
  readonly #sockets = new Set<TLSSocket>();

  constructor({
    scheduler,
    connectMs = CONNECT_MS,
    connections = CONNECTIONS,
    queueBytes = QUEUE_BYTES,
  }: TlsTransportOptions) {
    this.#options = { scheduler, connectMs, connections, queueBytes };
  }

  connect(address: string, accept: AcceptWire, failed: (reason: string, kind: CallFailure) => void): void {
    const parsed = parseAddress(address);
    if (parsed === undefined) {
      failed(`"${address}" is not host:port`, "no-address");
      return;
    }
    const session = this.#sessions.get(address);
    const socket = connect({
      ...parsed,
      ...(session ? { session } : {}),
      minVersion: "TLSv1.3",
      rejectUnauthorized: false,
    });
    socket.on("session", (ticket) => this.#keep(address, ticket));
    let isOver = false;
    const end = ({ reason, kind }: Failure) => {
      if (isOver) return;
      isOver = true;
      cancel();
      socket.destroy();
      failed(reason, kind);
    };
    const { connectMs, scheduler } = this.#options;
    const cancel = scheduler.after(connectMs, () => end(unanswered(address, connectMs, !socket.connecting)));
    socket.on("error", (error) => end(failureOf(error, address)));
    socket.once("close", () => end(closedEarly(address)));
    socket.once("secureConnect", () => {
      if (isOver) return;
      isOver = true;
      cancel();
      this.#carry(socket, accept);
    });
  }

  /** Gives the address that was bound. Throws the system's error, such as EADDRINUSE. */
  async listen(address: string, accept: AcceptWire): Promise<AddressInfo> {
    const parsed = parseAddress(address);
    if (parsed === undefined) throw new Error(`"${address}" is not host:port`);
    const { connectMs, connections } = this.#options;
    const options = {
      ...this.#certificate,
      minVersion: "TLSv1.3",
      handshakeTimeout: connectMs,
      sessionTimeout: SESSION_SECONDS,
    } as const;
    const server = createServer(options, (socket) => this.#carry(socket, accept));
    server.maxConnections = connections;
    // A stranger who cannot even shake hands is nobody's concern: the socket is closed by Node.
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    this.#servers.set(address, server);
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(parsed, () => {
        server.off("error", reject);
        resolve(server.address() as AddressInfo);
      });
    });
  }

  /** Takes no more connections there; those that are there go on. */
  unlisten(address: string): void {
    this.#servers.get(address)?.close();
    this.#servers.delete(address);
  }

  /** Takes no more connections; those that are there get a moment for their last bytes. */
  async close(): Promise<void> {
    const closing = [...this.#servers.values()].map((server) => new Promise((done) => server.close(done)));
    for (const socket of this.#sockets) this.#end(socket);
    // A process that exits before resets the connection, and the last words, such as the CLOSE of its epoch, are lost.
    const ending = [...this.#sockets].map((socket) => new Promise((done) => socket.once("close", done)));
    await Promise.all([...closing, ...ending]);
  }

  #keep(address: string, ticket: Buffer): void {
    if (this.#sessions.size >= SESSIONS && !this.#sessions.has(address)) return;
    this.#sessions.set(address, ticket);
  }

  #carry(socket: TLSSocket, accept: AcceptWire): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    const remote = `${socket.remoteAddress}:${socket.remotePort}`;
    let reason = "the peer closed the connection";
    const wire: Wire = {
      material: socket.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL, Buffer.alloc(0)),
      remote,
      isResumed: socket.isSessionReused(),
      send: (bytes) => {
        if (!socket.writable) return;
        // What is sent in one go is one TLS record and one write.
        if (socket.writableCorked === 0) {
          socket.cork();
          process.nextTick(() => socket.uncork());
        }
        socket.write(bytes);
        if (socket.writableLength <= this.#options.queueBytes) return;
        reason = "the peer does not read";
        socket.destroy();
      },
      close: () => this.#end(socket),
    };
    const receiver = accept(wire);
    socket.on("error", (error) => {
      reason = error.message;
    });
    socket.on("data", (chunk: Buffer) => receiver.data(chunk));
    socket.once("end", () => this.#end(socket));
    socket.once("close", () => {
      this.#sockets.delete(socket);
      receiver.closed(reason);
    });
  }

  #end(socket: TLSSocket): void {
    if (socket.destroyed) return;
    if (!socket.writableEnded) socket.end();
    const cancel = this.#options.scheduler.after(LINGER_MS, () => socket.destroy());
    socket.once("close", cancel);
  }
}
