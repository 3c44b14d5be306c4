// Wires the layers together. This is the one place that knows them all, and it decides nothing itself.
import { HybridClock } from "../events/clock.ts";
import type { NodeId, Origin, UserId } from "../events/names.ts";
import { MemberCache } from "../projections/member-cache.ts";
import { Network } from "../projections/network.ts";
import { nextUserOf } from "../projections/origins.ts";
import { Table } from "../projections/table.ts";
import { Whowas } from "../projections/whowas.ts";
import type { Client } from "./commands/runner/client.ts";
import { Clients } from "./commands/runner/clients.ts";
import type { Operators } from "./commands/runner/operators.ts";
import type { Registry } from "./commands/runner/registry.ts";
import { Runner } from "./commands/runner/runner.ts";
import type { Reload } from "./commands/runner/view.ts";
import type { Configuration } from "./config/schema.ts";
import { withoutSecrets } from "./config/secrets.ts";
import { Delivery } from "./delivery/delivery.ts";
import { Notices } from "./delivery/notices.ts";
import { HeldOutboxes, Outbox } from "./delivery/outbox.ts";
import { Recipients } from "./delivery/recipients.ts";
import type { Edge, MakeEdge, Remote } from "./net/edge.ts";
import type { SessionEvents } from "./net/session.ts";
import { Sessions, SWEEP_MS } from "./net/sessions.ts";
import { makeOperators, type Reloaded, type VerifyPassword } from "./node-configuration.ts";
import { liftExpired, recorderOf } from "./node-recorder.ts";
import { Rehash } from "./node-rehash.ts";
import { type NodeView, viewOf } from "./node-view.ts";
import { type Log, LogError, type LogReader } from "./record/log.ts";
import type { Ports } from "./record/ports.ts";
import { Record, type RolledBack } from "./record/record.ts";
import { replay } from "./record/replay.ts";
import { newOrigin, refuseFutureLog } from "./record/start.ts";

/** Of the lines that delivery writes; noted in the log, so that old deliveries can be rebuilt as they were. */
const FORMATS_VERSION = 1;
const CLOAK_SECRET_BYTES = 32;

export interface NodeOptions {
  readonly configuration: Configuration;
  readonly ports: Ports;
  /** What was recorded so far; the log itself if it is left out. */
  readonly past?: LogReader;
  /** For writing; a function is called once the past is read and found sound. `stop` does not close it. */
  readonly log: Log | (() => Log);
  readonly registry: Registry;
  readonly software: string;
  readonly edge: MakeEdge;
  /** Loopback only: no flood budget and no limit per address. */
  readonly isUnlimited?: boolean;
  /** Goes on although the log ends in the future of this machine's clock. */
  readonly allowsFutureLog?: boolean;
  readonly onTrouble?: (trouble: Trouble) => void;
  /** Reads the configuration again. Without it REHASH says that there is nothing to read. */
  readonly reload?: () => Promise<Reloaded>;
  /** Key of the cloaks where the configuration has none; a random one if it is left out. */
  readonly cloakSecret?: string;
  /** In place of argon2. */
  readonly verifyPassword?: VerifyPassword;
}

/** For the operator's log: what went wrong, and that it is well again. */
export type Trouble =
  | { readonly kind: "rolled-back"; readonly rolledBack: RolledBack }
  | { readonly kind: "phase"; readonly phase: Record["phase"] }
  | { readonly kind: "reloaded"; readonly reload: Reload }
  | { readonly kind: "defect"; readonly verb: string; readonly error: unknown };

export class Node {
  readonly network = new Network();
  readonly record: Record;
  readonly sessions: Sessions<Client>;
  readonly #options: NodeOptions;
  readonly #held = new HeldOutboxes();
  readonly #outboxes: Table<UserId, Outbox>;
  readonly #members: MemberCache<Outbox>;
  readonly #clients: Clients;
  readonly #whowas: Whowas;
  readonly #runner: Runner;
  readonly #edge: Edge;
  readonly #nodeView: NodeView;
  readonly #operators: Operators;
  readonly #notices: Notices;
  readonly #rehash: Rehash;
  /** Beside the first edge: those of TLS, WebSocket and proxies. */
  readonly #adopted: Edge[] = [];
  #isStopped = false;

