// What decisions may read of the running node, gathered from the layers that know it.
import type { Micros, NodeId } from "../events/names.ts";
import type { Network } from "../projections/network.ts";
import type { Whowas } from "../projections/whowas.ts";
import { motdReplies } from "./commands/replies/motd.ts";
import type { Connection } from "./commands/runner/client.ts";
import type { Clients } from "./commands/runner/clients.ts";
import type { Operators } from "./commands/runner/operators.ts";
import { helpOf, type Registry, targetsOf } from "./commands/runner/registry.ts";
import { fixedReply } from "./commands/runner/reply.ts";
import type { View } from "./commands/runner/view.ts";
import type { Configuration } from "./config/schema.ts";
import { cloaksOf } from "./node-configuration.ts";
import { isInside, readNetwork } from "./protocol/cidr.ts";
import { HOST_BYTES } from "./protocol/cloak.ts";
import { isupportLines } from "./protocol/isupport.ts";
import { RPL_ISUPPORT } from "./protocol/numerics.ts";
import type { Ports } from "./record/ports.ts";

interface Facts {
  readonly ports: Ports;
  readonly registry: Registry;
  readonly software: string;
  readonly network: Network;
  readonly whowas: Whowas;
  readonly clients: Clients;
  readonly operators: Operators;
  readonly caches: View["caches"];
  readonly uses: View["uses"];
  readonly refusals: View["refusals"];
  readonly reload: View["reload"];
  readonly lastSequence: View["lastSequence"];
  readonly peers: View["peers"];
  readonly merges: View["merges"];
  /** Where the configuration has no key for cloaks. */
  readonly cloakSecret: string;
}

/** The view of a node under a configuration, and the way to put another one in force. */
export interface NodeView {
  readonly view: View;
  reconfigure(configuration: Configuration): void;
}

export function viewOf(facts: Facts, configuration: Configuration): NodeView {
  const { ports, registry, network, whowas, clients, operators } = facts;
  const { caches, uses, refusals, reload, lastSequence, peers, merges } = facts;
  const startedAt = ports.wall();
  const view = {
    state: network.state,
    whowas,
    operators,
    ...configured(facts, configuration, startedAt),
    get now(): Micros {
      return ports.wall();
    },
    help: helpOf(registry),
    connectionOf: (user) => clients.ofUser(user)?.connection,
    spokeAt: (user) => clients.ofUser(user)?.spokeAt,
    connections: () => clients.counts(),
    caches,
    uses,
    refusals,
    reload,
    lastSequence,
    peers,
    merges,
  } satisfies View;
  return { view, reconfigure: (wanted) => void Object.assign(view, configured(facts, wanted, startedAt)) };
}

/** What follows from the configuration; made as a whole before any of it is seen. */
function configured(facts: Facts, configuration: Configuration, startedAt: Micros) {
  const { id, name, description } = configuration.node;
  const { admin, sts } = configuration;
  const cloak = cloaksOf(configuration, facts.cloakSecret);
  const limits = {
    ...configuration.limits,
    hostBytes: HOST_BYTES,
    network: configuration.network,
    recordPrivate: configuration.record.private,
    targets: targetsOf(facts.registry),
  };
  return {
    node: {
      id: id as NodeId,
      name,
      description,
      software: facts.software,
      startedAt,
      admin,
      isPasswordNeeded: configuration.password !== undefined,
      ...(sts ? { sts } : {}),
    },
    limits,
    fixed: {
      isupport: isupportLines(limits, name).map((tokens) => fixedReply(RPL_ISUPPORT, ...tokens)),
      motd: motdReplies(name, configuration.motd),
    },
    isPassword: (text: string) => text === configuration.password,
    gatewayOf: (password: string, address: string) =>
      gatewaysAt(configuration, address).find((each) => each.password === password)?.name,
    isGateway: (address: string) => gatewaysAt(configuration, address).length > 0,
    shownHost: ({ host }: Connection) => cloak(host),
  } satisfies Partial<View>;
}

function gatewaysAt({ webirc }: Configuration, address: string): Configuration["webirc"] {
  const from = readNetwork(address);
  if (from === undefined) return [];
  const isFrom = (text: string) => {
    const network = readNetwork(text);
    return network !== undefined && isInside(from, network);
  };
  return webirc.filter((each) => each.addresses.some(isFrom));
}
