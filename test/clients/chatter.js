// A client that is a socket and nothing more: what it was sent is kept line by line, so that it can be counted.
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Unmet, waitFor } from "./wait.js";

export class Chatter {
  nick;
  /** Since the last call of `turnPage`. */
  #lines = [];
  #rest = "";
  #socket;

  constructor({ nick, port }) {
    this.nick = nick;
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.setEncoding("utf8").on("data", (text) => this.#take(text));
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => this.#lines.push("(connection closed)"));
    this.send(`NICK ${nick}`);
    this.send(`USER ${nick} 0 * :${nick} on a socket`);
  }

  #take(text) {
    const lines = (this.#rest + text).split("\r\n");
    this.#rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith("PING ")) this.send(`PONG ${line.slice("PING ".length)}`);
      else this.#lines.push(line);
    }
  }

  send(line) {
    this.#socket.write(`${line}\r\n`);
  }

  turnPage() {
    this.#lines = [];
  }

  text() {
    return this.#lines.join("\n");
  }

  /** Waits for a line that matches; gives the match. */
  reads(pattern, patienceMs) {
    const probe = () => this.#lines.map((line) => pattern.exec(line)).find(Boolean);
    return waitFor(`${this.nick} reads ${pattern}`, probe, () => this.text(), patienceMs);
  }

  /** Asks until the answer is as it must be. */
  async hears(ask, pattern, patienceMs = 20_000) {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      this.send(ask);
      try {
        return await this.reads(pattern, 500);
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }

  /** Fails if it was sent more or fewer such lines by now. */
  counted(pattern, times) {
    const seen = this.#lines.filter((line) => pattern.test(line)).length;
    if (seen !== times) throw new Unmet(`${this.nick} has read ${pattern} ${seen} times, not ${times}`, this.text());
  }

  /** Everything that was on its way when this is called has been read when it is over. */
  async settle() {
    const token = `settled-${Math.trunc(performance.now() * 1000)}`;
    this.send(`PING ${token}`);
    await this.reads(new RegExp(` PONG .*${token}`));
    await delay(200);
  }

  close() {
    this.#socket.destroy();
  }
}
