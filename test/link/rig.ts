// Nodes with a real record each, linked in one process and in virtual time.

import { hash } from "node:crypto";
import { HybridClock } from "../../events/clock.ts";
import { decodeHeader } from "../../events/codec.ts";
import type { AnyDraft, AnyEvent, Recorded } from "../../events/envelope.ts";
import {
  type ChannelId,
  type Micros,
  type NodeId,
  nodeOf,
  type Origin,
  type UserId,
  userId,
} from "../../events/names.ts";
import { Journal, undoableOf } from "../../projections/table.ts";
import { type Identity, identityFrom } from "../../src/link/identity.ts";
import type { LinkLimits } from "../../src/link/limits.ts";
import { Links } from "../../src/link/links.ts";
import type { LinkedNode, LinkNotice, Peer, SnapshotSource } from "../../src/link/ports.ts";
import type { Log, Seal } from "../../src/record/log.ts";
import type { Ports } from "../../src/record/ports.ts";
import type { Rebase } from "../../src/record/rebase.ts";
import { Record } from "../../src/record/record.ts";
import { entries } from "../../src/record/replay.ts";
import { TurnFailed } from "../../src/record/turn.ts";
import { FailingLog } from "../properties/failing-log.ts";
import { VirtualTime } from "../record/virtual-time.ts";
import { Network } from "./network.ts";

export const identityOfNode = (id: string): Identity => identityFrom(Buffer.from(id.padEnd(32, "."), "utf8"));

/** Signatures that cost nothing and that nobody here forges, for runs that make many. */
export const cheaply = {
  identityOf: (id: string): Identity => {
    const { key } = identityOfNode(id);
    return { key, sign: (bytes) => hash("sha256", Buffer.concat([Buffer.from(key), bytes]), "base64url") };
  },
  isSigned: (key: string, bytes: Uint8Array, signature: string) =>
    hash("sha256", Buffer.concat([Buffer.from(key), bytes]), "base64url") === signature,
};

/** One that can be told to refuse what is appended, where it is in memory. */
export type RigLog = Log & { isFailing?: boolean };

/** What a node is, to its links; all of it real but the state. */
export class RigNode implements LinkedNode {
  readonly id: NodeId;
  readonly name: string;
  readonly software = "rig";
  readonly log: RigLog;
  /** None are made unless a test says so. */
  snapshots: SnapshotSource | undefined;
  readonly record: Record;
  readonly late$: AnyEvent[] = [];
  readonly admitted: Recorded[] = [];
  readonly admissions: number[] = [];
  readonly catchUps: boolean[] = [];
  readonly cuts: number[] = [];
  readonly #clock: HybridClock;
  readonly #keys = new Map<string, string>();
  readonly #closed = new Set<string>();
  readonly #openings = new Map<string, string>();

  constructor(id: string, epoch: string, { ports, log, kept }: RigOptions) {
    this.id = id as NodeId;
    this.name = `${id.toLowerCase()}.example`;
    this.log = log;
    const have = new Map([...log.lastSequences(), ...Object.entries(log.hole()?.base.vector ?? {})]);
    for (const [origin, seq] of log.lastSequences()) have.set(origin, Math.max(seq, have.get(origin) ?? 0));
    for (const entry of entries(log)) if (entry.origin !== null) this.#look(entry.header, entry.body);
    this.#clock = new HybridClock(ports.wall, greatestIn(log));
    this.record = new Record({
      origin: `${id}.${epoch}` as Origin,
      clock: this.#clock,
      undoable: undoableOf(new Journal()),
      log,
      have,
      ports,
      private: kept,
      position: log.lastPosition(),
      onReduced: (entry) => this.onReduced?.(entry),
    });
    this.record.arrivals$.subscribe((events) => {
      this.admitted.push(...events);
      this.admissions.push(events.length);
      for (const event of events) this.#saw(event);
    });
    this.record.events$.subscribe((event) => this.#saw(event));
    this.#open();
  }

  beginEpoch(epoch: string): void {
    this.record.beginEpoch(`${this.id}.${epoch}` as Origin);
    this.#open();
  }

  #open(): void {
    const { key } = identityOfNode(this.id);
    this.append({ type: "OPEN", body: { node: this.id, name: this.name, software: "rig", firstUser: 1, key } });
    this.settle();
  }

  rebase(rebase: Rebase): void {
    this.record.rebase(rebase);
  }

  onReduced: ((entry: Parameters<Links["keepBody"]>[0]) => void) | undefined;

  get origin(): Origin {
    return this.record.origin;
  }
  get isReady(): boolean {
    return this.record.phase === "ready";
  }
  get have(): ReadonlyMap<string, number> {
    return this.record.have;
  }
  get committed(): number {
    return this.log.lastPosition();
  }
  get committed$() {
    return this.record.committed$;
  }
  get rolledBack$() {
    return this.record.rolledBack$;
  }
  get greatest(): number {
    return this.#clock.greatest;
  }
  promise(at: number): void {
    this.#clock.witness(at as never);
  }
  admit(...args: Parameters<Record["admit"]>): void {
    this.record.admit(...args);
  }
  late(event: AnyEvent): void {
    this.late$.push(event);
  }
  append(draft: AnyDraft): boolean {
    try {
      this.record.append(draft);
      return true;
    } catch (error) {
      if (error instanceof TurnFailed) return false;
      throw error;
    }
  }
  settle(): void {
    this.record.settle();
  }
  keyOf(node: NodeId): string | undefined {
    return this.#keys.get(node);
  }
  isClosed(origin: Origin): boolean {
    return this.#closed.has(origin);
  }
  settled(cut: number): void {
    this.cuts.push(cut);
  }
  catchingUp(isCatchingUp: boolean): void {
    this.catchUps.push(isCatchingUp);
  }

