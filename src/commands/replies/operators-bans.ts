// Bans of the network (K-lines by user@host, D-lines by address): reading their masks, and whom they hold.
import { casefold, type Micros } from "../../../events/names.ts";
import type { BanRow, UserRow } from "../../../projections/state.ts";
import { isInside, type Network, readNetwork, shownNetwork } from "../../protocol/cidr.ts";
import { matches } from "../../protocol/masks.ts";
import { ERR_YOUREBANNEDCREEP } from "../../protocol/numerics.ts";
import type { Connection } from "../runner/client.ts";
import { type Reply, reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";

/** Who connects, under all the names by which a ban may know them. */
export interface Identity {
  /** Undefined before it is known: only D-lines are asked then. */
  readonly username: string | undefined;
  /** The host that others see, the real one, and the address. */
  readonly hosts: readonly string[];
  readonly address: string | undefined;
}

interface Matcher {
  readonly user: string;
  readonly host: string;
  /** Where the host is an address or a network. */
  readonly network: Network | undefined;
}

/** Narrower networks than these are not everybody: a whole registry's share of the addresses. */
const NARROW_BITS = { ipv4: 8, ipv6: 16 } as const;
/** Letters and digits that a mask must have to be of somebody. */
const LEAST_LETTERS = 3;
const ONLY_FITTING = /^[^\s!@\x00-\x1f\x7f:][^\s!@\x00-\x1f\x7f]*$/;

const matchers = new WeakMap<BanRow, Matcher>();

/** user@host in its one form; a host alone is anybody's from there. Undefined for what is no mask. */
export function readUserMask(text: string, maxBytes: number): string | undefined {
  const at = text.indexOf("@");
  const user = at < 0 ? "*" : text.slice(0, at);
  const host = at < 0 ? text : text.slice(at + 1);
  const network = readNetwork(host);
  const shown = network === undefined ? host : shownNetwork(network);
  if (!ONLY_FITTING.test(user) || !ONLY_FITTING.test(shown)) return undefined;
  if (at < 0 && !/[.:*?]/.test(host)) return undefined;
  const mask = `${user}@${shown}`.replace(/\*+/g, "*");
  return Buffer.byteLength(mask) <= maxBytes ? mask : undefined;
}

/** An address or a network in its one form. */
export function readAddressMask(text: string): string | undefined {
  const network = readNetwork(text);
  return network && shownNetwork(network);
}

/** A mask that nearly anybody would match. */
export function isOfEverybody(mask: string): boolean {
  const host = mask.slice(mask.indexOf("@") + 1);
  const user = mask.includes("@") ? mask.slice(0, mask.indexOf("@")) : "*";
  const network = readNetwork(host);
  const letters = user.replace(/[*?~]/g, "");
  if (network !== undefined) return network.bits < NARROW_BITS[network.kind] && letters === "";
  return (letters + host).replace(/[*?.:]/g, "").length < LEAST_LETTERS;
}

/** `until` is 0 for good. */
export const isInForce = (ban: Pick<BanRow, "until">, now: Micros) => ban.until === 0 || ban.until > now;

/** The ban in force that holds who connects, if there is one; before the username is known, D-lines only. */
export function banOn(view: View, connection: Connection, username: string | undefined): BanRow | undefined {
  if (view.state.bans.size === 0) return undefined;
  const identity =
    username === undefined
      ? { username, hosts: [], address: connection.address }
      : identityOfConnection(view, connection, username);
  const address = readNetwork(connection.address);
  for (const ban of view.state.bans.values()) {
    if (isInForce(ban, view.now) && holds(ban, identity, address)) return ban;
  }
  return undefined;
}

export function isHeldBy(ban: BanRow, identity: Identity): boolean {
  return holds(ban, identity, identity.address === undefined ? undefined : readNetwork(identity.address));
}

function holds(ban: BanRow, { username, hosts }: Identity, address: Network | undefined): boolean {
  const { user, host, network } = matcherOf(ban);
  if (ban.kind === "DLINE") return network !== undefined && address !== undefined && isInside(address, network);
  if (username === undefined || !matches(user, casefold(username))) return false;
  if (network !== undefined) return address !== undefined && isInside(address, network);
  return hosts.some((each) => matches(host, casefold(each)));
}

/** A row never changes: its mask is read once. */
function matcherOf(ban: BanRow): Matcher {
  const known = matchers.get(ban);
  if (known) return known;
  const at = ban.mask.indexOf("@");
  const host = casefold(ban.mask.slice(at + 1));
  const made = { user: casefold(ban.mask.slice(0, Math.max(0, at))), host, network: readNetwork(host) };
  matchers.set(ban, made);
  return made;
}

/** A connection that has not registered, or is about to. */
export function identityOfConnection(view: View, connection: Connection, username: string | undefined): Identity {
  const { address, host } = connection;
  return { username, hosts: [view.shownHost(connection), host, address], address };
}

/** Of a user of another node only what is shown is known here; that node knows the rest. */
export function identityOfUser(view: View, user: UserRow): Identity {
  const connection = view.connectionOf(user.id);
  if (connection === undefined) return { username: user.username, hosts: [user.host], address: undefined };
  const { hosts, ...known } = identityOfConnection(view, connection, user.username);
  return { ...known, hosts: [user.host, ...hosts] };
}

export function bannedReply(ban: BanRow): Reply {
  return reply(ERR_YOUREBANNEDCREEP, `You are banned from this server (${reasonShown(ban)})`);
}

/** What the user held by it reads. */
export function reasonShown({ kind, reason }: BanRow): string {
  return `${kind === "KLINE" ? "K-lined" : "D-lined"}: ${reason}`;
}
