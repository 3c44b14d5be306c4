// The edge of listeners with something before the first line: a PROXY header, a TLS handshake, or both. Each connection
// has a bounded time for it, and there is a bound on how many are at it.
import { createServer, type Server, type Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { plainAddress } from "./addresses.ts";
import type { Accept, Edge, Remote } from "./edge.ts";
import { type HandshakeLimits, Handshakes } from "./handshakes.ts";
import { closed, listening } from "./listening.ts";
import { PROXY_HEADER_BYTES, readProxyHeader } from "./proxy-header.ts";
import { SocketConnection } from "./socket-edge.ts";

/** Speaks TLS on a socket; loaded only where a listener needs it. */
export interface Tls {
  /** In force for connections from now on. */
  context: SecureContext;
  /** Where it fails the socket is destroyed. */
  secure(socket: Socket, context: SecureContext, outcome: Outcome): void;
}

/** How a handshake went: one of these is called, or none where the peer has gone. */
export interface Outcome {
  done(secured: Socket): void;
  failed(why: string): void;
}

export interface StreamOptions {
  readonly limits: HandshakeLimits;
  readonly tls?: Tls;
  /** Whether an address may speak for others with a PROXY header; each connection must then begin with one. */
  readonly proxy?: (address: string) => boolean;
  /** Told of connections that were refused before they said a line: for the operator's log. */
  readonly onRefused: (address: string, reason: string) => void;
  /** Runs a task later and gives what calls it off. */
  readonly after: (ms: number, task: () => void) => () => void;
}

export class StreamEdge implements Edge {
  readonly #accept: Accept;
  readonly #options: StreamOptions;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #handshakes: Handshakes;

  constructor(accept: Accept, options: StreamOptions) {
    this.#accept = accept;
    this.#options = options;
    this.#handshakes = new Handshakes(options.limits);
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
    const { limits, proxy } = this.#options;
    // Until the connection has an owner its errors are nobody's: it is simply gone.
    socket.on("error", () => undefined);
    if (remoteAddress === undefined || remotePort === undefined) return void socket.destroy();
    const remote = { address: plainAddress(remoteAddress), port: remotePort };
    if (proxy && !proxy(remote.address)) {
      return this.#refuse(socket, remote, "not one of proxies, which alone may connect here");
    }
    const over = this.#handshakes.begin(remote.address, proxy !== undefined);
    if (over === undefined) return this.#refuse(socket, remote, "too many handshakes at once");
    this.#sockets.add(socket);
    // The limit is for all of it: bytes that trickle in do not extend it.
    const refuseLate = () => this.#refuse(socket, remote, "the handshake took too long");
    const cancel = this.#options.after(limits.handshakeTimeoutMs, refuseLate);
    const done = () => {
      over();
      cancel();
    };
    socket.once("close", () => {
      this.#sockets.delete(socket);
      done();
    });
    const secure = (of: Remote) => this.#secure(socket, of, done);
    if (proxy) this.#readHeader(socket, remote, secure);
    else secure(remote);
  }

  #readHeader(socket: Socket, remote: Remote, then: (of: Remote) => void): void {
    let bytes = Buffer.alloc(0);
    const onEnd = () => void socket.destroy();
    const onData = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const header = readProxyHeader(bytes);
      const isEndless = header.kind === "incomplete" && bytes.length >= PROXY_HEADER_BYTES;
      if (header.kind === "malformed" || isEndless) {
        return this.#refuse(socket, remote, header.kind === "malformed" ? header.reason : "an endless PROXY header");
      }
      if (header.kind === "incomplete") return;
      socket.off("data", onData);
      socket.off("end", onEnd);
      socket.pause();
      const rest = bytes.subarray(header.length);
      if (rest.length > 0) socket.unshift(rest);
      const { source } = header;
      then(source ? { address: plainAddress(source.address), port: source.port } : remote);
    };
    socket.on("data", onData);
    socket.on("end", onEnd);
  }

  #secure(socket: Socket, remote: Remote, done: () => void): void {
    const { tls } = this.#options;
    if (tls === undefined) {
      done();
      new SocketConnection(socket).start(this.#accept, remote);
      socket.resume();
      return;
    }
    tls.secure(socket, tls.context, {
      done: (secured) => {
        done();
        new SocketConnection(secured).start(this.#accept, { ...remote, isSecure: true });
      },
      failed: (why) => this.#options.onRefused(remote.address, `the TLS handshake failed (${why})`),
    });
  }

  #refuse(socket: Socket, remote: Remote, reason: string): void {
    socket.destroy();
    this.#options.onRefused(remote.address, reason);
  }
}
