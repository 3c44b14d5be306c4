// Connections over real TLS on the loopback: both ends get the same keying material, bytes go both ways, and what does
// not come about is told.
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { parseAddress } from "../../src/link/address.ts";
import { throwAwayCertificate } from "../../src/link/certificate.ts";
import type { AcceptWire, Wire } from "../../src/link/ports.ts";
import { TlsTransport } from "../../src/link/tls-transport.ts";
import { systemPorts } from "../../src/record/system-ports.ts";

const { scheduler } = systemPorts();
const open: TlsTransport[] = [];
function transport(connectMs = 2000): TlsTransport {
  const made = new TlsTransport({ scheduler, connectMs });
  open.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

const never = (): never => {
  throw new Error("no connection was to come about");
};

/** Keeps what comes over a wire. */
function keeper() {
  const wires: Wire[] = [];
  const texts: string[] = [];
  const closings: string[] = [];
  const accept: AcceptWire = (wire) => {
    wires.push(wire);
    return { data: (chunk) => texts.push(chunk.toString()), closed: (reason) => closings.push(reason) };
  };
  return { wires, texts, closings, accept };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let n = 0; n < 500 && !isSo(); n++) await new Promise((done) => setTimeout(done, 5));
  expect(isSo()).toBe(true);
}

describe("TlsTransport", () => {
  it("joins two ends that share keying material which no other connection has", async () => {
    const called = keeper();
    const caller = keeper();
    const listening = transport();
    const { port } = await listening.listen("127.0.0.1:0", called.accept);
    for (let n = 0; n < 2; n++) transport().connect(`127.0.0.1:${port}`, caller.accept, never);
    await until(() => called.wires.length === 2 && caller.wires.length === 2);
    const materials = (wires: readonly Wire[]) => wires.map(({ material }) => Buffer.from(material).toString("hex"));
    expect(materials(called.wires).sort()).toEqual(materials(caller.wires).sort());
    expect(new Set(materials(caller.wires)).size).toBe(2);
    caller.wires[0]?.send(Buffer.from("there"));
    await until(() => called.texts.length === 1);
    called.wires[0]?.send(Buffer.from("last words"));
    called.wires[0]?.close();
    called.wires[1]?.close();
    await until(() => caller.closings.length === 2 && called.closings.length === 2);
    expect([...called.texts, ...caller.texts]).toEqual(["there", "last words"]);
  });

  it("is not closed before the other end has had the last words", async () => {
    const called = keeper();
    const caller = keeper();
    const { port } = await transport().listen("127.0.0.1:0", called.accept);
    const calling = transport();
    calling.connect(`127.0.0.1:${port}`, caller.accept, never);
    await until(() => called.wires.length === 1 && caller.wires.length === 1);
    caller.wires[0]?.send(Buffer.from("last words"));
    await calling.close();
    expect(called.texts).toEqual(["last words"]);
  });

  it("takes up the session of an earlier call, with keying material that is new all the same", async () => {
    const called = keeper();
    const caller = keeper();
    const listening = transport();
    const { port } = await listening.listen("127.0.0.1:0", called.accept);
    const calling = transport();
    for (let n = 1; n <= 3; n++) {
      calling.connect(`127.0.0.1:${port}`, caller.accept, never);
      await until(() => called.wires.length === n && caller.wires.length === n);
      // The ticket comes with or after the first bytes of the one who was called.
      called.wires[n - 1]?.send(Buffer.from("hello"));
      await until(() => caller.texts.length === n);
      caller.wires[n - 1]?.close();
      await until(() => called.closings.length === n && caller.closings.length === n);
    }
    expect(caller.wires.map(({ isResumed }) => isResumed)).toEqual([false, true, true]);
    expect(called.wires.map(({ isResumed }) => isResumed)).toEqual([false, true, true]);
    const materials = (wires: readonly Wire[]) => wires.map(({ material }) => Buffer.from(material).toString("hex"));
    expect(materials(caller.wires)).toEqual(materials(called.wires));
    expect(new Set(materials(caller.wires)).size).toBe(3);
  });

  it("calls anew where the other end has forgotten the session", async () => {
    const caller = keeper();
    const called = keeper();
    const calling = transport();
    const first = transport();
    const { port } = await first.listen("127.0.0.1:0", called.accept);
    calling.connect(`127.0.0.1:${port}`, caller.accept, never);
    await until(() => called.wires.length === 1 && caller.wires.length === 1);
    called.wires[0]?.send(Buffer.from("hello"));
    await until(() => caller.texts.length === 1);
    await first.close();
    await transport().listen(`127.0.0.1:${port}`, called.accept);
    calling.connect(`127.0.0.1:${port}`, caller.accept, never);
    await until(() => caller.wires.length === 2 && called.wires.length === 2);
    expect(caller.wires[1]?.isResumed).toBe(false);
  });

  it("takes nobody any more where it listens no longer, and lets go nobody who is there", async () => {
    const called = keeper();
    const caller = keeper();
    const listening = transport();
    const { port } = await listening.listen("127.0.0.1:0", called.accept);
    const other = await listening.listen("[::1]:0", called.accept);
    transport().connect(`127.0.0.1:${port}`, caller.accept, never);
    await until(() => called.wires.length === 1 && caller.wires.length === 1);
    listening.unlisten("127.0.0.1:0");
    const reasons: string[] = [];
    transport().connect(`127.0.0.1:${port}`, never, (reason) => reasons.push(reason));
    transport().connect(`[::1]:${other.port}`, caller.accept, never);
    await until(() => reasons.length === 1 && called.wires.length === 2);
    expect(reasons[0]).toContain("nothing listens");
    caller.wires[0]?.send(Buffer.from("still here"));
    await until(() => called.texts.length === 1);
  });

  it("says why no connection comes about", async () => {
    const reasons: string[] = [];
    const failed = (reason: string) => reasons.push(reason);
    transport().connect("127.0.0.1:1", never, failed);
    transport().connect("nowhere", never, failed);
    const mute = createServer().listen(0, "127.0.0.1");
    await once(mute, "listening");
    const { port } = mute.address() as { port: number };
    transport(100).connect(`127.0.0.1:${port}`, never, failed);
    const rude = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await once(rude, "listening");
    transport().connect(`127.0.0.1:${(rude.address() as { port: number }).port}`, never, failed);
    const plain = createServer((socket) => socket.on("error", () => undefined).end(":irc.test NOTICE * :hello\r\n"));
    await once(plain.listen(0, "127.0.0.1"), "listening");
    transport().connect(`127.0.0.1:${(plain.address() as { port: number }).port}`, never, failed);
    transport().connect("no-such-name.invalid:7000", never, failed);
    await until(() => reasons.length === 6);
    expect(reasons.join("\n")).toMatch(/what answers at 127\.0\.0\.1:\d+ does not speak TLS/);
    expect(reasons.join("\n")).toMatch(/the name no-such-name\.invalid (does not resolve|cannot be looked up)/);
    expect(reasons.join("\n")).toMatch(/closed the connection before it was secured/);
    expect(reasons.join("\n")).toMatch(/is not host:port/);
    expect(reasons.join("\n")).toMatch(/ECONNREFUSED/);
    expect(reasons.join("\n")).toMatch(/no TLS session within 100 ms/);
    mute.close();
    plain.close();
    rude.close();
  });

  it("refuses an address that is in use or is none", async () => {
    const { port } = await transport().listen("[::1]:0", never);
    await expect(transport().listen(`[::1]:${port}`, never)).rejects.toThrow("EADDRINUSE");
    await expect(transport().listen("7000", never)).rejects.toThrow("is not host:port");
  });
});

describe("a certificate to throw away", () => {
  it("is one that OpenSSL reads, verifies with its own key and finds valid", () => {
    const { cert, key } = throwAwayCertificate();
    const read = new X509Certificate(cert);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.subject).toBe("CN=hansard link");
    expect(Date.parse(read.validTo)).toBeGreaterThan(Date.now());
    expect(key).toMatch(/BEGIN PRIVATE KEY/);
  });
});

describe("parseAddress", () => {
  it.each([
    ["a.example:7000", { host: "a.example", port: 7000 }],
    ["127.0.0.1:0", { host: "127.0.0.1", port: 0 }],
    ["[::1]:65535", { host: "::1", port: 65535 }],
    ["[fe80::1%eth0]:7000", { host: "fe80::1%eth0", port: 7000 }],
    ["::1:7000", undefined],
    ["a.example", undefined],
    ["a.example:", undefined],
    [":7000", undefined],
    ["a.example:65536", undefined],
    ["a b:1", undefined],
  ])("reads %s", (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });
});
