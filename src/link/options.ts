// What the links of a node are given.
import type { Ports } from "../record/ports.ts";
import type { Identity, IsSigned } from "./identity.ts";
import type { LinkLimits } from "./limits.ts";
import type { LinkedNode, LinkNotice, Peer, Transport } from "./ports.ts";

export interface LinksOptions {
  readonly node: LinkedNode;
  readonly identity: Identity;
  /** Ed25519 unless a simulation has something cheaper. */
  readonly isSigned?: IsSigned;
  readonly network: string;
  readonly peers: readonly Peer[];
  readonly transport: Transport;
  readonly ports: Ports;
  /** What of private messages for this node is stored. */
  readonly private: "body" | "digest" | "none";
  readonly notice: (notice: LinkNotice) => void;
  readonly limits?: Partial<LinkLimits>;
}
