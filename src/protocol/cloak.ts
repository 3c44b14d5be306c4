// Cloaks: the hosts that users are shown with instead of their own. Keyed, so that nobody without the key can try all
// addresses; made of parts from the narrowest network to the widest, so that bans by network stay possible.
import { createHmac } from "node:crypto";
import { isLoopbackAddress, type Network, networkAround, readNetwork, shownNetwork } from "./cidr.ts";

/** The longest host that is shown (HOSTLEN). */
export const HOST_BYTES = 63;

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
/** Letters of a cloak's parts, 5 bits each; the first part is the one that tells two users apart. */
const FIRST = 8;
const REST = 6;
/** "k3f9q2x7.v2pr4m.ah7dk2.ip": of the address, and of the networks around it. */
const NETWORK_BITS = { ipv4: [32, 24, 16], ipv6: [64, 48, 32] } as const;
/** Of a host name so many labels stay, at most: those of who provides the access, not of who uses it. */
const KEPT_LABELS = 3;
const LEAST_LABELS = 2;

/** The host to show for an address, or for a host name; loopback addresses hide nobody and stay as they are. */
export function cloakOf(secret: string, host: string): string {
  const network = readNetwork(host);
  if (network === undefined) return ofName(secret, host);
  return isLoopbackAddress(network) ? host : ofAddress(secret, network);
}

function ofAddress(secret: string, address: Network): string {
  const parts = NETWORK_BITS[address.kind].map((bits, at) => {
    return digest(secret, shownNetwork(networkAround(address, bits)), at === 0 ? FIRST : REST);
  });
  return `${parts.join(".")}.ip`;
}

/** Labels with digits in front of the last two are taken for a part of the address and hidden as well. */
function ofName(secret: string, name: string): string {
  const labels = name.toLowerCase().split(".");
  let from = Math.max(1, labels.length - KEPT_LABELS);
  while (labels.length - from > LEAST_LABELS && /\d/.test(labels[from] ?? "")) from++;
  const first = digest(secret, name.toLowerCase(), FIRST);
  const shown = () => [first, ...labels.slice(from)].join(".");
  while (shown().length > HOST_BYTES) from++;
  return shown();
}

function digest(secret: string, text: string, letters: number): string {
  const bytes = createHmac("sha256", secret).update(text).digest();
  return Array.from(bytes.subarray(0, letters), (byte) => ALPHABET[byte & 31]).join("");
}
