// Several real nodes in one virtual world, linked as a test says: cables can be cut and mended, clients are known by their
// nicks. It must not judge.
import type { Configuration } from "../../src/config/schema.ts";
import { type Identity, newIdentity } from "../../src/link/identity.ts";
import type { AcceptWire, Transport, Wire, WireReceiver } from "../../src/link/ports.ts";
import type { NodeLinks } from "../../src/node-links.ts";
import type { MemoryLog } from "../../src/record/memory-log.ts";
import { configuration, VirtualNode } from "./virtual-node.ts";
import { VirtualPorts } from "./virtual-ports.ts";

/** "a", "b" …: node 1AA is irc.a. */
export type Letter = string;

interface End {
  readonly letter: Letter;
  receiver: WireReceiver | undefined;
  isOpen: boolean;
}

/** Long enough for a link to be called again after a cut, and for all that is to be said to be said. */
const QUIET_MS = 40_000;
export const GRACE_MS = 10_000;

export class LinkedNodes {
  readonly ports = new VirtualPorts();
  readonly #nodes = new Map<Letter, VirtualNode>();
  readonly #configurations = new Map<Letter, Configuration>();
  readonly #accepts = new Map<Letter, AcceptWire>();
  readonly #links: Partial<NodeLinks>;
  readonly #barred = new Set<string>();
  readonly #connections: (readonly [End, End])[] = [];
  readonly #clients = new Map<string, { readonly letter: Letter; readonly id: number }>();

  /** `cables`: "ab" is one between irc.a and irc.b. Operators have the password "secret" under the name "boss". */
  constructor(cables: readonly string[], links: Partial<NodeLinks> = {}) {
    this.#links = links;
    const letters = [...new Set(cables.join(""))].sort();
    const identities = new Map(letters.map((letter) => [letter, newIdentity()]));
    for (const letter of letters) this.#start(letter, cables, identities);
    this.pass(QUIET_MS);
  }

  node(letter: Letter): VirtualNode {
    return this.#nodes.get(letter) as VirtualNode;
  }

  /** A client registers, and what it is told at that is forgotten. */
  connect(letter: Letter, nick: string, ...lines: readonly string[]): this {
    const node = this.node(letter);
    const id = node.connect();
    this.#clients.set(nick, { letter, id });
    node.feed(id, `NICK ${nick}\r\nUSER u 0 * :Real ${nick}\r\n`);
    for (const line of lines) node.feed(id, `${line}\r\n`);
    this.pass(1000);
    this.heard();
    return this;
  }

  /** Sends a line, or several at once, lets them reach every node in reach, and gives what its sender was written. */
  say(nick: string, line: string): readonly string[] {
    this.heard();
    const { letter, id } = this.#client(nick);
    this.node(letter).feed(id, `${line}\r\n`);
    this.pass(1000);
    return this.node(letter).lines(id);
  }

  /** What the client was written since it was asked last. */
  lines(nick: string): readonly string[] {
    const { letter, id } = this.#client(nick);
    return this.node(letter).lines(id);
  }

