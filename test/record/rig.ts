// A whole node in the test's process: virtual time, virtual sockets, and a log that the test can make fail.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestOf } from "../../projections/digest.ts";
import { Network } from "../../projections/network.ts";
import { loadCommands } from "../../src/commands/runner/registry.ts";
import { type Configuration, defaultConfiguration } from "../../src/config/schema.ts";
import { Node, type Trouble } from "../../src/node.ts";
import type { Entry, Log } from "../../src/record/log.ts";
import { entries, replay } from "../../src/record/replay.ts";
import { SqliteLog, type Step } from "../../src/record/sqlite-log.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { type VirtualClient, VirtualEdge } from "./virtual-edge.ts";
import { VirtualTime } from "./virtual-time.ts";

export const SERVER = "irc.hansard.local";
const registry = await loadCommands();

export interface RigOptions {
  readonly seed?: number;
  /** Called at each step of the log; a throw is the log's failure. */
  readonly onStep?: (step: Step) => void;
  readonly walBytes?: number;
  readonly private?: Configuration["record"]["private"];
}

export class Rig {
  readonly folder: string;
  readonly time: VirtualTime;
  readonly log: SqliteLog;
  readonly troubles: Trouble[] = [];
  node: Node;
  edge!: VirtualEdge;
  readonly #options: RigOptions;

  constructor(options: RigOptions = {}) {
    this.#options = options;
    this.folder = mkdtempSync(join(tmpdir(), "hansard-record-"));
    this.time = new VirtualTime(options.seed ?? 1);
    this.log = new SqliteLog(this.folder, {
      durability: "os",
      walBytes: options.walBytes ?? 64 * 1024 * 1024,
      onStep: (step) => this.#options.onStep?.(step),
    });
    this.node = this.start(this.log);
  }

  /** Starts a node on the log; also a second one, after the first was given up. */
  start(log: Log): Node {
    const configuration = { ...defaultConfiguration(), cloak: { isEnabled: false } };
    const { ports } = this.time;
    this.node = new Node({
      configuration: {
        ...configuration,
        record: { ...configuration.record, private: this.#options.private ?? "body" },
      },
      ports,
      log,
      registry,
      software: "hansard-test",
      edge: (accept) => {
        this.edge = new VirtualEdge(accept, ports.scheduler.soon);
        return this.edge;
      },
      isUnlimited: true,
      onTrouble: (trouble) => this.troubles.push(trouble),
    });
    return this.node;
  }

  /** A registered client; its welcome is taken away. */
  register(nick: string, ...channels: readonly string[]): VirtualClient {
    const client = this.edge.connect();
    client.send(`NICK ${nick}`, `USER ${nick} 0 * :${nick}`, ...channels.map((name) => `JOIN ${name}`));
    this.time.settle();
    client.take();
    return client;
  }

  /** What the log holds, read through a connection of its own. */
  stored(): readonly Entry[] {
    const reader = new SqliteReader(this.folder);
    try {
      return [...entries(reader)];
    } finally {
      reader.close();
    }
  }

  storedTypes(after = 0): readonly string[] {
    return this.stored()
      .slice(after)
      .map((entry) => nameOf(entry));
  }

  liveDigest(): string {
    return digestOf(this.node.network.state);
  }

  /** The state that follows from the log alone. */
  replayedDigest(): string {
    const reader = new SqliteReader(this.folder);
    const network = new Network();
    replay(reader, network);
    reader.close();
    return digestOf(network.state);
  }

  close(): void {
    this.log.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The type of an event, or the name of a note. */
export function nameOf(entry: Entry): string {
  const header = JSON.parse(entry.header) as { readonly type?: string; readonly note?: string };
  return header.type ?? header.note ?? "?";
}
