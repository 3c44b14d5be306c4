// Which server is to be probed: an irc:// URL, resolved once, so that what was checked is what is connected to.
import { lookup } from "node:dns/promises";
import { BlockList, isIPv6 } from "node:net";
import { Complaint } from "../errors.ts";

const IRC_PORT = 6667;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

export const isLoopback = (address: string): boolean => loopback.check(address, isIPv6(address) ? "ipv6" : "ipv4");

/** Throws Complaint. */
export async function targetOf(url: string): Promise<{ readonly address: string; readonly port: number }> {
  const wrong = (why: string) => new Complaint("USAGE", `${why}: expected irc://host:port; found "${url}"`);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^[a-z]+:\/\//i.test(url)) throw wrong("no URL");
  if (parsed.protocol !== "irc:") throw wrong(`${parsed.protocol}// is not spoken here, plain irc:// is`);
  const isMore = !/^\/?$/.test(parsed.pathname) || parsed.search !== "" || parsed.hash !== "";
  if (parsed.hostname === "" || isMore) throw wrong("more or less than a server");
  const port = parsed.port === "" ? IRC_PORT : Number(parsed.port);
  if (port === 0) throw wrong("no port");
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  try {
    return { address: (await lookup(host)).address, port };
  } catch {
    throw new Complaint("PROBE_UNREACHABLE", `the name ${host} does not resolve. Give an address, or correct the name`);
  }
}
