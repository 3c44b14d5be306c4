// One connection of the lean edge: reads into the edge's buffer, writes strings to the handle, and holds what the
// kernel does not take at once.
import { getSystemErrorName } from "node:util";
import { CLOSED_BY_PEER, type Connection, type Receiver, reasonOf } from "./edge.ts";
import type { StreamBindings, TcpHandle, WriteRequest } from "./handles.ts";

const UV_EOF = -4095;

/** Used again for each write that the kernel takes at once; a new one when it is taken by libuv. */
let idleRequest: WriteRequest | undefined;

export class LeanConnection implements Connection {
  readonly #handle: TcpHandle;
  readonly #io: StreamBindings;
  readonly #buffer: Buffer;
  readonly #closed: (connection: LeanConnection) => void;
  #receiver: Receiver | undefined;
  /** What waits behind a write that the kernel has not taken. */
  #waiting = "";
  /** Bytes of that write. */
  #writing = 0;
  /** open → ending (write what waits, then FIN) → closed. */
  #phase: "open" | "ending" | "closed" = "open";

  constructor(handle: TcpHandle, io: StreamBindings, buffer: Buffer, closed: (connection: LeanConnection) => void) {
    this.#handle = handle;
    this.#io = io;
    this.#buffer = buffer;
    this.#closed = closed;
  }

  start(receiver: Receiver): void {
    this.#receiver = receiver;
    if (this.#phase === "closed") return;
    this.#handle.useUserBuffer(this.#buffer);
    this.#handle.onread = () => {
      const count = this.#io.streamBaseState[this.#io.kReadBytesOrError] as number;
      if (count > 0) receiver.data(this.#buffer, count);
      else if (count < 0) this.#ended(count);
    };
    this.#handle.readStart();
  }

  write(text: string): number {
    if (this.#phase !== "open") return 0;
    if (this.#writing > 0) {
      this.#waiting += text;
      return this.#writing + this.#waiting.length;
    }
    this.#send(text);
    return this.#writing;
  }

  end(): void {
    if (this.#phase !== "open") return;
    this.#phase = "ending";
    if (this.#writing === 0) this.#shutdown();
  }

  destroy(reason: string): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#waiting = "";
    this.#closed(this);
    this.#handle.close();
    this.#receiver?.closed(reason);
  }

  pause(): void {
    if (this.#phase !== "closed") this.#handle.readStop();
  }

  resume(): void {
    if (this.#phase !== "closed") this.#handle.readStart();
  }

  /** What the peer had asked for before it closed is answered first: the turn with the answers ends before this. */
  #ended(error: number): void {
    this.#handle.readStop();
    const reason = error === UV_EOF ? CLOSED_BY_PEER : reasonOf(getSystemErrorName(error));
    setImmediate(() => this.destroy(reason));
  }

  #send(text: string): void {
    const request = idleRequest ?? new this.#io.WriteWrap();
    const error = this.#handle.writeUtf8String(request, text);
    if (error !== 0) {
      // The caller is in the middle of a turn's release: the close is told later.
      setImmediate(() => this.destroy(reasonOf(getSystemErrorName(error))));
      return;
    }
    if (!this.#io.streamBaseState[this.#io.kLastWriteWasAsync]) {
      idleRequest = request;
      return;
    }
    idleRequest = undefined;
    this.#writing = this.#io.streamBaseState[this.#io.kBytesWritten] as number;
    request.oncomplete = (status: number) => this.#written(status);
  }

  #written(status: number): void {
    this.#writing = 0;
    if (this.#phase === "closed") return;
    if (status < 0) return this.destroy(reasonOf(getSystemErrorName(status)));
    const text = this.#waiting;
    this.#waiting = "";
    if (text !== "") this.#send(text);
    if (this.#writing === 0 && this.#phase === "ending") this.#shutdown();
  }

  #shutdown(): void {
    const request = new this.#io.ShutdownWrap();
    // The peer's own end, or the sweep of the sessions, closes the connection.
    request.oncomplete = () => undefined;
    if (this.#handle.shutdown(request) !== 0) this.destroy(CLOSED_BY_PEER);
  }
}
