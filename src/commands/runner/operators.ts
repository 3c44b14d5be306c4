// Who may become an operator of the network, and how a password is proved: few tries a minute, one hash at a time, and
// a bounded line of those who wait, so that wrong passwords cost neither the event loop nor the pool.
import type { Micros } from "../../../events/names.ts";
import type { Connection } from "./client.ts";
import { isFrom } from "./origin-masks.ts";

/** An operator as the configuration has them. */
export interface Office {
  readonly name: string;
  readonly hash: string;
  /** Names of privileges, sorted, with spaces between. */
  readonly privileges: string;
  /** Addresses, networks and masks of hosts; empty for anywhere. */
  readonly hosts: readonly string[];
  readonly isTlsNeeded: boolean;
}

export type Proof =
  | { readonly kind: "right"; readonly office: Office }
  /** No such operator, not from there, or not without TLS: the asker is not told which. */
  | { readonly kind: "unknown" }
  | { readonly kind: "wrong" }
  /** Too many tries; `isFirst` of this minute. */
  | { readonly kind: "slowed"; readonly isFirst: boolean };

export interface Claim {
  readonly name: string;
  readonly password: string;
  readonly connection: Connection;
}

export interface OperatorsOptions {
  readonly offices: readonly Office[];
  /** Slow; off the event loop. */
  readonly verify: (hash: string, password: string) => Promise<boolean>;
  /** Tries a minute of a connection, and of an address. */
  readonly attemptsPerMinute: number;
}

const MINUTE = 60_000_000;
/** Addresses whose tries are counted; at the bound the oldest is forgotten. */
const MOST_ADDRESSES = 10_000;
/** Passwords that wait for their hash; beyond, a try is refused as one too many. */
const MOST_WAITING = 16;

interface Tries {
  readonly since: Micros;
  readonly count: number;
}

export class Operators {
  #options: OperatorsOptions;
  readonly #byConnection = new WeakMap<Connection, Tries>();
  readonly #byAddress = new Map<string, Tries>();
  #hashing: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: OperatorsOptions) {
    this.#options = options;
  }

  /** The configuration was read again: tries are still counted. */
  reconfigure(options: OperatorsOptions): void {
    this.#options = options;
  }

  /** Never rejects. */
  prove({ name, password, connection }: Claim, now: Micros): Promise<Proof> {
    const { offices, attemptsPerMinute } = this.#options;
    const count = this.#try(connection, now);
    if (count > attemptsPerMinute || this.#waiting >= MOST_WAITING) {
      return Promise.resolve({ kind: "slowed", isFirst: count === attemptsPerMinute + 1 });
    }
    const office = offices.find((each) => each.name === name);
    if (office === undefined || !isAdmitted(office, connection)) return Promise.resolve({ kind: "unknown" });
    return this.#hash(office, password);
  }

  #hash(office: Office, password: string): Promise<Proof> {
    const { verify } = this.#options;
    this.#waiting++;
    const proof = this.#hashing.then(async (): Promise<Proof> => {
      const isRight = await verify(office.hash, password).catch(() => false);
      this.#waiting--;
      return isRight ? { kind: "right", office } : { kind: "wrong" };
    });
    this.#hashing = proof;
    return proof;
  }

  /** Counts a try; gives how many there were this minute, of the connection or of its address. */
  #try(connection: Connection, now: Micros): number {
    const { address } = connection;
    const ofConnection = next(this.#byConnection.get(connection), now);
    const ofAddress = next(this.#byAddress.get(address), now);
    this.#byConnection.set(connection, ofConnection);
    this.#byAddress.delete(address);
    this.#byAddress.set(address, ofAddress);
    const [oldest] = this.#byAddress.keys();
    if (this.#byAddress.size > MOST_ADDRESSES && oldest !== undefined) this.#byAddress.delete(oldest);
    return Math.max(ofConnection.count, ofAddress.count);
  }
}

function next(tries: Tries | undefined, now: Micros): Tries {
  if (tries === undefined || now - tries.since >= MINUTE) return { since: now, count: 1 };
  return { since: tries.since, count: tries.count + 1 };
}

function isAdmitted(office: Office, connection: Connection): boolean {
  if (office.isTlsNeeded && !connection.isSecure) return false;
  return office.hosts.length === 0 || office.hosts.some((mask) => isFrom(mask, connection));
}
