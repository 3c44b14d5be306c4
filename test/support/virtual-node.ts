// A real node in a virtual world: in-memory log, an edge without sockets, time that moves when told to. One step is:
// feed bytes, settle, take what each client was written. It must not judge, and it must not reach into the node.
import { loadCommands, type Registry } from "../../src/commands/runner/registry.ts";
import { type Configuration, defaultConfiguration } from "../../src/config/schema.ts";
import type { Identity } from "../../src/link/identity.ts";
import { Node, type Trouble } from "../../src/node.ts";
import type { Reloaded } from "../../src/node-configuration.ts";
import type { NodeLinks } from "../../src/node-links.ts";
import type { Log } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import { VirtualEdge } from "./virtual-edge.ts";
import { VirtualPorts } from "./virtual-ports.ts";

/** Read once per process: every node of a test run shares it. */
export const commands: Registry = await loadCommands();
/** Parsed once per process, and hosts shown as they are. Spread it to change a key. */
export const configuration: Configuration = { ...defaultConfiguration(), cloak: { isEnabled: false } };

export interface VirtualOptions {
  readonly configuration?: Configuration;
  /** Another log, or that of an earlier node: then this one is its next epoch. */
  readonly log?: Log;
  /** Ports of an earlier node, so that time and randomness go on. */
  readonly ports?: VirtualPorts;
  readonly seed?: number;
  /** No flood budget and no limit per address; the default, for most tests are not about them. */
  readonly isUnlimited?: boolean;
  /** In place of argon2. */
  readonly verifyPassword?: (hash: string, password: string) => Promise<boolean>;
  readonly reload?: () => Promise<Reloaded>;
  /** A node that is linked with others. */
  readonly identity?: Identity;
  readonly links?: NodeLinks;
}

export class VirtualNode {
  readonly node: Node;
  readonly log: Log;
  readonly ports: VirtualPorts;
  readonly edge: VirtualEdge;
  /** All that the node told its operator. */
  readonly troubles: Trouble[] = [];

  constructor(options: VirtualOptions = {}) {
    this.log = options.log ?? new MemoryLog();
    this.ports = options.ports ?? new VirtualPorts(options.seed);
    let edge: VirtualEdge | undefined;
    this.node = new Node({
      configuration: options.configuration ?? configuration,
      ports: this.ports,
      log: this.log,
      registry: commands,
      software: "hansard-virtual",
      edge: (accept) => {
        edge = new VirtualEdge(accept);
        return edge;
      },
      isUnlimited: options.isUnlimited ?? true,
      onTrouble: (trouble) => this.troubles.push(trouble),
      ...(options.verifyPassword ? { verifyPassword: options.verifyPassword } : {}),
      ...(options.reload ? { reload: options.reload } : {}),
      ...(options.identity ? { identity: options.identity } : {}),
      ...(options.links ? { links: options.links } : {}),
    });
    if (edge === undefined) throw new Error("the node asked for no edge");
    this.edge = edge;
    this.settle();
  }

  /** A client connects; gives the id by which the calls below name it. */
  connect(address = "192.0.2.1", port = 50_000, isSecure = false): number {
    return this.edge.open(address, port, isSecure);
  }

  /** Feeds bytes; text is sent as UTF-8 and without a line end of its own. Nothing is written before `settle`. */
  feed(id: number, bytes: string | Buffer): void {
    this.edge.feed(id, typeof bytes === "string" ? Buffer.from(bytes) : bytes);
  }

  /** The client's side of the connection is gone. */
  hangUp(id: number, reason = "Remote host closed the connection"): void {
    this.edge.lose(id, reason);
  }

  /** Ends the turn, and with it the connections that it ended, until nothing is left to do now. */
  settle(): void {
    while (this.ports.runSoon() || this.edge.settleEnds());
  }

  /** Lets time pass, timer by timer, settling after each. */
  pass(ms: number): void {
    let left = ms;
    for (let next = this.ports.untilNextTimer(); next !== undefined && next <= left; ) {
      this.ports.pass(next);
      this.settle();
      left -= next;
      next = this.ports.untilNextTimer();
    }
    this.ports.pass(left);
    this.settle();
  }

  /** The lines that the client was written since the last call, without their ends. */
  lines(id: number): readonly string[] {
    const text = this.edge.take(id);
    return text === "" ? [] : text.replace(/\r\n$/, "").split("\r\n");
  }

  /** Feeds one line, settles, and gives what its sender was written: for example tests. */
  say(id: number, line: string): readonly string[] {
    this.feed(id, `${line}\r\n`);
    this.settle();
    return this.lines(id);
  }

  async stop(reason = "done"): Promise<void> {
    const stopped = this.node.stop(reason);
    this.settle();
    await stopped;
  }
}
