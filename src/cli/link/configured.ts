// What the actions of `hansard link` share: the configuration that they work on, and the peer that is meant.
import { didYouMean } from "../../config/nearest.ts";
import type { Configuration } from "../../config/schema.ts";
import { Complaint } from "../errors.ts";
import { settings } from "../start/settings.ts";
import type { Option } from "../verb.ts";

export type PeerOfFile = Configuration["links"]["peers"][number];

export const config = {
  kind: "text",
  value: "FILE",
  help: "Configuration file of the node.",
} as const satisfies Option;

/** Throws Complaint USAGE, CONFIG_MISSING, CONFIG_INVALID. */
export function configured(file: string | undefined, data?: string): Promise<Configuration> {
  return settings({ config: fileOf(file), data, host: undefined, port: undefined, "no-limits": false });
}

/** Throws Complaint USAGE. */
export function fileOf(file: string | undefined): string {
  if (file !== undefined) return file;
  throw new Complaint("USAGE", "--config FILE is needed: peers stand in a configuration file");
}

/** Throws Complaint PEER_UNKNOWN. */
export function peerOf({ links: { peers } }: Configuration, name: string): PeerOfFile {
  const found = peers.find((peer) => peer.name === name);
  if (found) return found;
  const names = peers.map((peer) => peer.name);
  const there = names.length === 0 ? "there is none" : `there are ${names.join(", ")}`;
  throw new Complaint(
    "PEER_UNKNOWN",
    `no peer is called ${name}${didYouMean(name, names)}; under links.peers ${there}`,
  );
}
