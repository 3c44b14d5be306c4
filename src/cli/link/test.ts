// hansard link test: tries the way to a peer, without becoming linked and without disturbing a node that is.
import type { Configuration } from "../../config/schema.ts";
import { EVENT_VERSIONS } from "../../link/handshake.ts";
import { isSigned } from "../../link/identity.ts";
import { LINK_LIMITS } from "../../link/limits.ts";
import { type Probed, probe } from "../../link/probe.ts";
import { TlsTransport } from "../../link/tls-transport.ts";
import { LogError } from "../../record/log.ts";
import { SqliteReader } from "../../record/sqlite-reader.ts";
import { systemPorts } from "../../record/system-ports.ts";
import { Complaint, errors } from "../errors.ts";
import { makeFolder } from "../start/data-folder.ts";
import { ownIdentity } from "../start/links.ts";
import { type Options, shared, verb } from "../verb.ts";
import { software } from "../version.ts";
import { config, configured, type PeerOfFile, peerOf } from "./configured.ts";
import { keyOfNode } from "./linked-now.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

const options = {
  config,
  data: { kind: "text", value: "DIR", help: "Data folder with the node's key, in place of the configured one." },
  json: shared.json,
} as const satisfies Options;

export const test = verb({
  name: "link test",
  summary: "Calls a peer as this node would, and says whether both would link, or why not and what to do.",
  parameters: [{ name: "NAME", help: "The peer's name under links.peers." }],
  options,
  notes: [
    "Both say HELLO, and the peer proves its key. This side proves nothing and says goodbye (PROBED): nothing is " +
      "linked, and a link that is there stays as it is. It can be tried at any time, also while the node runs.",
    "Exit code 0: both would link. 6: they would not, or the peer cannot be reached.",
    "With --json: one object with isWell and either node, name, software, remote, tookMs and offsetMicros (how far " +
      "the peer's clock is ahead), or code, reason and linkCode (of the side that refuses, else null).",
  ],
  examples: ["hansard link test irc.b.example --config hansard.yaml"],
  async run({ options: wanted, parameters: [name = ""] }, io) {
    const configuration = await configured(wanted.config, wanted.data);
    const peer = peerOf(configuration, name);
    const verdict = verdictOf(peer, await tried(configuration, peer));
    if (wanted.json) await io.out(`${JSON.stringify(verdict)}\n`);
    else if (verdict.isWell) await io.out(shown(verdict));
    else throw new Complaint(verdict.code, verdict.reason);
    return verdict.isWell ? 0 : errors[verdict.code].exit;
  },
});

/** Throws Complaint, KeyError, LogError. */
async function tried(configuration: Configuration, { name, address, key, connect }: PeerOfFile): Promise<Probed> {
  if (address === undefined) {
    const why = `${name} has no address under links.peers: it has to call this node`;
    throw new Complaint("LINK_NO_ADDRESS", `${why}. Try it there, with \`hansard link test\``);
  }
  const { node, network, data, links } = configuration;
  makeFolder(data);
  const log = logIn(data);
  const ports = systemPorts();
  const transport = new TlsTransport({ scheduler: ports.scheduler });
  // Timers of the ports keep no program alive, and a socket that is being opened does: this covers what is between.
  const awake = setInterval(() => undefined, 1000);
  try {
    return await probe({
      ...{ transport, ports, peer: { name, address, key, isCalled: connect }, handshakeMs: LINK_LIMITS.handshakeMs },
      handshake: {
        ...{ identity: ownIdentity(data), isSigned, peers: links.peers },
        own: {
          network,
          node: node.id,
          origin: `${node.id}.test`,
          name: node.name,
          software: software(),
          events: EVENT_VERSIONS,
        },
        keyOf: (id) => (log === undefined ? undefined : keyOfNode(log, id)),
      },
    });
  } finally {
    clearInterval(awake);
    log?.close();
    await transport.close();
  }
}

/** None for a node that has not run yet. */
function logIn(data: string): SqliteReader | undefined {
  try {
    return new SqliteReader(data);
  } catch (error) {
    if (error instanceof LogError && error.code === "LOG_MISSING") return undefined;
    throw error;
  }
}

function shown({ node, name, software: build, remote, tookMs, offsetMicros }: Verdict & { isWell: true }): string {
  const side = offsetMicros < 0 ? "behind" : "ahead";
  const off = `${(Math.abs(offsetMicros) / 1000).toFixed(0)} ms ${side}`;
  return [
    `ok: ${name} (${node}, ${build}) at ${remote} has proved its key and takes this node`,
    `    handshake in ${tookMs.toFixed(0)} ms; its clock is ${off}, give or take as much`,
    "",
  ].join("\n");
}
