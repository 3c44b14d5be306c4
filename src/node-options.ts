// What a node is made of, and what it tells its operator.
import type { Header } from "../events/envelope.ts";
import type { Origin } from "../events/names.ts";
import type { Registry } from "./commands/runner/registry.ts";
import type { Reload } from "./commands/runner/view.ts";
import type { Configuration } from "./config/schema.ts";
import type { Identity } from "./link/identity.ts";
import type { LinkNotice } from "./link/ports.ts";
import type { MakeEdge } from "./net/edge.ts";
import type { HostNames } from "./net/host-names.ts";
import type { Reloaded, VerifyPassword } from "./node-configuration.ts";
import type { NodeLinks } from "./node-links.ts";
import type { PassedOver } from "./node-waiting.ts";
import type { Log, LogReader } from "./record/log.ts";
import type { Ports } from "./record/ports.ts";
import type { Snapshots } from "./record/snapshot.ts";
import type { Phase, RolledBack } from "./record/turn.ts";

export interface NodeOptions {
  readonly configuration: Configuration;
  readonly ports: Ports;
  /** What was recorded so far; the log itself if it is left out. */
  readonly past?: LogReader;
  /** For writing; a function is called once the past is read and found sound. `stop` does not close it. */
  readonly log: Log | (() => Log);
  /** Where states of the past are kept, so that a start need not read the whole log. */
  readonly snapshots?: Snapshots;
  readonly registry: Registry;
  readonly software: string;
  readonly edge: MakeEdge;
  /** Loopback only: no flood budget and no limit per address. */
  readonly isUnlimited?: boolean;
  /** Goes on although the log ends in the future of this machine's clock. */
  readonly allowsFutureLog?: boolean;
  readonly onTrouble?: (trouble: Trouble) => void;
  /** Reads the configuration again. Without it REHASH says that there is nothing to read. */
  readonly reload?: () => Promise<Reloaded>;
  /** Key of the cloaks where the configuration has none; a random one if it is left out. */
  readonly cloakSecret?: string;
  /** Looks up the names of clients' hosts; left out, they go by their addresses. */
  readonly hostNames?: HostNames;
  /** In place of argon2. */
  readonly verifyPassword?: VerifyPassword;
  /** The node's key; other nodes know it by that. */
  readonly identity?: Identity;
  /** How this node is linked with its peers; left out, it is alone. */
  readonly links?: NodeLinks;
}

/** For the operator's log: what went wrong, and that it is well again. */
export type Trouble =
  | { readonly kind: "rolled-back"; readonly rolledBack: RolledBack }
  | { readonly kind: "phase"; readonly phase: Phase }
  | { readonly kind: "reloaded"; readonly reload: Reload }
  | { readonly kind: "link"; readonly notice: LinkNotice }
  /** Messages that found no room to wait for a merge. */
  | { readonly kind: "passed-over"; readonly passedOver: PassedOver }
  /** Another node with this one's id, or an operator, has ended this node's epoch: it goes on in a new one. */
  | { readonly kind: "epoch-ended"; readonly origin: Origin }
  /** An event of a newer build is on record: the node has sent its users away and only passes on what comes. */
  | { readonly kind: "outdated"; readonly event: Header }
  | { readonly kind: "defect"; readonly verb: string; readonly error: unknown };
