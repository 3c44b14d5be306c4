// Addresses as sockets give them, in the form that lines and counts use.
import { isIPv6 } from "node:net";

const MAPPED = /^(?:::|(?:0+:){5})ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i;

/** IPv4 in IPv6 clothes is IPv4. */
export function plainAddress(address: string): string {
  const [found, dotted, high = "", low = ""] = MAPPED.exec(address) ?? [];
  if (found === undefined) return address;
  if (dotted !== undefined) return dotted;
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .map((group) => `${group >> 8}.${group & 0xff}`)
    .join(".");
}

/** What connections are counted by: an IPv4 address, and of IPv6 the /64 that one customer has. */
export function countKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const filled = [...first, ...Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0"), ...last];
  return `${filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
