// Who is asked for the names of clients' hosts, as the configuration says.
import type { Configuration } from "../../config/schema.ts";
import { dnsResolver } from "../../net/dns-resolver.ts";
import { HostNames } from "../../net/host-names.ts";
import type { Ports } from "../../record/ports.ts";

/** However long an answer says that it holds. */
const KEEP_MS = 300_000;

/** Undefined where hosts are not looked up. */
export function hostNames({ dns, caches }: Configuration, { wall, scheduler }: Ports): HostNames | undefined {
  if (!dns.isEnabled) return undefined;
  return new HostNames({
    resolver: dnsResolver(dns),
    now: () => wall() / 1000,
    after: (ms, task) => scheduler.after(ms, task),
    limits: { waitMs: dns.waitMs, entries: caches.hostNames, keepMs: KEEP_MS },
  });
}
