// Wires the layers together. This is the one place that knows them all, and it decides nothing itself.
import { HybridClock } from "../events/clock.ts";
import type { Micros, NodeId, Origin, UserId } from "../events/names.ts";
import { MemberCache } from "../projections/member-cache.ts";
import { Network } from "../projections/network.ts";
import { nextUserOf } from "../projections/origins.ts";
import { Table } from "../projections/table.ts";
import { Whowas } from "../projections/whowas.ts";
import { Clients } from "./commands/runner/clients.ts";
import { helpOf, type Registry, targetsOf } from "./commands/runner/registry.ts";
import { Runner } from "./commands/runner/runner.ts";
import type { View } from "./commands/runner/view.ts";
import type { Configuration } from "./config/schema.ts";
import { Delivery } from "./delivery/delivery.ts";
import { HeldOutboxes, Outbox } from "./delivery/outbox.ts";
import type { Edge, EdgeEvents, Remote } from "./net/edge.ts";
import { Sessions, SWEEP_MS } from "./net/sessions.ts";
import type { Log } from "./record/log.ts";
import type { Ports } from "./record/ports.ts";
import { Record, type RolledBack, TurnFailed } from "./record/record.ts";
import { replay } from "./record/replay.ts";
import { newOrigin, refuseFutureLog } from "./record/start.ts";

export const FORMATS_VERSION = 1;

export interface NodeOptions {
  readonly configuration: Configuration;
  readonly ports: Ports;
  /** Opened for writing. It stays its owner's: `stop` does not close it. */
  readonly log: Log;
  readonly registry: Registry;
  readonly software: string;
  readonly edge: (events: EdgeEvents, nextId: () => number) => Edge;
  /** Loopback only: no flood budget and no limit per address. */
  readonly isUnlimited?: boolean;
  /** Goes on although the log ends in the future of this machine's clock. */
  readonly allowsFutureLog?: boolean;
  readonly onTrouble?: (trouble: Trouble) => void;
}

/** For the operator's log: what went wrong, and that it is well again. */
export type Trouble =
  | { readonly kind: "rolled-back"; readonly rolledBack: RolledBack }
  | { readonly kind: "phase"; readonly phase: Record["phase"] }
  | { readonly kind: "defect"; readonly verb: string; readonly error: unknown };

export class Node {
  readonly network: Network;
  readonly record: Record;
  readonly sessions: Sessions;
  readonly origin: Origin;
  readonly #options: NodeOptions;
  readonly #clients: Clients;
  readonly #runner: Runner;
  readonly #edge: Edge;
  readonly #outboxes: Table<UserId, Outbox>;
  #isStopped = false;

