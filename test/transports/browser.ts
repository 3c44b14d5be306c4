// What the tests of WebSockets share: an edge that stands, peers that speak to it, and sockets written to by hand.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, expect } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { WebSocketEdge, type WebSocketOptions } from "../../src/net/websocket-edge.ts";
import { stand, until } from "./peer.ts";

export const TEXT = "text.ircv3.net";
export const BINARY = "binary.ircv3.net";
const peers: WebSocket[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const peer of peers.splice(0)) peer.terminate();
  for (const socket of sockets.splice(0)) socket.destroy();
});

export async function standing(options: Partial<WebSocketOptions> = {}) {
  const refused: string[] = [];
  const made = await stand(
    (accept) =>
      new WebSocketEdge(accept, {
        limits: { handshakes: 100, handshakeTimeoutMs: 30_000 },
        isAllowed: (origin) => origin === "https://chat.example",
        isTrusted: () => false,
        onRefused: (address, reason) => void refused.push(`${address}: ${reason}`),
        ...options,
      }),
  );
  return { ...made, refused };
}

interface Peer {
  readonly socket: WebSocket;
  readonly heard: { readonly text: string; readonly isBinary: boolean }[];
  /** The code with which the node closed it. */
  readonly closed: Promise<number>;
}

export async function peer(url: string, protocols: string[] = [TEXT], options: ClientOptions = {}): Promise<Peer> {
  const socket = new WebSocket(url, protocols, { ...options, skipUTF8Validation: true });
  peers.push(socket);
  const heard: Peer["heard"] = [];
  socket.on("message", (data, isBinary) => void heard.push({ text: String(data), isBinary }));
  await once(socket, "open");
  socket.on("error", () => undefined);
  return { socket, heard, closed: new Promise((resolve) => socket.once("close", resolve)) };
}

/** The status with which a connection is refused. */
export function status(url: string, options: ClientOptions): Promise<number | undefined> {
  const socket = new WebSocket(url, [TEXT], options);
  socket.on("error", () => undefined);
  return new Promise((resolve) => socket.once("unexpected-response", (_, { statusCode }) => resolve(statusCode)));
}

export const at = (port: number) => `ws://127.0.0.1:${port}`;

export async function still(there: Peer): Promise<void> {
  there.socket.send("still here");
  await until(() => there.heard.some(({ text }) => text === "got still here"));
}

export async function dialed(port: number, allowHalfOpen = false): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen });
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

export function handshake(origin?: string): string {
  const lines = [
    "GET / HTTP/1.1",
    "Host: irc.test",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    ...(origin ? [`Origin: ${origin}`] : []),
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** A socket on which frames can be written by hand. */
export async function upgraded(port: number): Promise<Socket> {
  const socket = await dialed(port);
  socket.write(handshake());
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1\.1 101 /);
  return socket;
}
