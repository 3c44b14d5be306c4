// What comes before the first line on TLS and PROXY listeners, when it is not what it should be: that connection ends,
// the operator is told why, and a client that is there goes on undisturbed.
import type { Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import type { StreamOptions } from "../../src/net/stream-edge.ts";
import { contextOf } from "../../src/net/tls.ts";
import { certificateFor } from "../edge/certificates.ts";
import { type Dialed, dialPlain, dialTls, own, speaksTls, streams } from "../edge/streams.ts";
import { stand, until } from "./peer.ts";

const HEADER = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 6667\r\n";
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function standing(options: Partial<StreamOptions>) {
  const refused: string[] = [];
  const onRefused = (address: string, reason: string) => void refused.push(`${address}: ${reason}`);
  return { ...(await stand(streams({ onRefused, ...options }))), refused };
}

function kept({ socket, wire }: Dialed): Socket {
  sockets.push(socket, wire);
  return socket;
}

/** Sends it and gives what came back until the end. */
async function untilEnd(socket: Socket, ...sent: readonly (string | Buffer)[]): Promise<string> {
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
  });
  socket.on("error", () => undefined);
  const closed = new Promise((resolve) => socket.once("end", resolve).once("close", resolve));
  for (const each of sent) socket.write(each);
  await closed;
  return text;
}

async function answer(socket: Socket, text: string): Promise<void> {
  let heard = "";
  const onData = (bytes: Buffer) => {
    heard += bytes.toString();
  };
  socket.on("data", onData);
  socket.write(text);
  await until(() => heard === `got ${text}`);
  socket.off("data", onData);
}

describe("a TLS listener", () => {
  it.each([
    ["a line of IRC", "NICK alice\r\n"],
    ["a request of HTTP", "GET / HTTP/1.1\r\n\r\n"],
    ["noise", Buffer.alloc(5000, 0xa7)],
    ["a record that is too long", Buffer.concat([Buffer.from([22, 3, 1, 0xff, 0xff]), Buffer.alloc(70_000)])],
  ])("ends a connection that says %s, and no other", async (_, sent) => {
    const { port, opened, refused } = await standing({ tls: speaksTls() });
    const other = kept(await dialTls(port));
    await untilEnd(kept(await dialPlain(port)), sent);
    await until(() => refused.length === 1);
    expect(refused[0]).toMatch(/^127\.0\.0\.1: the TLS handshake failed \(\w+\)$/);
    await answer(other, "still here\n");
    expect(opened).toHaveLength(1);
  });

  it("ends a handshake that takes too long, also one that trickles in", async () => {
    const { port, opened, refused } = await standing({
      tls: speaksTls(),
      limits: { handshakes: 10, handshakeTimeoutMs: 200 },
    });
    const other = kept(await dialTls(port));
    const slow = kept(await dialPlain(port));
    const trickle = setInterval(() => slow.write(Buffer.from([22])), 20);
    await untilEnd(slow, Buffer.from([22, 3, 1, 2, 0, 1])).finally(() => clearInterval(trickle));
    await untilEnd(kept(await dialPlain(port)));
    await until(() => refused.length === 2);
    expect(refused).toEqual(Array(2).fill("127.0.0.1: the handshake took too long"));
    await answer(other, "not timed out\n");
    expect(opened).toHaveLength(1);
  });

  it("has a bound on handshakes at once, and room again once one is over", async () => {
    const { port, refused } = await standing({
      tls: speaksTls(),
      limits: { handshakes: 2, handshakeTimeoutMs: 30_000 },
    });
    const waiting = [kept(await dialPlain(port)), kept(await dialPlain(port))];
    await untilEnd(kept(await dialPlain(port)));
    expect(refused).toEqual(["127.0.0.1: too many handshakes at once"]);
    waiting[0]?.destroy();
    let next: Socket | undefined;
    for (let tries = 0; tries < 1000 && next === undefined; tries++) next = await dialed(port);
    await answer(next as Socket, "room\n");
  });

  it("speaks no TLS before 1.2", async () => {
    const { port, opened } = await standing({ tls: speaksTls() });
    const old = connect({
      port,
      host: "127.0.0.1",
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
      ca: own.certificate,
      checkServerIdentity: () => undefined,
    });
    sockets.push(old);
    const code = await new Promise<string | undefined>((resolve) =>
      old.once("error", (error: NodeJS.ErrnoException) => resolve(error.code)),
    );
    expect(code).toMatch(/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS/);
    expect(opened).toHaveLength(0);
    expect((kept(await dialTls(port)) as TLSSocket).getProtocol()).toBe("TLSv1.3");
  });

  it("gives a new certificate to new connections, and those that are there stay", async () => {
    const tls = speaksTls();
    const { port } = await standing({ tls });
    const before = kept(await dialTls(port));
    const renewed = await certificateFor("renewed.test");
    tls.context = contextOf(renewed);
    const after = kept(await dialTls(port, "", renewed.certificate)) as TLSSocket;
    expect(after.getPeerCertificate().subject.CN).toBe("renewed.test");
    await answer(before, "old\n");
    await answer(after, "new\n");
  });

  it("cuts what it says into records that a client with a small buffer takes whole", async () => {
    const { port, opened } = await standing({ tls: speaksTls() });
    const { socket, wire } = await dialTls(port);
    sockets.push(socket, wire);
    await until(() => opened.length === 1);
    const pieces: number[] = [];
    socket.on("data", (bytes) => void pieces.push(bytes.length));
    opened[0]?.connection.write("x".repeat(5000));
    await until(() => pieces.reduce((sum, length) => sum + length, 0) === 5000);
    expect(Math.max(...pieces)).toBeLessThanOrEqual(1024);
  });
});

