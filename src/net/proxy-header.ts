// The PROXY protocol, versions 1 and 2 (haproxy.org, "The PROXY protocol"): for whom a trusted proxy connects. It reads
// bytes and decides nothing; who is trusted is for the edge to say.
import { isIPv4, isIPv6 } from "node:net";

export type ProxyHeader =
  | { readonly kind: "incomplete" }
  | { readonly kind: "malformed"; readonly reason: string }
  /** `length`: bytes of the header. Without a source the proxy speaks for itself (LOCAL, UNKNOWN). */
  | {
      readonly kind: "header";
      readonly length: number;
      readonly source?: { readonly address: string; readonly port: number };
    };

/** No header is longer: version 1 has 107 bytes at most; of version 2 more is refused. */
export const PROXY_HEADER_BYTES = 536;

const SIGNATURE_2 = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
const SIGNATURE_1 = Buffer.from("PROXY ", "latin1");
const LONGEST_1 = 107;
const HEAD_2 = 16;

/** Reads the header at the beginning of a connection. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (startsAlike(bytes, SIGNATURE_2)) return bytes.length < HEAD_2 ? { kind: "incomplete" } : readBinary(bytes);
  if (startsAlike(bytes, SIGNATURE_1)) return readText(bytes);
  return { kind: "malformed", reason: "no PROXY header" };
}

/** Whether the bytes are the signature, or may yet become it. */
function startsAlike(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length);
  return bytes.subarray(0, length).equals(signature.subarray(0, length));
}

function readText(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, LONGEST_1).indexOf("\r\n");
  if (end < 0 && bytes.length < LONGEST_1) return { kind: "incomplete" };
  if (end < 0) return { kind: "malformed", reason: "a PROXY line without an end" };
  const words = bytes.toString("latin1", 0, end).split(" ");
  const length = end + 2;
  if (words[1] === "UNKNOWN") return { kind: "header", length };
  const [, family, source = "", target = "", from = "", to = ""] = words;
  const isAddress = family === "TCP4" ? isIPv4 : family === "TCP6" ? isIPv6 : () => false;
  const isSound = words.length === 6 && isAddress(source) && isAddress(target) && isPort(from) && isPort(to);
  if (!isSound) return { kind: "malformed", reason: "a PROXY line that does not read" };
  return { kind: "header", length, source: { address: source, port: Number(from) } };
}

const isPort = (text: string) => /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;

/** Bytes of the two addresses and ports. */
const BLOCKS: Readonly<Record<number, number>> = { 17: 12, 33: 36 };

function readBinary(bytes: Buffer): ProxyHeader {
  const versionAndCommand = bytes.readUInt8(12);
  const family = bytes.readUInt8(13);
  const length = HEAD_2 + bytes.readUInt16BE(14);
  if (versionAndCommand >> 4 !== 2) return { kind: "malformed", reason: "an unknown version of the PROXY protocol" };
  if (length > PROXY_HEADER_BYTES) return { kind: "malformed", reason: `a PROXY header of ${length} bytes` };
  if (bytes.length < length) return { kind: "incomplete" };
  const command = versionAndCommand & 0x0f;
  if (command === 0) return { kind: "header", length };
  if (command !== 1) return { kind: "malformed", reason: "an unknown PROXY command" };
  const block = BLOCKS[family];
  if (block === undefined) return { kind: "header", length };
  if (length < HEAD_2 + block) return { kind: "malformed", reason: "a PROXY header that is too short" };
  const isFour = family === 0x11;
  const address = bytes.subarray(HEAD_2, HEAD_2 + (isFour ? 4 : 16));
  const port = bytes.readUInt16BE(HEAD_2 + (isFour ? 8 : 32));
  return { kind: "header", length, source: { address: isFour ? address.join(".") : textOf6(address), port } };
}

/** The shortest text of the address (RFC 5952). */
function textOf6(address: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, at) => address.readUInt16BE(at * 2).toString(16));
  const runs = [...groups.join(":").matchAll(/(?:^|:)(?:0(?::0)+)(?=:|$)/g)].map(([run]) => run.replace(/^:/, ""));
  const longest = runs.sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return groups.join(":");
  const text = `:${groups.join(":")}:`.replace(`:${longest}:`, "::");
  return text.replace(/^:(?!:)/, "").replace(/(?<!:):$/, "");
}