  user(number: number): UserId {
    return userId(this.origin, number);
  }

  say(text: string): void {
    this.append({ type: "PRIVMSG", actor: this.user(1), body: { channel: "#c" as ChannelId, text } });
  }

  /** A private message of this node's user to another's. */
  whisper(to: RigNode, text: string): void {
    const body = { sender: this.user(1), target: to.user(1), text };
    this.append({ type: "PRIVMSG", to: [this.id, to.id], body });
  }

  /** The texts of the private messages for this node, as they came, or null where they came without a body. */
  heard(): (string | null)[] {
    return this.admitted
      .filter(({ to }) => to?.includes(this.id))
      .map(({ body }) => (body !== null && "text" in body ? (body.text ?? "") : null));
  }

  heardLate(): string[] {
    return this.late$.map(({ body }) => ("text" in body ? (body.text ?? "") : ""));
  }

  #look(header: string, body: string | null): void {
    const read = decodeHeader(header);
    this.#saw({ ...read, body: body === null ? null : JSON.parse(body) } as Recorded);
  }

  #saw(event: Recorded): void {
    if (event.type === "CLOSE") this.#closed.add(event.origin);
    if (event.type !== "OPEN" || event.body === null) return;
    if (event.body.key !== undefined) this.#keys.set(nodeOf(event.origin), event.body.key);
    const former = this.#openings.get(nodeOf(event.origin));
    if (former !== undefined) this.#closed.add(former);
    this.#openings.set(nodeOf(event.origin), event.origin);
  }
}

export interface RigOptions {
  readonly ports: Ports;
  readonly log: RigLog;
  readonly kept: "body" | "digest" | "none";
}

const greatestIn = (log: Log) =>
  [...entries(log)].reduce(
    (most, { origin, header }) => (origin === null ? most : Math.max(most, decodeHeader(header).at)),
    0,
  );

export interface Machine {
  readonly node: RigNode;
  readonly links: Links;
  readonly notices: LinkNotice[];
  readonly peers: readonly Peer[];
}

export interface MachineOptions {
  readonly log?: RigLog;
  readonly epoch?: string;
  readonly kept?: RigOptions["kept"];
  readonly limits?: Partial<LinkLimits>;
  /** It calls all its peers, and not only those with a greater id. */
  readonly callsAll?: boolean;
  /** Microseconds by which its clock is off. */
  readonly offMicros?: number;
  readonly isCheap?: boolean;
  /** Whose snapshots it takes. */
  readonly trusts?: readonly string[];
}

/** A world without nodes yet; with one seed it always runs in the same way. */
export function world(seed = 1) {
  const time = new VirtualTime(seed);
  const network = new Network(time, seed);
  const logs = new Map<string, Log>();
  const make = (id: string, peers: readonly string[], options: MachineOptions = {}): Machine => {
    const { log = new FailingLog(), epoch = "e1", limits, callsAll = false, offMicros = 0, isCheap = false } = options;
    const { trusts = [] } = options;
    logs.set(id, log);
    const ports: Ports = { ...time.ports, wall: () => (time.micros + offMicros) as Micros };
    const node = new RigNode(id, epoch, { ports, log, kept: options.kept ?? "digest" });
    const notices: LinkNotice[] = [];
    const known = peers.map((peer) => ({
      ...peerOf(peer, callsAll || id < peer),
      isTrusted: trusts.includes(peer),
    }));
    const links = new Links({
      ...{ node, ports, network: "Net", peers: known },
      identity: isCheap ? cheaply.identityOf(id) : identityOfNode(id),
      ...(isCheap ? { isSigned: cheaply.isSigned } : {}),
      transport: network.transport(id),
      private: options.kept ?? "digest",
      notice: (notice) => notices.push(notice),
      ...(limits === undefined ? {} : { limits }),
    });
    node.onReduced = (entry) => links.keepBody(entry);
    network.listen(id, links.accept);
    links.start();
    return { node, links, notices, peers: known };
  };
  return { time, network, make, logs: { copy: (id: string) => copyOf(logs.get(id) as Log) } };
}

function peerOf(id: string, isCalled: boolean): Peer {
  return { name: `${id.toLowerCase()}.example`, address: id, key: identityOfNode(id).key, isCalled };
}

/** The log as it is now: for a backup that is restored. */
function copyOf(log: Log): FailingLog {
  const copy = new FailingLog();
  const seals = [...log.lastSequences().keys()].flatMap((origin) => sealsOf(log, origin));
  copy.append([...entries(log)], seals);
  return copy;
}

function sealsOf(log: Log, origin: string): Seal[] {
  const seals: Seal[] = [];
  for (let seal = log.seal(origin, 1); seal !== undefined; seal = log.seal(origin, seal.count + 1)) seals.push(seal);
  return seals;
}

/** Headers in the order of the log, without the node's notes. */
export const headersOf = ({ log }: RigNode): string[] =>
  [...entries(log)].filter(({ origin }) => origin !== null).map(({ header }) => header);
