// Serves the chat page on a port of its own: pages from two of them have two origins.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const page = readFileSync(new URL("page.html", import.meta.url));

export class WebServer {
  origin;
  #server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(page);
  });

  async open() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${this.#server.address().port}`;
    return this;
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
