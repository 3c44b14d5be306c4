// Messages and handshakes of WebSockets that are not what they should be: they end, and no other connection does.
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { own } from "../edge/streams.ts";
import { at, BINARY, dialed, handshake, peer, standing, still, upgraded } from "./browser.ts";
import { until } from "./peer.ts";

describe("a message of a WebSocket", () => {
  it("that is too large closes with 1009, and nobody else", async () => {
    const { port, opened } = await standing();
    const other = await peer(at(port));
    const { socket, closed } = await peer(at(port));
    socket.send("x".repeat(20_000));
    expect(await closed).toBe(1009);
    await still(other);
    expect(opened[1]?.text).toBe("");
  });

  it("that is not UTF-8 closes with 1007 where it is text, and goes on where it is bytes", async () => {
    const { port, opened } = await standing();
    const other = await peer(at(port));
    const wrong = Buffer.from([0x50, 0xc3, 0x28]);
    const { socket, closed } = await peer(at(port));
    socket.send(wrong, { binary: false });
    expect(await closed).toBe(1007);
    const bytes = await peer(at(port), [BINARY]);
    bytes.socket.send(wrong);
    await until(() => opened[2]?.text !== "");
    await still(other);
  });

  it("that is never finished is held within the bound of a message", async () => {
    const { port, opened } = await standing();
    const other = await peer(at(port));
    const { socket, closed } = await peer(at(port));
    const part = "x".repeat(1000);
    for (let n = 0; n < 20; n++) socket.send(part, { fin: false });
    expect(await closed).toBe(1009);
    await still(other);
    expect(opened[1]?.text).toBe("");
  });

  it("that holds more than one line closes with 1008, and none of it is taken; an end of line is", async () => {
    const { port, opened } = await standing();
    const other = await peer(at(port));
    for (const text of ["PRIVMSG #c :hi\r\nQUIT :injected", "a\nb", "a\rb\r\n", "\nQUIT"]) {
      const { socket, closed } = await peer(at(port));
      socket.send(text);
      expect(await closed, text).toBe(1008);
    }
    expect(opened.slice(1).map(({ text }) => text)).toEqual(["", "", "", ""]);
    const ended = await peer(at(port));
    ended.socket.send("PING :a\r\n");
    ended.socket.send("PING :b\n");
    await until(() => opened[5]?.text === "PING :a\r\nPING :b\r\n");
    await still(other);
  });

  it("whose frame promises more than the bound closes before the rest has come", async () => {
    const { port } = await standing();
    const socket = await upgraded(port);
    // A text frame, masked, of 2^40 bytes.
    socket.write(Buffer.from([0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4]));
    const [bytes] = (await once(socket, "data")) as [Buffer];
    expect([bytes[0], bytes.readUInt16BE(2)]).toEqual([0x88, 1009]);
  });
});

describe("a handshake of a WebSocket", () => {
  it("has one of a bounded number of places, until it is done or over", async () => {
    const { port, refused } = await standing({ limits: { handshakes: 2, handshakeTimeoutMs: 30_000 } });
    const first = await dialed(port);
    await dialed(port);
    const third = await dialed(port);
    await once(third, "close");
    expect(refused).toEqual(["127.0.0.1: too many handshakes at once"]);
    // Those that are done hold no place.
    first.write(handshake());
    await once(first, "data");
    for (let n = 0; n < 3; n++) await upgraded(port);
  });

  it("that never comes, or only half of it, is ended, and no other connection", async () => {
    const { port, opened } = await standing({ limits: { handshakes: 10, handshakeTimeoutMs: 100 } });
    const other = await peer(at(port));
    const halves = ["", "GET / HTTP/1.1\r\nHost: irc"].map(async (text) => {
      const socket = await dialed(port);
      socket.write(text);
      socket.resume();
      await once(socket, "close");
    });
    await Promise.all(halves);
    await still(other);
    expect(opened).toHaveLength(1);
  });

  it("that is refused is over although the peer keeps its side open", async () => {
    const { port } = await standing();
    const socket = await dialed(port, true);
    socket.on("error", () => undefined);
    let text = "";
    socket.on("data", (bytes) => {
      text += String(bytes);
    });
    socket.write(handshake("https://evil.example"));
    await once(socket, "end");
    expect(text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    const reset = new Promise((resolve) => socket.once("close", resolve));
    const more = setInterval(() => socket.write("more"), 10);
    await reset.finally(() => clearInterval(more));
  });

  it("that is noise ends that connection alone", async () => {
    const { port, opened } = await standing();
    const other = await peer(at(port));
    for (const noise of [
      Buffer.alloc(5000, 0xa7),
      "NICK alice\r\nUSER a 0 * :A\r\n",
      `GET / HTTP/1.1\r\nX: ${"x".repeat(50_000)}`,
    ]) {
      const socket = await dialed(port);
      socket.on("error", () => undefined);
      socket.resume();
      socket.write(noise);
      await once(socket, "close");
    }
    await still(other);
    expect(opened).toHaveLength(1);
  });

  it("over TLS that is no TLS is told to the operator", async () => {
    const { port, refused } = await standing({ certificate: own });
    const socket = await dialed(port);
    socket.on("error", () => undefined);
    socket.resume();
    socket.write("GET / HTTP/1.1\r\n\r\n");
    await once(socket, "close");
    await until(() => refused.length === 1);
    expect(refused[0]).toMatch(/^127\.0\.0\.1: the TLS handshake failed \(\w+\)$/);
  });
});
