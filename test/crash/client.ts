// A client on a real loopback socket. It keeps every delivery it received, and when the last of them came.
import { connect, type Socket } from "node:net";
import { Observed } from "./observed.ts";

/** A line with a user as its source: not a reply to its own asker. */
const DELIVERY = /^:[^\s!]+![^\s]+ /;

export class Client {
  readonly nick: string;
  readonly observed: Observed;
  /** The deliveries, in the order in which they came. */
  readonly deliveries: string[] = [];
  /** When bytes last came, on the clock of `performance`. */
  lastHeardAt = 0;
  readonly #socket: Socket;
  #rest = "";
  #waiting: { readonly test: RegExp; readonly resolve: () => void }[] = [];
  isGone = false;

  constructor(nick: string, host: string, port: number) {
    this.nick = nick;
    this.observed = new Observed(nick);
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.on("data", (bytes) => this.#data(bytes.toString()));
    // The node is killed under its clients: a reset is what they are here for.
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", () => {
      this.isGone = true;
    });
    this.send(`NICK ${nick}`, `USER ${nick} 0 * :${nick}`);
  }

  send(...lines: readonly string[]): void {
    if (!this.#socket.destroyed) this.#socket.write(lines.map((line) => `${line}\r\n`).join(""));
  }

  /** Resolves when a line fits; rejects after the time. */
  wait(test: RegExp, ms = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.nick} never received ${test}`)), ms);
      this.#waiting.push({
        test,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      });
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #data(text: string): void {
    this.lastHeardAt = performance.now();
    const lines = (this.#rest + text).split("\r\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    this.observed.hear(line);
    if (DELIVERY.test(line)) this.deliveries.push(line);
    if (line.startsWith("PING ")) this.send(`PONG ${line.slice(5)}`);
    if (this.#waiting.length === 0) return;
    for (const each of this.#waiting.filter(({ test }) => test.test(line))) each.resolve();
    this.#waiting = this.#waiting.filter(({ test }) => !test.test(line));
  }
}