  /** Folds the log, opens a new epoch and commits its opening. Throws LogError, ClockBehindLog. */
  constructor(options: NodeOptions) {
    const { configuration, ports } = options;
    const { state, journal } = this.network;
    this.#options = options;
    this.#outboxes = new Table(journal);
    this.#members = new MemberCache(state, (user) => this.#outboxes.get(user), configuration.caches.memberChannels);
    this.#clients = new Clients(journal);
    this.#whowas = new Whowas(journal);
    this.record = this.#openRecord();
    this.#operators = makeOperators(configuration, options.verifyPassword);
    this.#nodeView = this.#makeView();
    const recipients = this.#makeRecipients();
    this.#notices = new Notices({ state, recipients, server: configuration.node.name });
    this.#runner = new Runner({
      view: this.#nodeView.view,
      state,
      registry: options.registry,
      clients: this.#clients,
      recorder: recorderOf(this.record),
      onNotice: (text) => this.#notices.tell(text, ports.wall()),
      bind: (user, outlet) => this.#outboxes.put(user, outlet as Outbox),
      onDefect: (verb, error) => options.onTrouble?.({ kind: "defect", verb, error }),
    });
    const nowMs = () => ports.wall() / 1000;
    this.sessions = new Sessions(this.#sessionEvents(), configuration.sessions, nowMs, options.isUnlimited === true);
    this.#rehash = this.#makeRehash();
    this.#edge = options.edge(this.sessions.accept);
    this.#observe(recipients);
    this.#openEpoch();
    this.#sweepLater();
  }

  get origin(): Origin {
    return this.record.origin;
  }

  listen(host: string, port: number): Promise<Remote> {
    return this.#edge.listen(host, port);
  }

  /** Takes connections from another edge as well, and closes it with the node. */
  adopt(make: MakeEdge): Edge {
    const edge = make(this.sessions.accept);
    this.#adopted.push(edge);
    return edge;
  }

  /** Ends the epoch in good order: users are ended on record, clients are told, sockets are closed. */
  async stop(reason: string): Promise<void> {
    this.#isStopped = true;
    this.record.touch();
    for (const user of [...this.#outboxes.keys()]) this.#outboxes.delete(user);
    this.#members.clear();
    if (this.record.phase === "ready") this.record.append({ type: "CLOSE", body: { reason } });
    this.#runner.farewell(reason);
    this.record.close();
    await Promise.all([this.#edge, ...this.#adopted].map((edge) => edge.close()));
  }

  /** Reads the configuration again and puts it in force; with a mistake in it nothing changes. Never rejects. */
  reload(): Promise<Reload> {
    return this.#rehash.reload();
  }

  /** Puts a configuration in force; gives the keys whose new value waits for a restart. */
  reconfigure(configuration: Configuration): readonly string[] {
    return this.#rehash.reconfigure(configuration);
  }

  #makeView(): NodeView {
    const { ports, registry, software, cloakSecret, configuration } = this.#options;
    const facts = {
      ...{ ports, registry, software, network: this.network, whowas: this.#whowas, clients: this.#clients },
      operators: this.#operators,
      caches: () => [this.#members.figures()],
      uses: () => this.#runner.uses,
      reload: () => this.reload(),
      cloakSecret: cloakSecret ?? Buffer.from(ports.random(CLOAK_SECRET_BYTES)).toString("hex"),
    };
    return viewOf(facts, configuration);
  }

  #makeRehash(): Rehash {
    const { configuration, ports, verifyPassword, reload, onTrouble } = this.#options;
    return new Rehash({
      ...{ configuration, ports, verifyPassword, reload },
      record: this.record,
      nodeView: this.#nodeView,
      operators: this.#operators,
      notices: this.#notices,
      runner: this.#runner,
      sessions: this.sessions,
      isStopped: () => this.#isStopped,
      onReloaded: (done) => onTrouble?.({ kind: "reloaded", reload: done }),
    });
  }

  #makeRecipients(): Recipients {
    return new Recipients({
      state: this.network.state,
      outboxes: this.#outboxes,
      members: this.#members,
      watchers: (nick) => this.#clients.watchers(nick),
    });
  }

  /** The past is read before the log is opened for writing: a log that is not sound stays as it is. */
  #openRecord(): Record {
    const { configuration, ports, log, past, allowsFutureLog } = this.#options;
    const { network } = this;
    const source = past ?? (typeof log === "function" ? undefined : log);
    const { position, greatest } = source
      ? replay(source, network, { whowas: this.#whowas })
      : { position: 0, greatest: 0 };
    if (!allowsFutureLog) refuseFutureLog(greatest, ports.wall());
    const opened = typeof log === "function" ? log() : log;
    if (opened.lastPosition() !== position) throw new LogError("LOG_IO", "the log changed while it was read");
    return new Record({
      origin: newOrigin(configuration.node.id as NodeId, ports.random),
      clock: new HybridClock(ports.wall, greatest),
      journal: network.journal,
      log: opened,
      ports,
      private: configuration.record.private,
      seq: 0,
      position,
    });
  }

  /** The order of these lines is the order in which an event is observed. */
  #observe(recipients: Recipients): void {
    const { record, network } = this;
    const { state } = network;
    const { configuration, onTrouble } = this.#options;
    const server = configuration.node.name;
    const delivery = new Delivery({ state, recipients, server });
    record.events$.subscribe(record.guarded("fold", (event) => void network.admit(event)));
    record.events$.subscribe(record.guarded("whowas", (event) => this.#whowas.observe(event, network.changes)));
    record.events$.subscribe(record.guarded("members", () => this.#members.observe(network.changes)));
    record.events$.subscribe(record.guarded("delivery", (event) => delivery.observe(event, network.changes)));
    record.events$.subscribe(record.guarded("notices", (event) => this.#notices.observe(event, network.changes)));
    record.events$.subscribe(record.guarded("runner", (event) => this.#runner.observe(event, network.changes)));
    record.rolledBack$.subscribe((rolledBack) => {
      this.#held.drop();
      this.#members.clear();
      this.#runner.rolledBack(rolledBack.code);
      onTrouble?.({ kind: "rolled-back", rolledBack });
    });
    record.released$.subscribe(() => {
      this.#runner.released();
      this.#held.release();
    });
    record.phases$.subscribe((phase) => {
      this.sessions.hold(phase === "undecided");
      if (phase === "ready") this.#runner.settleDeparted();
      onTrouble?.({ kind: "phase", phase });
    });
  }

  #openEpoch(): void {
    const { configuration, software } = this.#options;
    const node = configuration.node.id as NodeId;
    const firstUser = nextUserOf(this.network.state, node);
    this.record.append({ type: "OPEN", body: { node, name: configuration.node.name, software, firstUser } });
    this.record.note("STARTED", { software, formats: FORMATS_VERSION, configuration: withoutSecrets(configuration) });
    this.record.settle();
    if (this.record.phase !== "ready") throw new LogError("LOG_IO", "the opening of the epoch could not be written");
  }

  #sessionEvents(): SessionEvents<Client> {
    const runner = this.#runner;
    return {
      open: (writer, { address, port, isSecure = false }) => {
        // A word of a line must not begin with a colon.
        const host = address.startsWith(":") ? `0${address}` : address;
        const connection = { address: host, port, host, isSecure, openedAt: this.#options.ports.wall() };
        return runner.open(connection, new Outbox(writer, this.#held), writer);
      },
      line: (client, line) => runner.line(client, line),
      fault: (client, fault) => runner.fault(client, fault),
      closed: (client, reason) => runner.closed(client, reason),
      expel: (client, reason) => runner.expel(client, reason),
      ping: (client) => runner.ping(client),
      isRegistered: (client) => client.session.phase === "registered",
      isGateway: (address) => this.#nodeView.view.isGateway(address),
    };
  }

  #sweepLater(): void {
    this.#options.ports.scheduler.after(SWEEP_MS, () => {
      if (this.#isStopped) return;
      this.sessions.sweep();
      this.#runner.settleDeparted();
      liftExpired(recorderOf(this.record), this.network.state, this.#options.ports.wall());
      this.#sweepLater();
    });
  }
}
