// A node of this build as a process of its own, set up as docs/guides/linking.md says: its keys come from `hansard id`.
// It must not decide what is measured or broken.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { isLinkedWith } from "../src/cli/link/linked-now.ts";
import { SqliteReader } from "../src/record/sqlite-reader.ts";
import { LOG_FILE } from "../src/record/sqlite-schema.ts";

/** HANSARD_MAIN names another build. */
const MAIN = process.env.HANSARD_MAIN ?? fileURLToPath(new URL("../dist/src/cli/main.js", import.meta.url));
const START_MS = 30_000;
const END_MS = 60_000;
const MOST_BYTES = 1024 * 1024;
/** What people must keep to and measurements exceed; `--no-limits` is for loopback alone. */
const SESSIONS = {
  connectionsPerAddress: 100_000,
  floodBurst: 1_000_000,
  floodPerSecond: 1_000_000,
  sendQueueBytes: 1_073_741_824,
  receiveQueueBytes: 16_777_216,
};

export interface NodeProcessOptions {
  /** A digit and two letters. */
  readonly id: string;
  /** Gets a folder of this node's own. */
  readonly folder: string;
  readonly host?: string;
  readonly linkHost?: string;
  /** A free one where it is left out. */
  readonly linkPort?: number;
  readonly graceMs?: number;
  /** A command that runs the rest of its arguments, such as `ip netns exec NAME`. */
  readonly within?: readonly string[];
  /** For Node itself, such as --cpu-prof. */
  readonly flags?: readonly string[];
}

interface Peer {
  readonly name: string;
  readonly key: string;
  readonly address?: string;
  readonly connect: boolean;
  /** Its snapshots are taken. */
  readonly snapshot?: boolean;
}

export class NodeProcess {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly host: string;
  readonly linkHost: string;
  linkPort: number;
  /** For clients; known once it has started. */
  port = 0;
  key = "";
  output = "";
  readonly #options: NodeProcessOptions;
  readonly #peers: Peer[] = [];
  #child: ChildProcess | undefined;

  constructor(options: NodeProcessOptions) {
    this.#options = options;
    this.id = options.id;
    this.name = `irc.${options.id.toLowerCase()}.test`;
    this.folder = join(options.folder, options.id);
    this.host = options.host ?? "127.0.0.1";
    this.linkHost = options.linkHost ?? "127.0.0.1";
    this.linkPort = options.linkPort ?? 0;
  }

  get data(): string {
    return join(this.folder, "data");
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async prepare(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    this.linkPort ||= await freePort();
    this.key = JSON.parse(await hansard("id", "--data", this.data, "--json")).key;
  }

  /** From the next start on this node calls the other, there or by way of `address`. */
  calls(other: NodeProcess, address = `${other.linkHost}:${other.linkPort}`, snapshot = false): void {
    this.#peers.push({ name: other.name, key: other.key, address, connect: true, snapshot });
    other.#peers.push({ name: this.name, key: this.key, connect: false });
  }

  async start(port = 0, withinMs = START_MS): Promise<void> {
    const { id, name, data, host, linkHost, linkPort } = this;
    const { graceMs = 10_000, within = [], flags = [] } = this.#options;
    const links = { listen: [`${linkHost}:${linkPort}`], peers: this.#peers, graceMs };
    const cloak = { secret: "one secret for all nodes of this network" };
    const configuration = { network: "Measured", node: { id, name }, data, cloak, links, sessions: SESSIONS };
    const file = join(this.folder, "hansard.yaml");
    // Every JSON text is YAML.
    writeFileSync(file, JSON.stringify({ ...configuration, listen: [{ host, port }] }, null, 2));
    const [command = "", ...args] = [...within, process.execPath, ...flags, MAIN, "start", "--config", file];
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
    this.#child = child;
    const from = this.output.length;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    }
    const ports = () => [...this.output.slice(from).matchAll(/^listening on \S+:(\d+)/gm)].map(([, each]) => each);
    await until(`${id} listens`, () => !this.isRunning || ports().length > 1, withinMs);
    if (!this.isRunning) throw new Error(`${id} ended at its start:\n${this.output.slice(from)}`);
    this.port = Number(ports()[0]);
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.#child?.kill(signal);
  }

  /** In good order; it writes what Node was asked to write at its end. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const isLate = await Promise.race([gone.then(() => false), delay(END_MS, true, { ref: false })]);
    if (isLate) child.kill("SIGKILL");
    await gone;
  }

  /** By its record: what it tells its operator it tells once. Throws LogError. */
  isLinkedWith({ id }: NodeProcess): boolean {
    if (!this.isRunning || !existsSync(join(this.data, LOG_FILE))) return false;
    const reader = new SqliteReader(this.data);
    try {
      return isLinkedWith(reader, this.id, id);
    } finally {
      reader.close();
    }
  }

  /** Links that were there and are not any more, since the character of its output. */
  lostSince(from: number): readonly string[] {
    return [...this.output.slice(from).matchAll(/"link-unlinked","text":"([^"]*)"/g)].map(([, text]) => text ?? "");
  }

  /** Bytes of it that are in memory. */
  rssBytes(): number {
    return this.#read("status", (text) => Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]) * 1024);
  }

  openFiles(): number {
    try {
      return readdirSync(`/proc/${this.pid}/fd`).length;
    } catch {
      return 0;
    }
  }

  /** Microseconds of CPU that it has used: of all its threads, and of the first alone. */
  cpu(): { readonly all: number; readonly main: number } {
    const micros = (text: string) => Number(text.split(" ")[0]) / 1000;
    try {
      const tasks = readdirSync(`/proc/${this.pid}/task`);
      const each = tasks.map((task) => this.#read(`task/${task}/schedstat`, micros));
      return { all: each.reduce((sum, one) => sum + one, 0), main: this.#read("schedstat", micros) };
    } catch {
      return { all: 0, main: 0 };
    }
  }

  /** A process that has gone uses nothing. */
  #read(file: string, value: (text: string) => number): number {
    try {
      return value(readFileSync(`/proc/${this.pid}/${file}`, "utf8"));
    } catch {
      return 0;
    }
  }
}

/** Runs a verb of the command line that answers and ends; gives its output. */
export async function hansard(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], { maxBuffer: MOST_BYTES });
  return stdout;
}

/** The sha256 of what a verb prints, for what is too long to be kept. Throws an Error if the verb fails. */
export async function hashOf(...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const hash = createHash("sha256");
  child.stdout.on("data", (bytes: Buffer) => hash.update(bytes));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`hansard ${args.join(" ")} ended with ${code}`);
  return hash.digest("hex");
}

export async function until(what: string, holds: () => boolean | Promise<boolean>, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await delay(50);
  }
}

/** A port of loopback that is free now. */
export function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}
