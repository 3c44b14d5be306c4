// The edge: bytes in and out of sockets, and nothing else. Its implementations pass the same tests.

export interface Remote {
  readonly address: string;
  readonly port: number;
  /** Nobody on the way can read it: TLS, or a trusted gateway's word for it. */
  readonly isSecure?: boolean;
}

/** One connection, as those above the edge use it. After its end each of these does nothing. */
export interface Connection {
  /** Takes the text; gives how many bytes now wait for the peer to read. */
  write(text: string): number;
  /** Writes what waits, then ends the connection. */
  end(): void;
  destroy(reason: string): void;
  pause(): void;
  resume(): void;
}

/** Who is told what a connection brings. */
export interface Receiver {
  /** The first `length` bytes are new. The buffer is the edge's own and is used again: copy what must be kept. */
  data(bytes: Buffer, length: number): void;
  /** Once, also after `end` and `destroy`. */
  closed(reason: string): void;
}

export type Accept = (connection: Connection, remote: Remote) => Receiver;

export interface Edge {
  /** Gives the address that was bound. Throws the system's error, such as EADDRINUSE. */
  listen(host: string, port: number): Promise<Remote>;
  /** Stops listening and destroys what is left. */
  close(): Promise<void>;
}

export type MakeEdge = (accept: Accept) => Edge;

/** The reasons that users read in a QUIT when a connection ends by itself. */
export const CLOSED_BY_PEER = "Remote host closed the connection";

/** `code`: the system's name of the error, such as ECONNRESET. */
export function reasonOf(code: string | undefined): string {
  if (code === "ECONNRESET" || code === "EPIPE") return "Connection reset by peer";
  if (code === "ETIMEDOUT") return "Connection timed out";
  return `Connection error (${code ?? "unknown"})`;
}
