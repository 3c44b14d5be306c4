// hansard link list: the peers of the configuration, and by the record which of them are linked now.
import { isoOf } from "../../audit/moment.ts";
import { isLocked } from "../../record/folder-lock.ts";
import { missingIn } from "../../record/hole.ts";
import { LogError } from "../../record/log.ts";
import { SqliteReader } from "../../record/sqlite-reader.ts";
import { type Options, shared, verb } from "../verb.ts";
import { config, configured, type PeerOfFile } from "./configured.ts";
import { type LastLink, lastLinks } from "./linked-now.ts";

const options = {
  config,
  data: { kind: "text", value: "DIR", help: "Data folder, in place of the configured one." },
  json: shared.json,
} as const satisfies Options;

export const list = verb({
  name: "link list",
  summary: "Lists the configured peers, and which of them are linked now and since when.",
  parameters: [],
  options,
  notes: [
    "What is linked is read from the record, also while the node runs; round trips and backlogs are in its STATS l.",
    "While the node fetches events of before a peer's snapshot, it says how many are missing.",
    "With --json: one object a peer with name, address (or null), key, connect, isLinked, node, at and reason of the " +
      "last that is on record of the link since the node's start (null where there is nothing), and missing: of how " +
      "many events of before a snapshot the node has the state alone.",
  ],
  examples: ["hansard link list --config hansard.yaml", "hansard link list --config hansard.yaml --json"],
  async run({ options: wanted }, io) {
    const { node, links, data } = await configured(wanted.config, wanted.data);
    const isRunning = isLocked(data);
    const { last, missing } = recordedIn(data, node.id);
    for (const peer of links.peers) {
      const said = last.get(peer.key);
      const isLinked = isRunning && said?.isLinked === true;
      await io.out(wanted.json ? asJson(peer, said, { isLinked, missing }) : asText(peer, said, isLinked));
    }
    if (missing > 0) io.err(`${missing} events of before a snapshot are missing, and are fetched from linked peers\n`);
    if (links.peers.length === 0) io.err("no peers: `hansard link add` writes one into the configuration\n");
    if (!isRunning) io.err(`no node runs on ${data}: nothing is linked\n`);
    return 0;
  },
});

interface Recorded {
  /** Key of a peer → the last that was said of the link with it. */
  readonly last: ReadonlyMap<string, LastLink>;
  readonly missing: number;
}

/** Nothing for a node that has not run yet. */
function recordedIn(data: string, node: string): Recorded {
  let log: SqliteReader;
  try {
    log = new SqliteReader(data);
  } catch (error) {
    if (error instanceof LogError && error.code === "LOG_MISSING") return { last: new Map(), missing: 0 };
    throw error;
  }
  try {
    return { last: lastLinks(log, node), missing: missingIn(log.hole()) };
  } finally {
    log.close();
  }
}

interface Shown {
  readonly isLinked: boolean;
  readonly missing: number;
}

function asJson(peer: PeerOfFile, said: LastLink | undefined, { isLinked, missing }: Shown): string {
  const { name, address = null, key, connect } = peer;
  const { node = null, at, reason = null } = said ?? {};
  const time = at === undefined ? null : isoOf(at);
  return `${JSON.stringify({ name, address, key, connect, isLinked, node, at: time, reason, missing })}\n`;
}

function asText({ name, address, connect }: PeerOfFile, said: LastLink | undefined, isLinked: boolean): string {
  const how = connect ? `called at ${address}` : "calls this node";
  return `${name}  ${stateOf(said, isLinked)}  (${how})\n`;
}

function stateOf(said: LastLink | undefined, isLinked: boolean): string {
  if (said === undefined) return "not linked since the start";
  const { node, at, reason } = said;
  if (isLinked) return `linked with ${node} since ${isoOf(at)}`;
  return said.isLinked ? `was linked with ${node} from ${isoOf(at)}` : `not linked since ${isoOf(at)}: ${reason}`;
}
