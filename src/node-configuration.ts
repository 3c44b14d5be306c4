// The configuration of a running node: what it is for operators and their cloaks, and what of a new one can be put in
// force without a restart.
import { Operators, type OperatorsOptions } from "./commands/runner/operators.ts";
import { verifyPassword } from "./config/password-hash.ts";
import type { Configuration } from "./config/schema.ts";
import { cloakOf } from "./protocol/cloak.ts";

export type VerifyPassword = (hash: string, password: string) => Promise<boolean>;

/** What reading the configuration again has found: one, or what is wrong with it. */
export interface Reloaded {
  readonly source: string;
  readonly configuration?: Configuration;
  readonly problems: readonly string[];
  /** Puts in force what is read beside it, such as certificates, once it is in force itself. */
  readonly apply?: () => void;
}

/** Keys that are read once, at the start. A section stands for all that is in it. */
const AT_START = [
  "node.id",
  "node.name",
  "listen",
  "websocket",
  "proxies",
  "data",
  "record",
  "caches",
  "dns",
  "metrics",
] as const satisfies readonly (keyof Configuration | `node.${keyof Configuration["node"]}`)[];

export interface Accepted {
  /** The new configuration, with the old value of each key that waits for a restart. */
  readonly configuration: Configuration;
  readonly restart: readonly string[];
}

/** What comes in force of a new configuration. A node that was started alone stays so until it is started again. */
export function acceptedOf(before: Configuration, wanted: Configuration, isLinked: boolean): Accepted {
  const atStart = isLinked ? AT_START : ([...AT_START, "links"] as const);
  const restart = atStart.filter(
    (key) => JSON.stringify(inForceOf(before, key)) !== JSON.stringify(inForceOf(wanted, key)),
  );
  const { listen, websocket, proxies, data, record, caches, dns, metrics } = before;
  const node = { ...wanted.node, id: before.node.id, name: before.node.name };
  const links = isLinked ? wanted.links : before.links;
  return {
    configuration: { ...wanted, node, listen, websocket, proxies, data, record, caches, dns, metrics, links },
    restart,
  };
}

function inForceOf(configuration: Configuration, key: (typeof AT_START)[number] | "links"): unknown {
  if (key === "node.id") return configuration.node.id;
  return key === "node.name" ? configuration.node.name : configuration[key];
}

export function operatorsOf(configuration: Configuration, verify: VerifyPassword = verifyPassword): OperatorsOptions {
  const privileges = new Map(configuration.operatorClasses.map((each) => [each.name, each.privileges]));
  return {
    attemptsPerMinute: configuration.limits.operAttemptsPerMinute,
    verify,
    offices: configuration.operators.map(({ name, password, hosts, tls, class: named }) => {
      const privilegesText = [...new Set(privileges.get(named) ?? [])].sort().join(" ");
      return { name, hash: password, privileges: privilegesText, hosts, isTlsNeeded: tls };
    }),
  };
}

/** Gives hosts their cloaks. `secret`: where the configuration has none. */
export function cloaksOf({ cloak }: Configuration, secret: string): (host: string) => string {
  return cloak.isEnabled ? (host) => cloakOf(cloak.secret ?? secret, host) : (host) => host;
}

export const makeOperators = (configuration: Configuration, verify?: VerifyPassword) =>
  new Operators(operatorsOf(configuration, verify));
