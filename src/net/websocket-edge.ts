// The edge of WebSocket listeners (IRCv3 "WebSocket"): one line a message, as text or as bytes. Behind a trusted proxy
// the browser's address is what the proxy says.
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createSecureServer, type Server as SecureServer } from "node:https";
import { isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { plainAddress } from "./addresses.ts";
import { type Accept, CLOSED_BY_PEER, type Connection, type Edge, type Remote } from "./edge.ts";
import { type HandshakeLimits, Handshakes } from "./handshakes.ts";
import { TAGS_BYTES } from "./line-splitter.ts";
import { closed, listening } from "./listening.ts";
import type { CertificateText } from "./tls.ts";

const PROTOCOLS = ["text.ircv3.net", "binary.ircv3.net"];
/** A line with its tags; more closes with 1009. */
const MESSAGE_BYTES = TAGS_BYTES + 512;
const END = Buffer.from("\r\n");
const CR = 0x0d;
const LF = 0x0a;
/** RFC 6455 §7.4.1. */
const POLICY_VIOLATION = 1008;
/** How long a peer may take to answer a close. */
const CLOSE_MS = 5000;
/** The types of the library do not know `closeTimeout` yet. */
const SPOKEN = {
  noServer: true,
  maxPayload: MESSAGE_BYTES,
  perMessageDeflate: false,
  autoPong: false,
  closeTimeout: CLOSE_MS,
  handleProtocols: (offered: Set<string>) => [...offered].find((name) => PROTOCOLS.includes(name)) ?? false,
} as const;
/** A peer that asks and does not read gets no more answers. */
const UNREAD_PONG_BYTES = 4096;
const SHOWN_ORIGIN_CHARACTERS = 200;

export interface WebSocketOptions {
  readonly limits: HandshakeLimits;
  readonly certificate?: CertificateText;
  /** Whether a page of this origin may connect. */
  readonly isAllowed: (origin: string) => boolean;
  /** Whether an address may say for whom it connects (X-Forwarded-For). */
  readonly isTrusted: (address: string) => boolean;
  readonly onRefused: (address: string, reason: string) => void;
}

export class WebSocketEdge implements Edge {
  readonly #accept: Accept;
  readonly #options: WebSocketOptions;
  readonly #server: Server | SecureServer;
  readonly #sockets: WebSocketServer;
  readonly #handshakes: Handshakes;
  /** Place of a connection → what ends its handshake. */
  readonly #overs = new Map<string, () => void>();

  constructor(accept: Accept, options: WebSocketOptions) {
    this.#accept = accept;
    this.#options = options;
    const { certificate, limits } = options;
    this.#handshakes = new Handshakes(limits);
    const times = {
      headersTimeout: limits.handshakeTimeoutMs,
      requestTimeout: limits.handshakeTimeoutMs,
      // How often the two above are looked at.
      connectionsCheckingInterval: Math.min(1000, limits.handshakeTimeoutMs),
    };
    this.#server =
      certificate === undefined
        ? createServer(times)
        : createSecureServer({
            ...times,
            cert: certificate.certificate,
            key: certificate.key,
            minVersion: "TLSv1.2",
            handshakeTimeout: limits.handshakeTimeoutMs,
          });
    this.#sockets = new WebSocketServer(SPOKEN);
    this.#server.on("connection", (socket: Socket) => this.#opened(socket));
    this.#server.on("request", (_request, response) => {
      response
        .writeHead(426, { Upgrade: "websocket", Connection: "close" })
        .end("IRC over WebSocket is spoken here.\n");
    });
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on("clientError", (_error, socket) => socket.destroy());
    this.#server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
      const { remoteAddress } = socket;
      socket.destroy();
      if (remoteAddress === undefined) return;
      options.onRefused(plainAddress(remoteAddress), `the TLS handshake failed (${error.code ?? error.message})`);
    });
  }

  listen(host: string, port: number): Promise<Remote> {
    return listening(this.#server, host, port);
  }

  /** For connections from now on. Throws the system's error for what is no certificate. */
  setCertificate({ certificate, key }: CertificateText): void {
    if ("setSecureContext" in this.#server) {
      this.#server.setSecureContext({ cert: certificate, key, minVersion: "TLSv1.2" });
    }
  }

  async close(): Promise<void> {
    const ended = closed(this.#server);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await ended;
  }

  /** Until it has become a WebSocket it is one of the bounded many that are at it. */
  #opened(socket: Socket): void {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) return void socket.destroy();
    const address = plainAddress(remoteAddress);
    const over = this.#handshakes.begin(address, this.#options.isTrusted(address));
    if (over === undefined) {
      socket.destroy();
      return this.#options.onRefused(address, "too many handshakes at once");
    }
    const key = placeOf(socket);
    this.#overs.set(key, over);
    socket.once("close", () => this.#over(key));
  }

  #over(key: string): void {
    this.#overs.get(key)?.();
    this.#overs.delete(key);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const remote = this.#remoteOf(request);
    socket.on("error", () => undefined);
    const { origin } = request.headers;
    if (remote === undefined) return void socket.destroy();
    if (isIP(remote.address) === 0) {
      return this.#refuse(socket, this.#peerOf(request), "400 Bad Request", "its X-Forwarded-For ends with no address");
    }
    if (origin !== undefined && !this.#options.isAllowed(origin)) {
      const shown = origin.slice(0, SHOWN_ORIGIN_CHARACTERS);
      return this.#refuse(socket, remote, "403 Forbidden", `the origin ${shown} is not one of websocket.origins`);
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => {
      this.#over(placeOf(request.socket));
      new WebSocketConnection(opened, socket).start(this.#accept, remote);
    });
  }

  #refuse(socket: Duplex, remote: Remote | undefined, status: string, reason: string): void {
    // A peer that keeps its side open is not waited for.
    socket.once("finish", () => socket.destroy());
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    this.#options.onRefused(remote?.address ?? "unknown", reason);
  }

  #peerOf({ socket }: IncomingMessage): Remote | undefined {
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined) return undefined;
    return { address: plainAddress(remoteAddress), port: remotePort };
  }

  /** The last address that a trusted proxy added is the one that it saw itself. */
  #remoteOf(request: IncomingMessage): Remote | undefined {
    const peer = this.#peerOf(request);
    if (peer === undefined) return undefined;
    const { address, port } = peer;
    const forwarded = String(request.headers["x-forwarded-for"] ?? "")
      .split(",")
      .at(-1)
      ?.trim();
    const isBehind = forwarded !== undefined && forwarded !== "" && this.#options.isTrusted(address);
    const isSecure = isBehind
      ? request.headers["x-forwarded-proto"] === "https"
      : this.#options.certificate !== undefined;
    return { address: isBehind ? plainAddress(forwarded) : address, port, isSecure };
  }
}

