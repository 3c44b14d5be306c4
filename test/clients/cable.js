// A way between two nodes that can be cut: what is on it is reset, and who calls is turned away until it is healed.
import { connect, createServer } from "node:net";

const HOST = "127.0.0.1";

/** A port that is free now. */
export async function freePort() {
  const server = createServer();
  const port = await listen(server);
  await new Promise((done) => server.close(done));
  return port;
}

function listen(server) {
  return new Promise((done) => server.listen(0, HOST, () => done(server.address().port)));
}

export class Cable {
  /** Where the caller finds the other end. */
  port;
  #to;
  #server;
  #sockets = new Set();
  #isCut = false;

  constructor(to) {
    this.#to = to;
  }

  async lay() {
    this.#server = createServer((caller) => this.#carry(caller));
    this.port = await listen(this.#server);
    return this;
  }

  #carry(caller) {
    if (this.#isCut) return caller.resetAndDestroy();
    const called = connect(this.#to, HOST);
    for (const [socket, other] of [
      [caller, called],
      [called, caller],
    ]) {
      this.#sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }

  cut() {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  heal() {
    this.#isCut = false;
  }

  close() {
    this.cut();
    this.#server.close();
  }
}
