// A way between two nodes that can be cut: what is on it is reset, and who calls is hung up on until it is healed. It
// does not know what runs through it.
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

const HOST = "127.0.0.1";

export class Cable {
  readonly #to: () => number | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  /** `to`: the port of the end that is called; undefined while nobody is there. */
  constructor(to: () => number | undefined) {
    this.#to = to;
    this.#server = createServer((caller) => this.#carry(caller));
  }

  /** Gives the port at which the caller finds the other end. */
  lay(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, HOST, () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  heal(): void {
    this.#isCut = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #carry(caller: Socket): void {
    const port = this.#to();
    if (this.#isCut || port === undefined) {
      // Not a reset, which is met at different moments: whoever calls in vain has the same reason each time.
      this.#keep(caller);
      caller.resume().end();
      return;
    }
    const called = connect(port, HOST);
    this.#join(caller, called);
    this.#join(called, caller);
  }

  #join(socket: Socket, other: Socket): void {
    this.#keep(socket);
    socket.setNoDelay(true);
    socket.on("close", () => other.destroy());
    socket.pipe(other);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // A close follows each error.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
