// hansard link add and remove: change links.peers in the configuration file, and say how that comes in force.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type PeerEntry, withoutPeer, withPeer } from "../../config/edit-peers.ts";
import { readConfiguration } from "../../config/load.ts";
import type { Configuration } from "../../config/schema.ts";
import { KEY_FILE } from "../../link/identity.ts";
import { Complaint } from "../errors.ts";
import { replaceFile } from "../replace-file.ts";
import { ownIdentity, refuseOwnKey } from "../start/links.ts";
import { type Options, verb } from "../verb.ts";
import { config, configured, fileOf, peerOf } from "./configured.ts";

const NO_ADDRESS = "-";

const addOptions = {
  config,
  "no-connect": { kind: "flag", help: "This node waits for the peer's call instead of calling it." },
  snapshot: {
    kind: "flag",
    help: "Where this node lacks much, it takes the peer's word for the state and goes on from it.",
  },
} as const satisfies Options;

export const add = verb({
  name: "link add",
  summary: "Writes a peer into the configuration file.",
  parameters: [
    { name: "NAME", help: "What this node calls the peer; its server name, as a rule." },
    { name: "ADDRESS", help: "HOST:PORT where the peer takes links; - where it takes none and calls this node." },
    { name: "KEY", help: "The peer's public key, as `hansard id` prints it there." },
  ],
  options: addOptions,
  notes: [
    "The rest of the file stays, comments included. What the configuration check would refuse is not written.",
    "A running node takes it at REHASH or SIGHUP.",
  ],
  examples: [
    "hansard link add irc.b.example irc.b.example:7000 9fK3… --config hansard.yaml",
    "hansard link add irc.c.example - 7sLq… --config hansard.yaml",
    "hansard link add irc.a.example irc.a.example:7000 5nPb… --snapshot --config hansard.yaml",
  ],
  async run({ options, parameters: [name = "", address = "", key = ""] }, io) {
    const before = await configured(options.config);
    const isCalled = address !== NO_ADDRESS && !options["no-connect"];
    const entry: PeerEntry = {
      name,
      ...(address === NO_ADDRESS ? {} : { address }),
      key,
      ...(isCalled ? {} : { connect: false as const }),
      ...(options.snapshot ? { snapshot: true as const } : {}),
    };
    const file = fileOf(options.config);
    edit(file, (text) => withPeer(text, entry));
    await io.out(`added ${name} to ${file}\n${inForce(before)}`);
    return 0;
  },
});

const removeOptions = { config } as const satisfies Options;

export const remove = verb({
  name: "link remove",
  summary: "Takes a peer out of the configuration file.",
  parameters: [{ name: "NAME", help: "The peer's name under links.peers." }],
  options: removeOptions,
  notes: [
    "A running node ends the link at REHASH or SIGHUP, with PEER_REMOVED on both sides. Nothing on record is lost.",
    "The peer goes on calling until it is told of it there as well.",
  ],
  examples: ["hansard link remove irc.b.example --config hansard.yaml"],
  async run({ options, parameters: [name = ""] }, io) {
    const before = await configured(options.config);
    peerOf(before, name);
    const file = fileOf(options.config);
    edit(file, (text) => withoutPeer(text, name));
    await io.out(`removed ${name} from ${file}\n${inForce(before)}`);
    return 0;
  },
});

/** Throws Complaint; then the file is as it was. */
function edit(file: string, change: (text: string) => string): void {
  const text = change(readFileSync(file, "utf8"));
  const { configuration, problems } = readConfiguration(text, file);
  if (configuration === undefined)
    throw new Complaint("CONFIG_INVALID", `${file} would not be sound, and is as it was`, problems);
  const { data } = configuration;
  if (existsSync(join(data, KEY_FILE))) refuseOwnKey(configuration, ownIdentity(data).key);
  replaceFile(file, text);
}

/** A node that was started alone has no part for links. */
function inForce({ links }: Configuration): string {
  const isAlone = links.peers.length === 0 && links.listen.length === 0;
  const how = "/quote REHASH as an operator of this node, or kill -HUP its process";
  return isAlone ? "In force when the node is started again: it was alone.\n" : `To put it in force: ${how}.\n`;
}
