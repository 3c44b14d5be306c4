// The node as its links see it: what they may read of it, and how what they bring gets in.
import type { AnyEvent } from "../events/envelope.ts";
import type { NodeId } from "../events/names.ts";
import { keyOf } from "../projections/origins.ts";
import type { State } from "../projections/state.ts";
import type { LinkOrder } from "./commands/runner/command.ts";
import type { Configuration } from "./config/schema.ts";
import type { Identity, IsSigned } from "./link/identity.ts";
import type { LinkLimits } from "./link/limits.ts";
import { Links } from "./link/links.ts";
import type { LinkedNode, LinkNotice, Peer, Transport } from "./link/ports.ts";
import type { Fold } from "./node-fold.ts";
import type { KeptSnapshots } from "./node-snapshots.ts";
import type { Log } from "./record/log.ts";
import type { Ports } from "./record/ports.ts";
import type { Record } from "./record/record.ts";
import { TurnFailed } from "./record/turn.ts";

export interface NodeLinks {
  readonly transport: Transport;
  readonly limits?: Partial<LinkLimits>;
  readonly isSigned?: IsSigned;
  /** How many events of the fold can be taken back; what comes later than that is merged. */
  readonly marks?: number;
  /** So many bytes of messages can wait for a merge. */
  readonly waitingBytes?: number;
}

export interface LinksParts {
  readonly links: NodeLinks;
  readonly identity: Identity;
  readonly ports: Ports;
  readonly configuration: Configuration;
  readonly software: string;
  readonly record: Record;
  readonly log: Log;
  readonly state: State;
  readonly fold: Fold;
  readonly snapshots: KeptSnapshots | undefined;
  /** A private message whose body has come now. */
  readonly onMessage: (event: AnyEvent) => void;
  /** Events were admitted: what follows from them is due. */
  readonly onAdmitted: () => void;
  readonly notice: (notice: LinkNotice) => void;
}

/** Puts another configuration of links in force. */
export function relink(links: Links, configuration: Configuration): void {
  links.setLimits(limitsOf(configuration));
  links.setPeers(peersOf(configuration));
}

/** What an operator wants of a link. */
export function obey(links: Links | undefined, order: LinkOrder): void {
  if (order.kind === "call") links?.peers.call(order.peer);
  else links?.peers.part(order.peer, order.why);
}

export function linksOf(parts: LinksParts): Links {
  const { links, identity, ports, configuration } = parts;
  return new Links({
    node: linkedNode(parts),
    identity,
    ...(links.isSigned ? { isSigned: links.isSigned } : {}),
    network: configuration.network,
    peers: peersOf(configuration),
    transport: links.transport,
    ports,
    private: configuration.record.private,
    notice: parts.notice,
    limits: { ...limitsOf(configuration), ...links.limits },
  });
}

const limitsOf = ({ links: { forgetSeconds, replayLimit, retryMostMs } }: Configuration) => ({
  forgetMs: forgetSeconds * 1000,
  replayLimit,
  retryMostMs,
});

const peersOf = ({ links }: Configuration): readonly Peer[] =>
  links.peers.map(({ name, address, key, connect, snapshot }) => ({
    ...{ name, address, key },
    isCalled: connect,
    isTrusted: snapshot,
  }));

function linkedNode({ record, log, state, fold, configuration, software, ...parts }: LinksParts): LinkedNode {
  return {
    id: configuration.node.id as NodeId,
    name: configuration.node.name,
    software,
    log,
    get origin() {
      return record.origin;
    },
    get isReady() {
      return record.phase === "ready";
    },
    get have() {
      return record.have;
    },
    get committed() {
      return record.committed;
    },
    get greatest() {
      return record.greatest;
    },
    committed$: record.committed$,
    rolledBack$: record.rolledBack$,
    promise: (at) => record.promise(at),
    admit: (arrivals, seals) => {
      record.admit(arrivals, seals);
      parts.onAdmitted();
    },
    snapshots: parts.snapshots,
    rebase: (rebase) => record.rebase(rebase),
    late: (event) => {
      record.touch();
      parts.onMessage(event);
    },
    append: (draft) => {
      try {
        record.append(draft);
        parts.onAdmitted();
        return true;
      } catch (error) {
        if (error instanceof TurnFailed) return false;
        throw error;
      }
    },
    settle: () => record.settle(),
    keyOf: (node) => keyOf(state, node),
    isClosed: (origin) => state.origins.get(origin)?.isClosed === true,
    settled: (cut) => fold.settled(cut),
    catchingUp: (isCatchingUp) => fold.catchingUp(isCatchingUp),
  };
}
