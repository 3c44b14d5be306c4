// The edge of browsers: lines both ways, who may connect, ends and pings.
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { certificateFor } from "../edge/certificates.ts";
import { own } from "../edge/streams.ts";
import { at, BINARY, peer, standing, status, still, TEXT } from "./browser.ts";
import { until } from "./peer.ts";

describe("a WebSocket", () => {
  it.each([
    [TEXT, false],
    [BINARY, true],
  ])("carries one line a message under %s", async (protocol, isBinary) => {
    const { port, opened } = await standing();
    const { socket, heard } = await peer(at(port), [protocol]);
    expect(socket.protocol).toBe(protocol);
    socket.send("PRIVMSG #c :héllo ✓", { binary: isBinary });
    await until(() => heard.length === 1);
    expect(heard[0]).toEqual({ text: "got PRIVMSG #c :héllo ✓", isBinary });
    expect(opened[0]?.text).toBe("PRIVMSG #c :héllo ✓\r\n");
    opened[0]?.connection.write("one\r\ntwo\r\n");
    await until(() => heard.length === 3);
    expect(heard.slice(1).map(({ text }) => text)).toEqual(["one", "two"]);
  });

  it.each([
    [[BINARY, TEXT], BINARY],
    [[TEXT, BINARY], TEXT],
    [["other", BINARY], BINARY],
  ])("of the protocols %j takes %s", async (offered, taken) => {
    const { port } = await standing();
    expect((await peer(at(port), offered)).socket.protocol).toBe(taken);
  });

  it("without a protocol speaks text", async () => {
    const { port } = await standing();
    const { socket, heard } = await peer(at(port), []);
    socket.send("hello");
    await until(() => heard.length === 1);
    expect(heard[0]).toEqual({ text: "got hello", isBinary: false });
  });

  it("is opened for pages of the allowed origins and for programs, which name none", async () => {
    const { port, refused } = await standing();
    await peer(at(port), [TEXT], { origin: "https://chat.example" });
    await peer(at(port));
    expect(await status(at(port), { origin: "https://evil.example" })).toBe(403);
    expect(refused).toEqual(["127.0.0.1: the origin https://evil.example is not one of websocket.origins"]);
  });

  it("believes X-Forwarded-For of trusted proxies alone, and of it the last address", async () => {
    const headers = { "X-Forwarded-For": "198.51.100.1, 203.0.113.7", "X-Forwarded-Proto": "https" };
    const strange = await standing();
    await peer(at(strange.port), [TEXT], { headers });
    expect(strange.opened[0]?.remote).toMatchObject({ address: "127.0.0.1", isSecure: false });
    const trusted = await standing({ isTrusted: (address) => address === "127.0.0.1" });
    await peer(at(trusted.port), [TEXT], { headers });
    expect(trusted.opened[0]?.remote).toMatchObject({ address: "203.0.113.7", isSecure: true });
    await peer(at(trusted.port), [TEXT], { headers: { "X-Forwarded-For": "::ffff:203.0.113.8" } });
    expect(trusted.opened[1]?.remote).toMatchObject({ address: "203.0.113.8", isSecure: false });
    expect(await status(at(trusted.port), { headers: { "X-Forwarded-For": "unknown" } })).toBe(400);
    expect(trusted.refused).toEqual(["127.0.0.1: its X-Forwarded-For ends with no address"]);
  });

  it("is told 426 where it is plain HTTP", async () => {
    const { port, opened } = await standing();
    const response = await new Promise<IncomingMessage>((resolve) => get({ host: "127.0.0.1", port }, resolve));
    expect(response.statusCode).toBe(426);
    expect(response.headers).toMatchObject({ upgrade: "websocket" });
    expect(opened).toHaveLength(0);
  });

  it("over TLS is secure, and a new certificate is for new connections", async () => {
    const { edge, port, opened } = await standing({ certificate: own });
    const checked = (ca: string) => ({ ca, checkServerIdentity: (() => undefined) as never });
    const before = await peer(`wss://127.0.0.1:${port}`, [TEXT], checked(own.certificate));
    expect(opened[0]?.remote).toMatchObject({ address: "127.0.0.1", isSecure: true });
    const renewed = await certificateFor("renewed.test");
    edge.setCertificate(renewed);
    await still(await peer(`wss://127.0.0.1:${port}`, [TEXT], checked(renewed.certificate)));
    await still(before);
  });

  it("tells its end once, with the reason that the node gave or that it went by itself", async () => {
    const { port, opened } = await standing();
    const first = await peer(at(port));
    opened[0]?.connection.write("ERROR :bye\r\n");
    opened[0]?.connection.end();
    expect(opened[0]?.connection.write("never\r\n")).toBe(0);
    expect(await first.closed).toBe(1000);
    expect(first.heard.map(({ text }) => text)).toEqual(["ERROR :bye"]);
    const second = await peer(at(port));
    opened[1]?.connection.destroy("Send queue exceeded");
    await second.closed;
    await until(() => opened[1]?.closed !== undefined);
    expect(opened[1]?.closed).toBe("Send queue exceeded");
    const third = await peer(at(port));
    third.socket.close();
    await until(() => opened[2]?.closed !== undefined);
    expect(opened[2]?.closed).toBe("Remote host closed the connection");
  });

  it("says how many bytes wait for a peer that does not read", async () => {
    const { port, opened } = await standing();
    const { socket } = await peer(at(port));
    socket.pause();
    let waiting = 0;
    for (let n = 0; n < 20; n++) waiting = opened[0]?.connection.write("y".repeat(1_000_000)) ?? 0;
    expect(waiting).toBeGreaterThan(5_000_000);
  });

  it("answers pings, and keeps no answers for a peer that does not read them", async () => {
    const { port, opened } = await standing();
    const { socket } = await peer(at(port));
    const ponged = once(socket, "pong");
    socket.ping("token");
    expect(String((await ponged)[0])).toBe("token");
    socket.pause();
    const asked = Buffer.alloc(125);
    for (let round = 0; round < 200; round++) {
      for (let n = 0; n < 1000; n++) socket.ping(asked);
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.send("last");
    await until(() => opened[0]?.text === "last\r\n");
    expect(opened[0]?.connection.write("z")).toBeLessThan(10_000);
  });
});
