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
    await until(() => reasons.length === 4);
    expect(reasons.join("\n")).toMatch(/is not host:port/);
    expect(reasons.join("\n")).toMatch(/ECONNREFUSED/);
    expect(reasons.join("\n")).toMatch(/no TLS session within 100 ms/);
    mute.close();
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
