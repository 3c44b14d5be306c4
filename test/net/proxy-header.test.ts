import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainAddress } from "../../src/net/addresses.ts";
import { PROXY_HEADER_BYTES, type ProxyHeader, readProxyHeader } from "../../src/net/proxy-header.ts";
import { readNetwork } from "../../src/protocol/cidr.ts";

const SIGNATURE = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");

interface Sample {
  readonly bytes: Buffer;
  readonly address?: string;
  readonly port?: number;
}

const port = fc.integer({ min: 0, max: 65_535 });
const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6().filter((text) => readNetwork(text) !== undefined);

const textual = (family: string, address: fc.Arbitrary<string>): fc.Arbitrary<Sample> =>
  fc.tuple(address, address, port, port).map(([source, target, from, to]) => ({
    bytes: Buffer.from(`PROXY ${family} ${source} ${target} ${from} ${to}\r\n`),
    address: source,
    port: from,
  }));

function binary(command: number, family: number, body: Buffer): Buffer {
  const head = Buffer.from([0x20 | command, family, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([SIGNATURE, head, body]);
}

const ports = (from: number, to: number) => Buffer.from([from >> 8, from & 0xff, to >> 8, to & 0xff]);
const bytesOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((made) => Buffer.from(made));
/** Zeroes are what a shortened address is about. */
const six = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 })
  .map((groups) => Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff])));
const extra = fc.uint8Array({ maxLength: 100 }).map((made) => Buffer.from(made));

const four2 = fc.tuple(bytesOf(4), bytesOf(4), port, port, extra).map(([source, target, from, to, more]): Sample => {
  const body = Buffer.concat([source, target, ports(from, to), more]);
  return { bytes: binary(1, 0x11, body), address: source.join("."), port: from };
});
const six2 = fc.tuple(six, six, port, port, extra).map(([source, target, from, to, more]): Sample => {
  const body = Buffer.concat([source, target, ports(from, to), more]);
  const groups = Array.from({ length: 8 }, (_, at) => source.readUInt16BE(at * 2).toString(16));
  return { bytes: binary(1, 0x21, body), address: groups.join(":"), port: from };
});
/** The proxy speaks for itself. */
const own = fc.oneof(
  fc.tuple(fc.constantFrom(0x00, 0x11, 0x21, 0x31), extra).map(([family, more]) => binary(0, family, more)),
  fc.tuple(fc.constantFrom(0x00, 0x12, 0x22, 0x31, 0x32), extra).map(([family, more]) => binary(1, family, more)),
  fc.constantFrom("PROXY UNKNOWN\r\n", "PROXY UNKNOWN ff::1 ff::2 1 2\r\n").map((text) => Buffer.from(text)),
);
const any: fc.Arbitrary<Sample> = fc.oneof(
  textual("TCP4", ipv4),
  textual("TCP6", ipv6),
  four2,
  six2,
  own.map((bytes) => ({ bytes })),
);

describe("a PROXY header", () => {
  it("gives the address and port that the proxy wrote, whatever follows it", () => {
    fc.assert(
      fc.property(any, fc.uint8Array({ maxLength: 50 }), ({ bytes, address, port }, rest) => {
        const header = headerOf(readProxyHeader(Buffer.concat([bytes, rest])));
        expect(header.length).toBe(bytes.length);
        expect(header.source?.port).toBe(port);
        expect(header.source && readNetwork(header.source.address)).toEqual(
          address === undefined ? undefined : readNetwork(address),
        );
      }),
    );
  });

  it("is incomplete up to its last byte, wherever it is cut", () => {
    fc.assert(
      fc.property(any, fc.nat(), ({ bytes }, cut) => {
        expect(readProxyHeader(bytes.subarray(0, cut % bytes.length)).kind).toBe("incomplete");
      }),
    );
  });

  it("of anything else is told to be none, or is waited for within a bound; nothing throws", () => {
    const start = fc.constantFrom(SIGNATURE, Buffer.from("PROXY "), Buffer.from("PROXY TCP4 "), Buffer.alloc(0));
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 2000 }), (begin, rest) => {
        const bytes = Buffer.concat([begin, rest]);
        const read = readProxyHeader(bytes);
        if (read.kind === "incomplete") expect(bytes.length).toBeLessThan(PROXY_HEADER_BYTES);
        if (read.kind === "header") expect(read.length).toBeLessThanOrEqual(PROXY_HEADER_BYTES);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["PROXY TCP4 1.2.3.4 5.6.7.8 1 2", 200],
    ["PROXY ", 108],
  ])("that never ends is malformed: %s", (begin, length) => {
    expect(readProxyHeader(Buffer.from(begin.padEnd(length, " "))).kind).toBe("malformed");
  });

  it.each([
    "PROXY TCP4 1.2.3.4 5.6.7.8 1 65536\r\n",
    "PROXY TCP4 1.2.3.4 5.6.7.8 01 2\r\n",
    "PROXY TCP4 1.2.3 5.6.7.8 1 2\r\n",
    "PROXY TCP4 ::1 ::2 1 2\r\n",
    "PROXY TCP6 1.2.3.4 5.6.7.8 1 2\r\n",
    "PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n",
    "PROXY TCP4 1.2.3.4 5.6.7.8 1 2 3\r\n",
    "PROXY  TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
    "proxy TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
    "NICK alice\r\n",
  ])("is not %j", (text) => {
    expect(readProxyHeader(Buffer.from(text)).kind).toBe("malformed");
  });

  it("of version 2 is refused where it is too long, too short, of another version or an unknown command", () => {
    const long = Buffer.concat([SIGNATURE, Buffer.from([0x21, 0x11, 0xff, 0xff])]);
    const version = Buffer.concat([SIGNATURE, Buffer.from([0x31, 0x11, 0, 12]), Buffer.alloc(12)]);
    for (const bytes of [long, binary(1, 0x11, Buffer.alloc(11)), version, binary(2, 0x11, Buffer.alloc(12))]) {
      expect(readProxyHeader(bytes).kind).toBe("malformed");
    }
  });

  it("writes IPv6 in its shortest form, and IPv4 in the clothes of IPv6 becomes plain", () => {
    const shown = (hex: string) => {
      const body = Buffer.concat([Buffer.from(hex, "hex"), Buffer.alloc(20)]);
      return headerOf(readProxyHeader(binary(1, 0x21, body))).source?.address ?? "";
    };
    expect(shown("20010db8000000000000000000000001")).toBe("2001:db8::1");
    expect(shown("00000000000000000000000000000000")).toBe("::");
    expect(shown("20010db8000000010000000000000000")).toBe("2001:db8:0:1::");
    expect(plainAddress(shown("00000000000000000000ffffc0000207"))).toBe("192.0.2.7");
  });
});

function headerOf(read: ProxyHeader): Extract<ProxyHeader, { readonly kind: "header" }> {
  if (read.kind !== "header") throw new Error(`no header: ${JSON.stringify(read)}`);
  return read;
}
