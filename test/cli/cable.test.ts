// A cable of a lab, with a plain listener at its far end.
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Cable } from "../../src/cli/lab/cable.ts";

let open: { close(): unknown }[] = [];
afterEach(() => {
  for (const each of open) each.close();
  open = [];
});

/** What answers each word with itself in capitals. */
async function answering(): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.setEncoding("utf8").on("data", (text: string) => socket.write(text.toUpperCase()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(server);
  return (server.address() as { port: number }).port;
}

/** Calls, says the word and keeps the line; gives what comes back, or "hung up". */
function call(port: number, word: string): Promise<{ readonly socket: Socket; readonly heard: string }> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  open.push({ close: () => socket.destroy() });
  socket.write(word);
  return new Promise((resolve) => {
    socket.once("data", (heard: string) => resolve({ socket, heard }));
    socket.once("end", () => resolve({ socket, heard: "hung up" }));
  });
}

describe("a cable", () => {
  it("carries bytes both ways until it is cut: then what is on it is reset, and who calls is hung up on", async () => {
    const to = await answering();
    const cable = new Cable(() => to);
    open.push(cable);
    const port = await cable.lay();
    const { socket, heard } = await call(port, "hello");
    expect(heard).toBe("HELLO");
    const reset = once(socket, "error");
    cable.cut();
    expect((await reset)[0]).toMatchObject({ code: "ECONNRESET" });
    expect((await call(port, "hello")).heard).toBe("hung up");
    cable.heal();
    expect((await call(port, "hello")).heard).toBe("HELLO");
  });

  it("hangs up on who calls while nobody is at the other end, and finds it wherever it is then", async () => {
    let to: number | undefined;
    const cable = new Cable(() => to);
    open.push(cable);
    const port = await cable.lay();
    expect((await call(port, "hello")).heard).toBe("hung up");
    to = await answering();
    expect((await call(port, "hello")).heard).toBe("HELLO");
  });
});
