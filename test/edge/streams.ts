// The edges that carry streams, each with a peer that can dial it.
import { connect, type Socket } from "node:net";
import { connect as secure } from "node:tls";
import type { MakeEdge } from "../../src/net/edge.ts";
import { edges } from "../../src/net/open-edge.ts";
import { StreamEdge, type StreamOptions } from "../../src/net/stream-edge.ts";
import { contextOf, tlsOf } from "../../src/net/tls.ts";
import { certificateFor } from "./certificates.ts";

export interface Dialed {
  /** What is said and heard. */
  readonly socket: Socket;
  /** The TCP connection under it; the same where there is no TLS. */
  readonly wire: Socket;
}

interface Transport {
  readonly name: string;
  readonly make: MakeEdge;
  readonly dial: (port: number) => Promise<Dialed>;
  /** Where the peer is, as the edge tells it. */
  readonly address: string;
}

export const own = await certificateFor("irc.test");
const LOCAL = "127.0.0.1";
const HEADER = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 6667\r\n";

export function streams(options: Partial<StreamOptions> = {}): MakeEdge {
  const after = (ms: number, task: () => void) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  };
  const limits = { handshakes: 100, handshakeTimeoutMs: 30_000 };
  return (accept) => new StreamEdge(accept, { limits, after, onRefused: () => undefined, ...options });
}

export const speaksTls = () => tlsOf(contextOf(own));
const trustsAll = () => true;

/** TCP, and then what is to be said before anything else. */
export function dialPlain(port: number, first = ""): Promise<Dialed> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: LOCAL, port, allowHalfOpen: true }, () => {
      if (first !== "") socket.write(first);
      resolve({ socket, wire: socket });
    });
    socket.once("error", reject);
  });
}

export async function dialTls(port: number, first = "", certificate = own.certificate): Promise<Dialed> {
  const { wire } = await dialPlain(port, first);
  return new Promise((resolve, reject) => {
    // Made for a name alone, and known by itself.
    const checked = { ca: certificate, checkServerIdentity: () => undefined };
    const socket = secure({ socket: wire, ...checked }, () => resolve({ socket, wire }));
    socket.once("error", reject);
  });
}

export const transports: readonly Transport[] = [
  { name: "lean", make: edges.lean, dial: dialPlain, address: LOCAL },
  { name: "socket", make: edges.socket, dial: dialPlain, address: LOCAL },
  { name: "stream", make: streams(), dial: dialPlain, address: LOCAL },
  {
    name: "PROXY",
    make: streams({ proxy: trustsAll }),
    dial: (port) => dialPlain(port, HEADER),
    address: "203.0.113.7",
  },
  { name: "TLS", make: streams({ tls: speaksTls() }), dial: dialTls, address: LOCAL },
  {
    name: "TLS behind PROXY",
    make: streams({ tls: speaksTls(), proxy: trustsAll }),
    dial: (port) => dialTls(port, HEADER),
    address: "203.0.113.7",
  },
];
