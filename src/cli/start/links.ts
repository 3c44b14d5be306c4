// What the configuration says of links, as a node takes it: its own key, its peers, and where it listens for them.
import { readPlace } from "../../config/links.ts";
import type { Configuration } from "../../config/schema.ts";
import { type Identity, identityIn } from "../../link/identity.ts";
import type { Peer } from "../../link/ports.ts";
import { Complaint } from "../errors.ts";
import { type Place, shownPlace } from "./listen.ts";

export interface LinkSettings {
  readonly identity: Identity;
  readonly peers: readonly Peer[];
  readonly listen: readonly Place[];
  readonly graceMs: number;
  readonly forgetMs: number;
}

/**
 * The data folder must be there; the key is made in it at first need. Throws Complaint CONFIG_INVALID, DATA_UNUSABLE,
 * and KeyError.
 */
export function linkSettings(configuration: Configuration): LinkSettings {
  const { links, data } = configuration;
  const identity = ownIdentity(data);
  refuseOwnKey(configuration, identity.key);
  return {
    identity,
    peers: links.peers.map(({ name, address, key, connect, snapshot }) => ({
      ...{ name, address, key },
      isCalled: connect,
      isTrusted: snapshot,
    })),
    listen: linkPlaces(configuration),
    graceMs: links.graceMs,
    forgetMs: links.forgetSeconds * 1000,
  };
}

export const linkPlaces = ({ links }: Configuration): readonly Place[] =>
  links.listen.flatMap((text) => readPlace(text) ?? []);

/** A node is no peer of itself. Throws Complaint CONFIG_INVALID. */
export function refuseOwnKey({ links, data }: Configuration, key: string): void {
  const own = links.peers.find((each) => each.key === key);
  if (own === undefined) return;
  const why = `links.peers: ${own.name} has the key of this node itself (${data}). Each node has its own`;
  throw new Complaint("CONFIG_INVALID", `${why}; \`hansard id\` prints it there`);
}

/** Throws Complaint DATA_UNUSABLE for what the system refuses, and KeyError for what is no key. */
export function ownIdentity(folder: string): Identity {
  try {
    return identityIn(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new Complaint("DATA_UNUSABLE", `the node's key cannot be had: ${(error as Error).message}`);
  }
}

/** Where peers find the node: the first place that it listens on for them, by its own name where that is every one. */
export function peerAddress(configuration: Configuration): string | undefined {
  const [first] = linkPlaces(configuration);
  const { node } = configuration;
  if (first === undefined) return undefined;
  const isEverywhere = first.host === "::" || first.host === "0.0.0.0";
  return shownPlace(isEverywhere ? node.name : first.host, first.port);
}
