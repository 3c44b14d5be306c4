// The lean edge: TCP through Node's stream handles, without the stream machinery of net.Socket. One read buffer for
// all connections, one string write a turn. The handles are semi-public, so the edge is tried at start-up
// (`open-edge.ts`) and the node falls back to SocketEdge; both pass the same tests.
import { createServer, type Server } from "node:net";
import type { Accept, Edge, Remote } from "./edge.ts";
import { bindings, type StreamBindings, type TcpHandle } from "./handles.ts";
import { LeanConnection } from "./lean-connection.ts";
import { closed, listening } from "./listening.ts";

const READ_BYTES = 64 * 1024;

export class LeanEdge implements Edge {
  readonly #accept: Accept;
  readonly #io: StreamBindings;
  readonly #servers: Server[] = [];
  readonly #connections = new Set<LeanConnection>();
  readonly #buffer = Buffer.alloc(READ_BYTES);

  /** Throws when this Node does not have the handles. */
  constructor(accept: Accept) {
    this.#accept = accept;
    this.#io = bindings();
  }

  async listen(host: string, port: number): Promise<Remote> {
    const server = createServer();
    this.#servers.push(server);
    const bound = await listening(server, host, port);
    const { _handle } = server as unknown as { _handle: { onconnection: unknown } };
    _handle.onconnection = (error: number, handle: TcpHandle | undefined) => {
      if (!error && handle) this.#open(handle);
    };
    return bound;
  }

  async close(): Promise<void> {
    const all = this.#servers.map(closed);
    for (const connection of [...this.#connections]) connection.destroy("Server closed");
    await Promise.all(all);
  }

  #open(handle: TcpHandle): void {
    const remote: { address?: string; port?: number } = {};
    if (handle.getpeername(remote) !== 0 || remote.address === undefined || remote.port === undefined) {
      handle.close();
      return;
    }
    handle.setNoDelay(true);
    const connection = new LeanConnection(handle, this.#io, this.#buffer, this.#closed);
    this.#connections.add(connection);
    connection.start(this.#accept(connection, { address: remote.address, port: remote.port }));
  }

  readonly #closed = (connection: LeanConnection): void => {
    this.#connections.delete(connection);
  };
}
