// The lean edge: TCP through Node's stream handles, without the stream machinery of net.Socket. One read buffer for
// all connections, one string write a turn. The handles are semi-public, so `lean-edge-test.ts` tries them at start-up
// and the node falls back to SocketEdge; both pass the same tests.
import { type AddressInfo, createServer, type Server } from "node:net";
import { getSystemErrorName } from "node:util";
import { CLOSED_BY_PEER, type Edge, type EdgeEvents, type Remote, reasonOf } from "./edge.ts";
import { bindings, type StreamBindings, type TcpHandle, type WriteRequest } from "./handles.ts";

const BACKLOG = 4096;
const READ_BYTES = 64 * 1024;
const UV_EOF = -4095;

interface Connection {
  readonly id: number;
  readonly handle: TcpHandle;
  /** What waits behind a write that the kernel has not taken. */
  waiting: string;
  /** Bytes of that write. */
  writing: number;
  /** open → ending (write what waits, then FIN) → closed. */
  phase: "open" | "ending" | "closed";
}

export class LeanEdge implements Edge {
  readonly #events: EdgeEvents;
  readonly #nextId: () => number;
  readonly #io: StreamBindings;
  readonly #servers: Server[] = [];
  readonly #connections = new Map<number, Connection>();
  readonly #buffer = Buffer.alloc(READ_BYTES);
  /** Used again for each write that the kernel takes at once; a new one when it is taken by libuv. */
  #request: WriteRequest;

  /** Throws when this Node does not have the handles. */
  constructor(events: EdgeEvents, nextId: () => number) {
    this.#events = events;
    this.#nextId = nextId;
    this.#io = bindings();
    this.#request = new this.#io.WriteWrap();
  }

  listen(host: string, port: number): Promise<Remote> {
    return new Promise((resolve, reject) => {
      const server = createServer();
      this.#servers.push(server);
      server.once("error", reject);
      server.listen({ host, port, backlog: BACKLOG }, () => {
        server.off("error", reject);
        const listening = (server as unknown as { _handle: { onconnection: unknown } })._handle;
        listening.onconnection = (error: number, handle: TcpHandle | undefined) => {
          if (!error && handle) this.#accept(handle);
        };
        const bound = server.address() as AddressInfo;
        resolve({ address: bound.address, port: bound.port });
      });
    });
  }

  write(id: number, text: string): number {
    const connection = this.#connections.get(id);
    if (connection === undefined || connection.phase !== "open") return 0;
    if (connection.writing > 0) {
      connection.waiting += text;
      return connection.writing + connection.waiting.length;
    }
    this.#send(connection, text);
    return connection.writing;
  }

  end(id: number): void {
    const connection = this.#connections.get(id);
    if (connection?.phase !== "open") return;
    connection.phase = "ending";
    if (connection.writing === 0) this.#shutdown(connection);
  }

  destroy(id: number, reason: string): void {
    const connection = this.#connections.get(id);
    if (connection) this.#close(connection, reason);
  }

  pause(id: number): void {
    this.#connections.get(id)?.handle.readStop();
  }

  resume(id: number): void {
    this.#connections.get(id)?.handle.readStart();
  }

  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((done) => server.close(done)));
    for (const connection of [...this.#connections.values()]) this.#close(connection, "Server closed");
    await Promise.all(closed);
  }

  #accept(handle: TcpHandle): void {
    const remote: { address?: string; port?: number } = {};
    if (handle.getpeername(remote) !== 0 || remote.address === undefined || remote.port === undefined) {
      handle.close();
      return;
    }
    const connection: Connection = { id: this.#nextId(), handle, waiting: "", writing: 0, phase: "open" };
    this.#connections.set(connection.id, connection);
    handle.setNoDelay(true);
    handle.useUserBuffer(this.#buffer);
    handle.onread = () => {
      const count = this.#io.streamBaseState[this.#io.kReadBytesOrError] as number;
      if (count > 0) this.#events.data(connection.id, this.#buffer.subarray(0, count));
      else if (count < 0) this.#ended(connection, count);
    };
    this.#events.open(connection.id, { address: remote.address, port: remote.port });
    if (connection.phase !== "closed") handle.readStart();
  }

  /** What the peer had asked for before it closed is answered first: the turn with the answers ends before this. */
  #ended(connection: Connection, error: number): void {
    connection.handle.readStop();
    const reason = error === UV_EOF ? CLOSED_BY_PEER : reasonOf(getSystemErrorName(error));
    setImmediate(() => this.#close(connection, reason));
  }

  #send(connection: Connection, text: string): void {
    const request = this.#request;
    const error = connection.handle.writeUtf8String(request, text);
    if (error !== 0) {
      // The caller is in the middle of a turn's release: the close is told later.
      setImmediate(() => this.#close(connection, reasonOf(getSystemErrorName(error))));
      return;
    }
    if (!this.#io.streamBaseState[this.#io.kLastWriteWasAsync]) return;
    this.#request = new this.#io.WriteWrap();
    connection.writing = this.#io.streamBaseState[this.#io.kBytesWritten] as number;
    request.oncomplete = (status: number) => this.#written(connection, status);
  }

  #written(connection: Connection, status: number): void {
    connection.writing = 0;
    if (connection.phase === "closed") return;
    if (status < 0) return this.#close(connection, reasonOf(getSystemErrorName(status)));
    const text = connection.waiting;
    connection.waiting = "";
    if (text !== "") this.#send(connection, text);
    if (connection.writing === 0 && connection.phase === "ending") this.#shutdown(connection);
  }

  #shutdown(connection: Connection): void {
    const request = new this.#io.ShutdownWrap();
    // The peer's own end, or the sweep of the sessions, closes the connection.
    request.oncomplete = () => undefined;
    if (connection.handle.shutdown(request) !== 0) this.#close(connection, CLOSED_BY_PEER);
  }

  #close(connection: Connection, reason: string): void {
    if (connection.phase === "closed") return;
    connection.phase = "closed";
    connection.waiting = "";
    this.#connections.delete(connection.id);
    connection.handle.close();
    this.#events.close(connection.id, reason);
  }
}