  /** Folds the log, opens a new epoch and commits its opening. Throws LogError; nothing is written before the log is read. */
  constructor(options: NodeOptions) {
    const { configuration, ports, log } = options;
    this.#options = options;
    this.network = new Network();
    const { state, journal } = this.network;
    const whowas = new Whowas(journal);
    const { position, greatest } = replay(log, this.network);
    if (!options.allowsFutureLog) refuseFutureLog(greatest, ports.wall());
    const node = configuration.node.id as NodeId;
    this.origin = newOrigin(node, ports.random);
    const clock = new HybridClock(ports.wall, greatest);
    this.record = new Record({
      origin: this.origin,
      clock,
      journal,
      log,
      ports,
      private: configuration.record.private,
      seq: 0,
      position,
    });

    const held = new HeldOutboxes();
    this.#outboxes = new Table(journal);
    const members = new MemberCache<Outbox>(
      state,
      (user) => this.#outboxes.get(user),
      configuration.caches.memberChannels,
    );
    const delivery = new Delivery({ state, outboxes: this.#outboxes, members, server: configuration.node.name });
    this.#clients = new Clients(journal);
    const view = viewOf(options, this.network, whowas, this.#clients, members);
    this.#runner = new Runner({
      view,
      state,
      registry: options.registry,
      clients: this.#clients,
      recorder: recorderOf(this.record),
      bind: (user, outlet) => this.#outboxes.put(user, outlet as Outbox),
      onDefect: (verb, error) => options.onTrouble?.({ kind: "defect", verb, error }),
    });

    const { record } = this;
    record.events$.subscribe(record.guarded("fold", (event) => void this.network.admit(event)));
    record.events$.subscribe(record.guarded("whowas", (event) => whowas.observe(event, this.network.changes)));
    record.events$.subscribe(record.guarded("members", () => members.observe(this.network.changes)));
    record.events$.subscribe(record.guarded("delivery", (event) => delivery.observe(event, this.network.changes)));
    record.rolledBack$.subscribe((rolledBack) => {
      held.drop();
      members.clear();
      this.#runner.rolledBack(rolledBack.code);
      options.onTrouble?.({ kind: "rolled-back", rolledBack });
    });
    record.released$.subscribe(() => {
      this.#runner.released();
      held.release((id, text, closing) => this.sessions.write(id, text, closing));
    });
    record.phases$.subscribe((phase) => {
      this.sessions.hold(phase === "undecided");
      if (phase === "ready") this.#runner.settleDeparted();
      options.onTrouble?.({ kind: "phase", phase });
    });

    this.sessions = new Sessions(
      {
        open: (id, remote) => this.#open(id, remote, new Outbox(id, held)),
        line: (id, line) => this.#runner.line(id, line),
        fault: (id, fault) => this.#runner.fault(id, fault),
        closed: (id, reason) => this.#runner.closed(id, reason),
        expel: (id, reason) => this.#runner.expel(id, reason),
        ping: (id) => this.#runner.ping(id),
        isRegistered: (id) => this.#clients.sessionOf(id).phase === "registered",
      },
      configuration.sessions,
      () => ports.wall() / 1000,
      options.isUnlimited === true,
    );
    let id = 0;
    this.#edge = options.edge(
      {
        open: (id, remote) => this.sessions.open(id, remote),
        data: (id, bytes) => this.sessions.data(id, bytes),
        close: (id, reason) => this.sessions.closed(id, reason),
      },
      () => ++id,
    );
    this.sessions.attach(this.#edge);

    record.append({
      type: "OPEN",
      body: { node, name: configuration.node.name, software: options.software, firstUser: nextUserOf(state, node) },
    });
    const { password: _secret, ...shown } = configuration;
    record.note("STARTED", { software: options.software, formats: FORMATS_VERSION, configuration: shown });
    record.settle();
    if (record.phase !== "ready") throw new Error("the log could not be written");
    this.#sweepLater();
  }

  listen(host: string, port: number): Promise<Remote> {
    return this.#edge.listen(host, port);
  }

  /** Ends the epoch in good order: users are ended on record, clients are told, sockets are closed. */
  async stop(reason: string): Promise<void> {
    this.#isStopped = true;
    this.record.touch();
    for (const user of [...this.#outboxes.keys()]) this.#outboxes.delete(user);
    if (this.record.phase === "ready") this.record.append({ type: "CLOSE", body: { reason } });
    this.#runner.farewell(reason);
    this.record.close();
    await this.#edge.close();
  }

  #open(id: number, remote: Remote, outbox: Outbox): void {
    const { address, port } = remote;
    const host = address.startsWith(":") ? `0${address}` : address;
    this.#runner.open({ id, address, port, host, openedAt: this.#options.ports.wall() }, outbox);
  }

  #sweepLater(): void {
    this.#options.ports.scheduler.after(SWEEP_MS, () => {
      if (this.#isStopped) return;
      this.sessions.sweep();
      this.#runner.settleDeparted();
      this.#sweepLater();
    });
  }
}

function recorderOf(record: Record) {
  return {
    origin: record.origin,
    get isReady() {
      return record.phase === "ready";
    },
    append: (draft: Parameters<Record["append"]>[0]) => {
      try {
        record.append(draft);
        return true;
      } catch (error) {
        if (error instanceof TurnFailed) return false;
        throw error;
      }
    },
    touch: () => void record.touch(),
    endOfCommand: () => record.endOfCommand(),
  };
}

function viewOf(
  options: NodeOptions,
  network: Network,
  whowas: Whowas,
  clients: Clients,
  members: MemberCache<Outbox>,
): View {
  const { configuration, ports, registry } = options;
  const { id, name, description } = configuration.node;
  return {
    state: network.state,
    whowas,
    node: {
      id: id as NodeId,
      name,
      description,
      software: options.software,
      startedAt: ports.wall(),
      motd: configuration.motd,
      isPasswordNeeded: configuration.password !== undefined,
    },
    limits: {
      ...configuration.limits,
      hostBytes: 45,
      network: configuration.network,
      recordPrivate: configuration.record.private,
      targets: targetsOf(registry),
    },
    get now(): Micros {
      return ports.wall();
    },
    help: helpOf(registry),
    isPassword: (text) => text === configuration.password,
    connectionOf: (user) => clients.ofUser(user)?.connection,
    spokeAt: (user) => clients.ofUser(user)?.spokeAt,
    connections: () => clients.counts(),
    caches: () => [members.figures()],
  };
}
