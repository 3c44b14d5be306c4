// Addresses and networks as text: one form for each, and whether an address lies in a network.
import { createRequire } from "node:module";
import type Library from "ipaddr.js";

const require = createRequire(import.meta.url);
let library: typeof Library | undefined;

/** Loaded when the first address is read: a start need not wait for it. */
function loaded(): typeof Library {
  library ??= require("ipaddr.js") as typeof Library;
  return library;
}

export interface Network {
  readonly kind: "ipv4" | "ipv6";
  readonly bytes: readonly number[];
  /** How many bits of them count. */
  readonly bits: number;
}

const ALL_BITS = { ipv4: 32, ipv6: 128 } as const;

/** An address or a network ("192.0.2.1", "2001:db8::/32"); undefined for anything else. IPv4 in IPv6 is IPv4. */
export function readNetwork(text: string): Network | undefined {
  const four = FOUR_PARTS.exec(text);
  if (four) return fourParts(four);
  const slash = text.indexOf("/");
  const host = slash < 0 ? text : text.slice(0, slash);
  const ip = loaded();
  const isFull = ip.IPv6.isValid(host) || ip.IPv4.isValidFourPartDecimal(host);
  // A zone names an interface of this machine, and means nothing anywhere else.
  if (!isFull || host.includes("%")) return undefined;
  const written = ip.parse(host);
  const address = ip.process(host);
  const most = ALL_BITS[written.kind()];
  const length = slash < 0 ? most : readLength(text.slice(slash + 1), most);
  // Of an IPv4 address in IPv6 clothes the length is that of the clothes.
  const bits = length - (most - ALL_BITS[address.kind()]);
  if (!(bits >= 0)) return undefined;
  const { kind, bytes } = { kind: address.kind(), bytes: address.toByteArray() };
  return { kind, bytes: bytes.map((byte, at) => byte & maskOf(bits - at * 8)), bits };
}

/** The usual case by hand: an address is read for each connection. */
const FOUR_PARTS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

function fourParts([, ...parts]: RegExpExecArray): Network | undefined {
  const bytes = parts.map(Number);
  // A leading zero means octal to some and nothing to others.
  const isSound = bytes.every((byte, at) => byte <= 255 && String(byte) === parts[at]);
  return isSound ? { kind: "ipv4", bytes, bits: 32 } : undefined;
}

/** The one text of a network: an address alone where all bits count. */
export function shownNetwork({ kind, bytes, bits }: Network): string {
  const address = loaded()
    .fromByteArray([...bytes])
    .toString();
  // A word of a line must not begin with a colon.
  const text = address.startsWith(":") ? `0${address}` : address;
  return bits === ALL_BITS[kind] ? text : `${text}/${bits}`;
}

/** Whether `inner`, an address or a network, lies in `outer`. */
export function isInside(inner: Network, outer: Network): boolean {
  if (inner.kind !== outer.kind || inner.bits < outer.bits) return false;
  return outer.bytes.every((byte, at) => ((inner.bytes[at] ?? 0) & maskOf(outer.bits - at * 8)) === byte);
}

/** The network of so many bits around an address. */
export function networkAround({ kind, bytes }: Network, bits: number): Network {
  return { kind, bytes: bytes.map((byte, at) => byte & maskOf(bits - at * 8)), bits };
}

/** 127.0.0.0/8 and ::1. */
/** Whether it can be met outside of a machine's own network (RFC 6890). */
export function isPublicAddress(address: Network): boolean {
  return !LOCAL.some((network) => isInside(address, network));
}

export function isLoopbackAddress(address: Network): boolean {
  return LOOPBACK.some((network) => isInside(address, network));
}

/** Of a byte of which so many bits are left to count. */
const maskOf = (bits: number) => (bits >= 8 ? 0xff : bits <= 0 ? 0 : (0xff << (8 - bits)) & 0xff);

const readLength = (text: string, most: number) =>
  /^\d{1,3}$/.test(text) && Number(text) <= most ? Number(text) : Number.NaN;

const networks = (...texts: readonly string[]) => texts.map((text) => readNetwork(text) as Network);
const LOCAL = [
  ...networks("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
  ...networks("192.168.0.0/16", "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10", "ff00::/8"),
  ...networks("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"),
];
const LOOPBACK = networks("127.0.0.0/8", "::1");
