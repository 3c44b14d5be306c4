// The configuration of the nodes of a run: who is linked with whom, and limits so small that runs reach them.
import { privileges } from "../../projections/operators.ts";
import type { Configuration } from "../../src/config/schema.ts";
import type { LinkLimits } from "../../src/link/limits.ts";
import { configuration } from "../support/virtual-node.ts";
import { cheapIdentity } from "./cheap-identity.ts";
import type { Dice } from "./dice.ts";
import type { Plan } from "./plan.ts";

export const nodeName = (machine: number) => `n${machine}.sim`;
export const nodeId = (machine: number) => `${machine + 1}SM`;
export const addressOf = (machine: number) => `n${machine}.sim:7000`;

export const OPERATOR = "root";
export const PASSWORD = "sesame";

export function configurationOf(plan: Plan, machine: number): Configuration {
  const peers = plan.links.flatMap(([caller, callee, calls]) => {
    if (caller !== machine && callee !== machine) return [];
    const peer = caller === machine ? callee : caller;
    const connect = calls === "both" || caller === machine;
    return [{ name: nodeName(peer), address: addressOf(peer), key: cheapIdentity(peer).key, connect, snapshot: true }];
  });
  return {
    ...configuration,
    network: "Simulation",
    node: { ...configuration.node, id: nodeId(machine), name: nodeName(machine) },
    motd: [],
    links: { ...configuration.links, listen: [addressOf(machine)], peers, graceMs: plan.graceMs },
    limits: { ...configuration.limits, operAttemptsPerMinute: 60, listEntries: 6 },
    caches: { memberChannels: 2, hostNames: 10 },
    operators: [{ name: OPERATOR, password: PASSWORD, class: OPERATOR, hosts: [], tls: false }],
    operatorClasses: [{ name: OPERATOR, privileges: Object.keys(privileges) as (keyof typeof privileges)[] }],
  };
}

/** Of the links of all nodes of a run. */
export function linkLimitsOf(dice: Dice): Partial<LinkLimits> {
  return {
    windowBytes: dice.pick([16_384, 65_536, 1_048_576]),
    chunkEvents: dice.pick([3, 20, 1000]),
    chunkBytes: dice.pick([1_500, 4_096, 262_144]),
    recentEntries: dice.pick([4, 64, 4096]),
    replayLimit: dice.pick([20, 100, 100_000]),
    snapshotWaitMs: 4000,
    bulkWindowBytes: 16_384,
    bulkChunkBytes: dice.pick([1_500, 8_192]),
    bulkRetryMs: 1000,
    catchUpEvents: dice.pick([1, 10, 500]),
    catchUpIdleMs: 4000,
    pingMs: 1000,
    silentMs: 3000,
    handshakeMs: 4000,
    ackMs: dice.pick([5, 50]),
    retryMs: 200,
    retryMostMs: 2000,
    promiseMs: 1000,
  };
}