describe("a certificate", () => {
  it("that is none, has another's key, or is an empty file is refused", async () => {
    const other = await certificateFor("other.test");
    const wrong = [
      { certificate: own.certificate, key: other.key },
      { certificate: "", key: "" },
      { certificate: "", key: own.key },
      { certificate: own.certificate, key: "" },
      { certificate: own.key, key: own.certificate },
      { certificate: "garbage", key: "garbage" },
    ];
    for (const each of wrong) expect(() => contextOf(each)).toThrow();
    expect(() => contextOf(own)).not.toThrow();
  });
});

describe("a PROXY listener", () => {
  const trusted = { proxy: () => true };

  it("takes the address of the header, in one piece with what follows or byte by byte", async () => {
    const { port, opened } = await standing(trusted);
    await answer(kept(await dialPlain(port, `${HEADER}`)), "one\n");
    const slow = kept(await dialPlain(port));
    for (const byte of HEADER) {
      slow.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await answer(slow, "two\n");
    const whole = kept(await dialPlain(port, `${HEADER}three\n`));
    await until(() => opened[2]?.text === "three\n");
    expect(opened.map(({ remote }) => remote)).toEqual(Array(3).fill({ address: "203.0.113.7", port: 4711 }));
    whole.destroy();
  });

  it("takes IPv4 in the clothes of IPv6 as IPv4, and the proxy's own address where it speaks for itself", async () => {
    const { port, opened } = await standing(trusted);
    await answer(kept(await dialPlain(port, "PROXY TCP6 ::ffff:203.0.113.7 ::1 4711 6667\r\n")), "mapped\n");
    await answer(kept(await dialPlain(port, "PROXY UNKNOWN\r\n")), "itself\n");
    expect(opened.map(({ remote }) => remote.address)).toEqual(["203.0.113.7", "127.0.0.1"]);
  });

  it("refuses who is not trusted, and reads nothing of it", async () => {
    const { port, opened, refused } = await standing({ proxy: () => false });
    expect(await untilEnd(kept(await dialPlain(port)), HEADER)).toBe("");
    expect(refused).toEqual(["127.0.0.1: not one of proxies, which alone may connect here"]);
    expect(opened).toHaveLength(0);
  });

  it.each([
    ["no header", "NICK alice\r\n", "no PROXY header"],
    ["a malformed one", "PROXY TCP4 here there 1 2\r\n", "a PROXY line that does not read"],
    ["an endless one", `PROXY ${"x".repeat(100_000)}`, "a PROXY line without an end"],
    ["HTTP", "POST / HTTP/1.1\r\n", "no PROXY header"],
  ])("ends a connection with %s, and no other", async (_, sent, reason) => {
    const { port, opened, refused } = await standing(trusted);
    const other = kept(await dialPlain(port, HEADER));
    await untilEnd(kept(await dialPlain(port)), sent);
    expect(refused).toEqual([`127.0.0.1: ${reason}`]);
    await answer(other, "still here\n");
    expect(opened).toHaveLength(1);
  });

  it("ends one that never sends its header, or only half of it", async () => {
    const limits = { handshakes: 10, handshakeTimeoutMs: 100 };
    const { port, opened, refused } = await standing({ ...trusted, limits });
    const other = kept(await dialPlain(port, HEADER));
    await Promise.all(["", "PROXY TCP4 "].map(async (sent) => untilEnd(kept(await dialPlain(port, sent)))));
    expect(refused).toEqual(Array(2).fill("127.0.0.1: the handshake took too long"));
    await answer(other, "still here\n");
    expect(opened).toHaveLength(1);
  });

  it("passes over one that leaves in the middle of its header", async () => {
    const { port, opened, refused } = await standing(trusted);
    const gone = kept(await dialPlain(port, "PROXY TCP4"));
    gone.end();
    await untilEnd(gone);
    expect([opened.length, refused.length]).toEqual([0, 0]);
  });
});

/** A TLS connection, or undefined where there is no room for it. */
async function dialed(port: number): Promise<Socket | undefined> {
  try {
    return kept(await dialTls(port));
  } catch {
    return undefined;
  }
}