/** A socket and the TLS within it have one place. */
const placeOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;

class WebSocketConnection implements Connection {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #isBinary: boolean;
  #reason = CLOSED_BY_PEER;

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
    this.#isBinary = socket.protocol === "binary.ircv3.net";
  }

  start(accept: Accept, remote: Remote): void {
    const receiver = accept(this, remote);
    this.#socket.on("message", (data: Buffer) => {
      const line = data.subarray(0, data.length - lineEnd(data));
      // What a page takes for one line must not become two commands.
      if (line.includes(CR) || line.includes(LF)) return this.#socket.close(POLICY_VIOLATION, "one line a message");
      const bytes = Buffer.concat([line, END]);
      receiver.data(bytes, bytes.length);
    });
    this.#socket.on("ping", (asked: Buffer) => {
      if (this.#socket.bufferedAmount <= UNREAD_PONG_BYTES) this.#socket.pong(asked);
    });
    this.#socket.on("error", (error: NodeJS.ErrnoException) => {
      this.#reason = `WebSocket error (${error.code ?? "unknown"})`;
    });
    this.#socket.on("close", () => receiver.closed(this.#reason));
  }

  write(text: string): number {
    if (this.#socket.readyState !== this.#socket.OPEN) return 0;
    // A frame for each line, and one write for all of them.
    this.#stream.cork();
    for (const line of text.split("\r\n")) if (line !== "") this.#socket.send(line, { binary: this.#isBinary });
    this.#stream.uncork();
    return this.#socket.bufferedAmount;
  }

  end(): void {
    this.#socket.close(1000);
  }

  destroy(reason: string): void {
    this.#reason = reason;
    this.#socket.terminate();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}

/** Bytes of the end of line that some clients add. */
function lineEnd(message: Buffer): number {
  if (message.at(-1) !== LF) return 0;
  return message.at(-2) === CR ? 2 : 1;
}
