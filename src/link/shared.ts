// What all links of a node have in common.
import type { Wall } from "../../events/clock.ts";
import type { Ports, Scheduler } from "../record/ports.ts";
import { Bodies } from "./bodies.ts";
import { Heads } from "./heads.ts";
import type { Identity, IsSigned } from "./identity.ts";
import { Keys } from "./keys.ts";
import { LateBodies } from "./late-bodies.ts";
import type { LinkLimits } from "./limits.ts";
import type { LinkedNode } from "./ports.ts";
import { Promises } from "./promises.ts";
import { Recent } from "./recent.ts";

export interface Shared {
  readonly node: LinkedNode;
  readonly identity: Identity;
  readonly isSigned: IsSigned;
  readonly heads: Heads;
  readonly keys: Keys;
  readonly promises: Promises;
  readonly bodies: Bodies;
  readonly late: LateBodies;
  readonly recent: Recent;
  readonly limits: LinkLimits;
  readonly wall: Wall;
  readonly scheduler: Scheduler;
  /** Whether private messages for this node are stored with their bodies. */
  readonly keepsPrivate: boolean;
  /** Origin → last sequence that is committed. */
  readonly committed: ReadonlyMap<string, number>;
  /** The one exchange at a time whose peer was told that a snapshot will do. */
  willing: object | undefined;
  /** Keys of peers whose snapshot could not be used: their events are read instead, until peers are configured anew. */
  readonly unsound: Set<string>;
}

export interface SharedOptions {
  readonly node: LinkedNode;
  readonly identity: Identity;
  readonly isSigned: IsSigned;
  readonly ports: Ports;
  readonly limits: LinkLimits;
  readonly private: "body" | "digest" | "none";
  readonly committed: ReadonlyMap<string, number>;
}

/** `ask` asks the peers for the body of a private message. */
export function sharedOf(options: SharedOptions, ask: (origin: string, seq: number) => void): Shared {
  const { node, identity, isSigned, ports, limits, committed } = options;
  const { wall, scheduler } = ports;
  const recent = new Recent(node.log, limits.recentEntries);
  const heads = new Heads(node.log, identity, recent);
  const keys = new Keys(node);
  const { bodyWaitMs: waitMs, bodyKeepMs: keepMs } = limits;
  return {
    ...{ node, identity, isSigned, heads, keys, recent, limits, wall, scheduler, committed },
    promises: new Promises({ node, heads, keys, identity, isSigned, wall }),
    bodies: new Bodies(limits),
    late: new LateBodies({ scheduler, wall, waitMs, keepMs, ask, deliver: (event) => node.late(event) }),
    keepsPrivate: options.private === "body",
    willing: undefined,
    unsound: new Set(),
  };
}
