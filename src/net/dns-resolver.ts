// The DNS as Node asks it: with the system's servers, or those that are named. The hosts file is not looked at.
import { Resolver as NodeResolver } from "node:dns/promises";
import type { Resolver } from "./host-names.ts";

export interface DnsOptions {
  /** Addresses, with a port where it is not 53; the system's where there are none. */
  readonly servers: readonly string[];
  /** Before a question is asked once more, and then given up. */
  readonly timeoutMs: number;
}

const TRIES = 2;

/** Throws where a server is no address. */
export function dnsResolver({ servers, timeoutMs }: DnsOptions): Resolver {
  const resolver = new NodeResolver({ timeout: timeoutMs, tries: TRIES });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    names: (address) => resolver.reverse(address),
    addresses: async (name, family) => {
      const records =
        family === 6 ? await resolver.resolve6(name, { ttl: true }) : await resolver.resolve4(name, { ttl: true });
      const addresses = records.map(({ address }) => address);
      return { addresses, seconds: Math.min(...records.map(({ ttl }) => ttl)) };
    },
  };
}
