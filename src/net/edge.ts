// The edge: bytes in and out of sockets, and nothing else. Two implementations pass the same tests.

export interface Remote {
  readonly address: string;
  readonly port: number;
}

export interface EdgeEvents {
  open(id: number, remote: Remote): void;
  /** The bytes are the edge's own and are used again: copy what must be kept. */
  data(id: number, bytes: Buffer): void;
  /** Once for each `open`, also after `end` and `destroy`. */
  close(id: number, reason: string): void;
}

export interface Edge {
  /** Gives the address that was bound. Throws the system's error, such as EADDRINUSE. */
  listen(host: string, port: number): Promise<Remote>;
  /** Takes the text; gives how many bytes now wait for the peer to read. */
  write(id: number, text: string): number;
  /** Writes what waits, then ends the connection. */
  end(id: number): void;
  destroy(id: number, reason: string): void;
  pause(id: number): void;
  resume(id: number): void;
  /** Stops listening and destroys what is left. */
  close(): Promise<void>;
}

/** The reasons that users read in a QUIT when a connection ends by itself. */
export const CLOSED_BY_PEER = "Remote host closed the connection";

/** `code`: the system's name of the error, such as ECONNRESET. */
export function reasonOf(code: string | undefined): string {
  if (code === "ECONNRESET" || code === "EPIPE") return "Connection reset by peer";
  if (code === "ETIMEDOUT") return "Connection timed out";
  return `Connection error (${code ?? "unknown"})`;
}
