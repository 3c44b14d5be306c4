// Types of the handles under net.Socket, as far as the lean edge uses them, and the way to get them.

export interface WriteRequest {
  oncomplete?: (status: number) => void;
}

/** A TCP handle of libuv as Node wraps it. Numbers below zero are libuv's errors. */
export interface TcpHandle {
  onread: (() => void) | undefined;
  useUserBuffer(buffer: Buffer): void;
  readStart(): number;
  readStop(): number;
  writeUtf8String(request: WriteRequest, text: string): number;
  shutdown(request: WriteRequest): number;
  setNoDelay(on: boolean): number;
  getpeername(out: object): number;
  close(): void;
}

export interface StreamBindings {
  readonly WriteWrap: new () => WriteRequest;
  readonly ShutdownWrap: new () => WriteRequest;
  readonly streamBaseState: Int32Array;
  readonly kReadBytesOrError: number;
  readonly kBytesWritten: number;
  readonly kLastWriteWasAsync: number;
}

/** Throws when this Node does not give them. */
export function bindings(): StreamBindings {
  const binding = (process as unknown as { binding?: (name: string) => StreamBindings }).binding;
  const found = binding?.("stream_wrap");
  if (!found?.WriteWrap || !found.ShutdownWrap || !found.streamBaseState) {
    throw new Error("this Node does not give the stream handles");
  }
  return found;
}