  /** What all have been written is forgotten. */
  heard(): void {
    for (const nick of this.#clients.keys()) this.lines(nick);
  }

  /** Becoming an operator takes a while that is no virtual time. */
  async operator(nick: string): Promise<void> {
    const { letter, id } = this.#client(nick);
    this.node(letter).feed(id, "OPER boss secret\r\n");
    this.settle();
    await new Promise((done) => setImmediate(done));
    this.pass(1000);
    this.heard();
  }

  /** The cable is cut, and both ends are told. */
  cut(one: Letter, other: Letter, ms = GRACE_MS + 5000): this {
    this.#barred.add(wayOf(one, other));
    for (const ends of this.#connections) {
      if (wayOf(ends[0].letter, ends[1].letter) === wayOf(one, other)) for (const end of ends) this.#drop(end, "cut");
    }
    this.pass(ms);
    return this;
  }

  mend(one: Letter, other: Letter): this {
    this.#barred.delete(wayOf(one, other));
    this.pass(QUIET_MS);
    return this;
  }

  pass(ms: number): void {
    let left = ms;
    this.settle();
    for (let next = this.ports.untilNextTimer(); next !== undefined && next <= left; ) {
      this.ports.pass(next);
      this.settle();
      left -= next;
      next = this.ports.untilNextTimer();
    }
    this.ports.pass(left);
    this.settle();
  }

  settle(): void {
    let isBusy = true;
    while (isBusy) {
      isBusy = this.ports.runSoon();
      for (const { edge } of this.#nodes.values()) isBusy = edge.settleEnds() || isBusy;
    }
  }

  /** Puts other links in force at a running node; gives the keys that wait for a restart. */
  relink(
    letter: Letter,
    change: (links: Configuration["links"]) => Partial<Configuration["links"]>,
  ): readonly string[] {
    const before = this.#configurations.get(letter) as Configuration;
    const after = { ...before, links: { ...before.links, ...change(before.links) } };
    this.#configurations.set(letter, after);
    const waiting = this.node(letter).node.reconfigure(after);
    this.pass(1000);
    return waiting;
  }

  log(letter: Letter): MemoryLog {
    return this.node(letter).log as MemoryLog;
  }

  #client(nick: string): { readonly letter: Letter; readonly id: number } {
    const client = this.#clients.get(nick);
    if (client === undefined) throw new Error(`nobody is called ${nick}`);
    return client;
  }

  /** The earlier letter calls the later one. */
  #start(letter: Letter, cables: readonly string[], identities: ReadonlyMap<Letter, Identity>): void {
    const neighbours = cables.flatMap((cable) => (cable.includes(letter) ? [cable.replace(letter, "")] : []));
    const peers = neighbours.map((other) => ({
      name: `irc.${other}`,
      address: `${other}:1`,
      key: identities.get(other)?.key ?? "",
      connect: letter < other,
      snapshot: false,
    }));
    const number = letter.charCodeAt(0) - 96;
    const node = {
      id: `${number}${letter.toUpperCase().repeat(2)}`,
      name: `irc.${letter}`,
      description: `the node ${letter}`,
    };
    const privileges = ["ban", "kill", "links", "notices", "wallops"] as const;
    const own = {
      ...configuration,
      node,
      links: { ...configuration.links, peers, graceMs: GRACE_MS },
      operators: [{ name: "boss", password: "secret", class: "all", hosts: [], tls: false }],
      operatorClasses: [{ name: "all", privileges: [...privileges] }],
    };
    this.#configurations.set(letter, own);
    const virtual = new VirtualNode({
      ports: this.ports,
      identity: identities.get(letter) as Identity,
      links: { transport: this.#transportOf(letter), ...this.#links },
      verifyPassword: (hash, password) => Promise.resolve(hash === password),
      configuration: own,
    });
    this.#nodes.set(letter, virtual);
    this.#accepts.set(letter, virtual.node.links?.accept as AcceptWire);
  }

  #transportOf(letter: Letter): Transport {
    return {
      connect: (address, accept, failed) => {
        const other = address.slice(0, 1);
        this.ports.scheduler.after(1, () => {
          const answers = this.#accepts.get(other);
          if (answers === undefined || this.#barred.has(wayOf(letter, other))) return failed("no way there");
          const near: End = { letter, receiver: undefined, isOpen: true };
          const far: End = { letter: other, receiver: undefined, isOpen: true };
          const material = Buffer.alloc(32, this.#connections.push([near, far]));
          near.receiver = accept(this.#wire(near, far, material));
          far.receiver = answers(this.#wire(far, near, material));
        });
      },
    };
  }

  #wire(near: End, far: End, material: Uint8Array): Wire {
    const later = (task: () => void) => void this.ports.scheduler.after(1, task);
    return {
      material,
      remote: far.letter,
      send: (bytes) => {
        if (near.isOpen) later(() => far.isOpen && far.receiver?.data(Buffer.from(bytes)));
      },
      close: () => {
        this.#drop(near, "closed here");
        later(() => this.#drop(far, "closed there"));
      },
    };
  }

  #drop(end: End, reason: string): void {
    if (!end.isOpen) return;
    end.isOpen = false;
    end.receiver?.closed(reason);
  }
}

const wayOf = (one: Letter, other: Letter) => [one, other].sort().join("");
