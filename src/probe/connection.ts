// One connection to the server that is probed: lines out, lines in, and an end in time whatever the server does.
import { connect, type Socket } from "node:net";
import type { Clock } from "./clock.ts";
import { Trouble } from "./trouble.ts";

/** More than this without a barrier between is a flood. */
const MOST_BYTES = 1 << 20;
const LF = 10;
const CR = 13;

export interface Target {
  /** An address, so that nothing is resolved twice. */
  readonly address: string;
  readonly port: number;
}

export class Connection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  #rest: Buffer = Buffer.alloc(0);
  #lines: string[] = [];
  #bytes = 0;
  #wake: () => void = () => undefined;
  #trouble: Trouble | undefined;
  #error = "";

  private constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    socket.on("error", (error) => this.#end(new Trouble("PROBE_CLOSED", `the connection failed: ${error.message}`)));
    socket.on("close", () => {
      const why = this.#error === "" ? "without a word" : `with ${JSON.stringify(this.#error)}`;
      this.#end(new Trouble("PROBE_CLOSED", `the server closed the connection ${why}`));
    });
  }

  /** Throws Trouble. */
  static open({ address, port }: Target, clock: Clock, withinMs: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: address, port });
      const fail = (why: string) => {
        socket.destroy();
        reject(new Trouble("PROBE_UNREACHABLE", `${address} port ${port}: ${why}`));
      };
      const callOff = clock.after(withinMs, () => fail(`no connection within ${withinMs / 1000} s`));
      socket.once("error", (error) => {
        callOff();
        fail(error.message);
      });
      socket.once("connect", () => {
        callOff();
        socket.removeAllListeners("error");
        socket.setNoDelay(true);
        resolve(new Connection(socket, clock));
      });
    });
  }

  get isOpen(): boolean {
    return this.#trouble === undefined;
  }

  send(line: string): void {
    if (this.isOpen) this.#socket.write(`${line}\r\n`);
  }

  /** The lines up to the one that is waited for, which is the last. Throws Trouble. */
  async until(isLast: (line: string) => boolean, withinMs: number): Promise<readonly string[]> {
    const from = this.#clock.now();
    let at = 0;
    for (;;) {
      for (; at < this.#lines.length; at++) {
        if (!isLast(this.#lines[at] ?? "")) continue;
        const taken = this.#lines.slice(0, at + 1);
        this.#lines = this.#lines.slice(at + 1);
        this.#bytes = 0;
        return taken;
      }
      if (this.#trouble) throw this.#trouble;
      const leftMs = from + withinMs - this.#clock.now();
      if (leftMs <= 0) throw new Trouble("PROBE_SILENT", `no answer within ${withinMs / 1000} s`);
      await this.#more(leftMs);
    }
  }

  /** Waits for the server to close, as after QUIT, and gives what it said before. Throws Trouble. */
  async closed(withinMs: number): Promise<readonly string[]> {
    const from = this.#clock.now();
    while (this.isOpen) {
      const leftMs = from + withinMs - this.#clock.now();
      if (leftMs <= 0) throw new Trouble("PROBE_SILENT", `the connection is open ${withinMs / 1000} s after QUIT`);
      await this.#more(leftMs);
    }
    if (this.#trouble?.code === "PROBE_FLOODED") throw this.#trouble;
    return this.#lines.splice(0);
  }

  close(): void {
    this.#socket.removeAllListeners();
    this.#socket.on("error", () => undefined);
    this.#socket.destroy();
    this.#trouble ??= new Trouble("PROBE_CLOSED", "the probe closed the connection");
  }

  #more(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const callOff = this.#clock.after(withinMs, resolve);
      this.#wake = () => {
        callOff();
        resolve();
      };
    });
  }

  #end(trouble: Trouble): void {
    this.#trouble ??= trouble;
    this.#wake();
  }

  #take(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > MOST_BYTES) {
      this.#end(new Trouble("PROBE_FLOODED", `the server sent more than ${MOST_BYTES >> 10} KiB unasked`));
      return void this.#socket.destroy();
    }
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (let end = this.#rest.indexOf(LF); end >= 0; end = this.#rest.indexOf(LF)) {
      const hasCr = this.#rest[end - 1] === CR;
      this.#line(this.#rest.toString("utf8", 0, hasCr ? end - 1 : end + 1));
      this.#rest = this.#rest.subarray(end + 1);
    }
    this.#wake();
  }

  #line(line: string): void {
    const ping = /^(?::\S+ )?PING (.*)$/i.exec(line);
    if (ping) return this.send(`PONG ${ping[1]}`);
    if (line === "") return;
    if (/^(?::\S+ )?ERROR /.test(line)) this.#error = line.slice(line.indexOf("ERROR ") + 6).replace(/^:/, "");
    this.#lines.push(line);
  }
}
