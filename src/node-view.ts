// What decisions may read of the running node, gathered from the layers that know it.
import type { Micros, NodeId } from "../events/names.ts";
import type { CacheFigures } from "../projections/member-cache.ts";
import type { Network } from "../projections/network.ts";
import type { Whowas } from "../projections/whowas.ts";
import { motdReplies } from "./commands/replies/motd.ts";
import type { Clients } from "./commands/runner/clients.ts";
import { helpOf, type Registry, targetsOf } from "./commands/runner/registry.ts";
import { fixedReply } from "./commands/runner/reply.ts";
import type { View } from "./commands/runner/view.ts";
import type { Configuration } from "./config/schema.ts";
import { isupportLines } from "./protocol/isupport.ts";
import { RPL_ISUPPORT } from "./protocol/numerics.ts";
import type { Ports } from "./record/ports.ts";

/** The longest text of an IPv6 address. */
const HOST_BYTES = 45;

interface Facts {
  readonly configuration: Configuration;
  readonly ports: Ports;
  readonly registry: Registry;
  readonly software: string;
}

export function viewOf(
  { configuration, ports, registry, software }: Facts,
  network: Network,
  whowas: Whowas,
  clients: Clients,
  caches: () => readonly CacheFigures[],
): View {
  const { id, name, description } = configuration.node;
  const limits = {
    ...configuration.limits,
    hostBytes: HOST_BYTES,
    network: configuration.network,
    recordPrivate: configuration.record.private,
    targets: targetsOf(registry),
  };
  const isPasswordNeeded = configuration.password !== undefined;
  return {
    state: network.state,
    whowas,
    node: {
      id: id as NodeId,
      name,
      description,
      software,
      startedAt: ports.wall(),
      isPasswordNeeded,
    },
    limits,
    fixed: {
      isupport: isupportLines(limits, name).map((tokens) => fixedReply(RPL_ISUPPORT, ...tokens)),
      motd: motdReplies(name, configuration.motd),
    },
    get now(): Micros {
      return ports.wall();
    },
    help: helpOf(registry),
    isPassword: (text) => text === configuration.password,
    connectionOf: (user) => clients.ofUser(user)?.connection,
    spokeAt: (user) => clients.ofUser(user)?.spokeAt,
    connections: () => clients.counts(),
    caches,
  };
}
