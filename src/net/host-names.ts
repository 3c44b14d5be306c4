// The names of hosts: what the DNS calls an address, where it also says of that name that it is this address. Answers
// are kept for as long as they say, questions that are under way are shared. It knows no client and no event.
import { LRUCache } from "lru-cache";
import { isPublicAddress, readNetwork, shownNetwork } from "../protocol/cidr.ts";

/** How the DNS is asked; every answer may be a rejection. */
export interface Resolver {
  /** The names of an address. */
  names(address: string): Promise<readonly string[]>;
  /** The addresses of a name, of the family of 4 or 6; `seconds`: how long that may be kept. */
  addresses(name: string, family: 4 | 6): Promise<{ readonly addresses: readonly string[]; readonly seconds: number }>;
}

export interface HostNamesOptions {
  readonly resolver: Resolver;
  /** Milliseconds; never back. */
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
  readonly limits: HostNameLimits;
}

export interface HostNameLimits {
  /** So long an answer is waited for; one that comes later is kept for the next connection. */
  readonly waitMs: number;
  /** Addresses, and names, that are kept. */
  readonly entries: number;
  /** However long an answer says that it holds. */
  readonly keepMs: number;
}

/** What is not known is asked again after this time: it may have been a fault on the way. */
const UNKNOWN_MS = 60_000;
const LEAST_MS = 1000;
const NOBODY = { addresses: [], seconds: 0 };
/** Names of one address that are looked at. */
const NAMES_MOST = 4;
/** A word of lines and a part of masks: RFC 1035 §2.3.1, and as long as hosts are on IRC. */
const NAME = /^(?=.{4,63}$)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

export class HostNames {
  readonly #options: HostNamesOptions;
  /** Address → its name; empty where it has none. */
  readonly #reverse: NameCache<string>;
  /** Family and name → addresses. */
  readonly #forward: NameCache<readonly string[]>;

  constructor(options: HostNamesOptions) {
    this.#options = options;
    this.#reverse = new NameCache("host names", options, (address, keep) => this.#nameOf(address, keep));
    this.#forward = new NameCache("addresses of host names", options, (key, keep) => this.#addressesOf(key, keep));
  }

  /** The name, at once where it is known; undefined for none, and where nobody would know. Never rejects. */
  of(address: string): string | Promise<string | undefined> | undefined {
    const network = readNetwork(address);
    if (network === undefined || !isPublicAddress(network)) return undefined;
    const known = this.#reverse.known(address);
    if (known !== undefined) return known === "" ? undefined : known;
    const { after, limits } = this.#options;
    return new Promise((resolve) => {
      const cancel = after(limits.waitMs, () => resolve(undefined));
      void this.#reverse.ask(address).then((name) => {
        cancel();
        resolve(name === undefined || name === "" ? undefined : name);
      });
    });
  }

  /** Of both caches, in the form of all caches. */
  figures() {
    return [this.#reverse.figures(), this.#forward.figures()];
  }

  async #nameOf(address: string, keep: (ms: number) => void): Promise<string> {
    keep(UNKNOWN_MS);
    const answer = await this.#options.resolver.names(address).catch(() => []);
    const names = answer.map((name) => name.toLowerCase().replace(/\.$/, ""));
    for (const name of names.filter((each) => NAME.test(each)).slice(0, NAMES_MOST)) {
      const key = `${address.includes(":") ? 6 : 4} ${name}`;
      if (!(await this.#forward.ask(key))?.includes(plain(address))) continue;
      keep(this.#forward.remainingMs(key));
      return name;
    }
    return "";
  }

  async #addressesOf(key: string, keep: (ms: number) => void): Promise<readonly string[]> {
    keep(UNKNOWN_MS);
    const [family, name = ""] = key.split(" ");
    const asked = this.#options.resolver.addresses(name, family === "6" ? 6 : 4);
    const { addresses, seconds } = await asked.catch(() => NOBODY);
    if (addresses.length > 0) keep(Math.max(LEAST_MS, seconds * 1000));
    return addresses.map(plain);
  }
}

/** IPv6 addresses have many forms. */
function plain(address: string): string {
  const network = readNetwork(address);
  return network === undefined ? address : shownNetwork(network);
}

/** Answers by what was asked. */
class NameCache<V extends {}> {
  readonly #name: string;
  readonly #entries: LRUCache<string, V>;
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  /** `find` says how many milliseconds its answer may be kept, before it gives or rejects. */
  constructor(
    name: string,
    { now, limits }: HostNamesOptions,
    find: (key: string, keep: (ms: number) => void) => Promise<V>,
  ) {
    this.#name = name;
    this.#entries = new LRUCache<string, V>({
      max: limits.entries,
      ttl: limits.keepMs,
      perf: { now },
      ttlResolution: 0,
      // What was evicted while it was asked for is an answer all the same.
      ignoreFetchAbort: true,
      dispose: (_value, _key, reason) => {
        if (reason === "evict") this.#evictions++;
      },
      fetchMethod: async (key, _stale, { options }) => {
        const keep = (ms: number) => {
          options.ttl = Math.min(ms, limits.keepMs);
        };
        return find(key, keep);
      },
    });
  }

  known(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.#hits++;
    return value;
  }

  ask(key: string): Promise<V | undefined> {
    if (this.#entries.has(key)) this.#hits++;
    else this.#misses++;
    return this.#entries.fetch(key);
  }

  remainingMs(key: string): number {
    return this.#entries.getRemainingTTL(key);
  }

  figures() {
    const { size, max } = this.#entries;
    const counts = { hits: this.#hits, misses: this.#misses, evictions: this.#evictions };
    return { name: this.#name, size, max, ...counts };
  }
}
