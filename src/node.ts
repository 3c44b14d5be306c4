// Wires the layers together. This is the one place that knows them all, and it decides nothing itself.
import type { AnyEvent } from "../events/envelope.ts";
import type { NodeId, Origin, UserId } from "../events/names.ts";
import type { Change } from "../projections/changes.ts";
import { MemberCache } from "../projections/member-cache.ts";
import type { Network } from "../projections/network.ts";
import { Table } from "../projections/table.ts";
import { Whowas } from "../projections/whowas.ts";
import type { Client } from "./commands/runner/client.ts";
import { Clients } from "./commands/runner/clients.ts";
import type { Operators } from "./commands/runner/operators.ts";
import type { Recorder } from "./commands/runner/ports.ts";
import { EPOCH_ENDED, OUTDATED } from "./commands/runner/refusals.ts";
import { Runner } from "./commands/runner/runner.ts";
import type { Reload, View } from "./commands/runner/view.ts";
import type { Configuration } from "./config/schema.ts";
import { Delivery } from "./delivery/delivery.ts";
import { Notices } from "./delivery/notices.ts";
import { HeldOutboxes, type Outbox } from "./delivery/outbox.ts";
import { Recipients } from "./delivery/recipients.ts";
import type { Shift } from "./delivery/shift.ts";
import type { Links } from "./link/links.ts";
import { noticeText, passedOverText } from "./link/notice-text.ts";
import type { Edge, MakeEdge, Remote } from "./net/edge.ts";
import { Sessions, SWEEP_MS } from "./net/sessions.ts";
import { makeOperators } from "./node-configuration.ts";
import { type Opened, openEpoch, openRecord, recordOpening } from "./node-epoch.ts";
import { linksOf, obey } from "./node-links.ts";
import { NodeNetwork } from "./node-network.ts";
import type { NodeOptions, Trouble } from "./node-options.ts";
import { liftExpired, recorderOf } from "./node-recorder.ts";
import { Rehash } from "./node-rehash.ts";
import { sessionEventsOf } from "./node-sessions.ts";
import { type NodeView, viewOf } from "./node-view.ts";
import type { Record } from "./record/record.ts";
import { newOrigin } from "./record/start.ts";

const CLOAK_SECRET_BYTES = 32;

export type { NodeOptions, Trouble } from "./node-options.ts";
export class Node {
  readonly network: Network;
  readonly record: Record;
  readonly sessions: Sessions<Client>;
  /** Undefined for a node that is alone. */
  readonly links: Links | undefined;
  readonly #options: NodeOptions;
  /** The network as this node sees it. */
  readonly whole: NodeNetwork;
  readonly held = new HeldOutboxes();
  readonly #outboxes: Table<UserId, Outbox>;
  readonly #members: MemberCache<Outbox>;
  readonly #clients: Clients;
  readonly #whowas: Whowas;
  readonly #recorder: Recorder;
  readonly #runner: Runner;
  readonly #edge: Edge;
  readonly #nodeView: NodeView;
  readonly #operators: Operators;
  readonly #notices: Notices;
  readonly #delivery: Delivery;
  readonly #rehash: Rehash;
  /** Beside the first edge: those of TLS, WebSocket and proxies. */
  readonly #adopted: Edge[] = [];
  #isStopped = false;

  /** Folds the log, opens a new epoch and commits its opening. Throws LogError, ClockBehindLog. */
  constructor(options: NodeOptions) {
    const { configuration, ports } = options;
    this.#options = options;
    this.whole = this.#makeNetwork();
    const { journal, network } = this.whole;
    const { state } = network;
    this.network = network;
    this.#outboxes = new Table(journal);
    this.#members = new MemberCache(state, (user) => this.#outboxes.get(user), configuration.caches.memberChannels);
    this.#clients = new Clients(journal);
    this.#whowas = new Whowas(journal);
    const opened = openRecord(options, this.whole, this.#whowas, (entry) => this.links?.keepBody(entry));
    this.record = opened.record;
    this.#recorder = recorderOf(this.record, this.whole);
    this.#operators = makeOperators(configuration, options.verifyPassword);
    this.#nodeView = this.#makeView();
    const recipients = new Recipients({
      ...{ state, outboxes: this.#outboxes, members: this.#members },
      watchers: (nick) => this.#clients.watchers(nick),
    });
    const server = configuration.node.name;
    this.#notices = new Notices({ state, recipients, server });
    this.#delivery = new Delivery({ state, recipients, server, now: ports.wall, onLost: (id) => this.whole.lose(id) });
    this.#runner = new Runner({
      view: this.#nodeView.view,
      state,
      registry: options.registry,
      clients: this.#clients,
      recorder: this.#recorder,
      onNotice: (text) => this.#notices.tell(text, ports.wall()),
      bind: (user, outlet) => this.#outboxes.put(user, outlet as Outbox),
      hostName: (address) => options.hostNames?.of(address),
      onLink: (order) => ports.scheduler.soon(() => obey(this.links, order)),
      onDefect: (verb, error) => options.onTrouble?.({ kind: "defect", verb, error }),
    });
    const nowMs = () => ports.wall() / 1000;
    const isGateway = (address: string) => this.#nodeView.view.isGateway(address);
    const events = sessionEventsOf({ runner: this.#runner, held: this.held, ports, isGateway });
    this.sessions = new Sessions(events, configuration.sessions, nowMs, options.isUnlimited === true);
    this.#rehash = this.#makeRehash();
    this.#edge = options.edge(this.sessions.accept);
    this.#observe();
    openEpoch(this.record, this.whole, options);
    this.links = this.#makeLinks(opened);
    this.#sweepLater();
    this.links?.start();
  }

  get origin(): Origin {
    return this.record.origin;
  }

  get view(): View {
    return this.#nodeView.view;
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
    this.whole.stop();
    this.record.touch();
    for (const user of [...this.#outboxes.keys()]) this.#outboxes.delete(user);
    this.#members.clear();
    if (this.record.phase === "ready") this.record.append({ type: "CLOSE", body: { reason } });
    this.#runner.farewell(reason);
    this.record.close();
    this.links?.close(reason);
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

  #makeNetwork(): NodeNetwork {
    const { configuration, ports, links } = this.#options;
    const id = configuration.node.id as NodeId;
    return new NodeNetwork({
      id,
      origin: newOrigin(id, ports.random),
      ports,
      graceMs: () => this.#rehash.configuration.links.graceMs,
      isLinked: links !== undefined,
      ...{ marks: links?.marks, waitingBytes: links?.waitingBytes },
      snapshots: this.#options.snapshots,
      onEvent: (event, changes) => this.#changed(event, changes),
      onShift: (rows, hidden, shown) => this.#shift({ rows, hidden, shown }),
      onRows: () => this.#members.clear(),
      hasSession: (user) => this.#clients.ofUser(user) !== undefined,
      onEpochEnded: () => this.#beginEpoch({ kind: "epoch-ended", origin: this.origin }, EPOCH_ENDED),
      onOutdated: (event) => this.#beginEpoch({ kind: "outdated", event }, OUTDATED),
      onPassedOver: (passedOver) =>
        this.#tellOperators({ kind: "passed-over", passedOver }, passedOverText(passedOver)),
      onObserved: () => this.#runner.settleDeparted(),
    });
  }

  #makeLinks(opened: Opened): Links | undefined {
    const { links, identity, ports, configuration, software } = this.#options;
    if (links === undefined || identity === undefined) return undefined;
    return linksOf({
      ...{ links, identity, ports, configuration, software },
      record: this.record,
      log: opened.log,
      state: this.network.state,
      fold: this.whole.fold,
      snapshots: opened.snapshots,
      onMessage: (event) => this.#changed(event, []),
      onAdmitted: () => this.whole.observed(),
      notice: (notice) => this.#tellOperators({ kind: "link", notice }, noticeText(notice)),
    });
  }

  /** The node's own log and its operators are told. */
  #tellOperators(trouble: Trouble, text: string): void {
    this.#options.onTrouble?.(trouble);
    if (this.#isStopped) return;
    this.record.touch();
    this.#notices.tell(text, this.#options.ports.wall());
  }

  /** What an event changed, told to all who observe it, in this order. */
  #changed(event: AnyEvent, changes: readonly Change[]): void {
    this.#whowas.observe(event, changes);
    this.#members.observe(changes);
    this.#delivery.observe(event, changes);
    this.#notices.observe(event, changes);
    this.#runner.observe(event, changes);
  }

  /** The view is not as it was told. */
  #shift(shift: Shift): void {
    for (const [cause, change] of this.#delivery.shift(shift)) {
      this.#whowas.observe(cause, [change]);
      this.#runner.observe(cause, [change]);
    }
  }

  /** The node's users end with their epoch, and it goes on as a new one: what others or a newer build brought about. */
  #beginEpoch(trouble: Trouble, reason: string): boolean {
    if (this.record.phase !== "ready") return false;
    const { configuration, ports, onTrouble } = this.#options;
    this.#runner.farewell(reason);
    const origin = newOrigin(configuration.node.id as NodeId, ports.random);
    this.record.beginEpoch(origin);
    this.whole.sight.move(origin);
    recordOpening(this.record, this.whole, this.#options);
    this.links?.renew();
    onTrouble?.(trouble);
    return true;
  }

  #makeView(): NodeView {
    const { ports, registry, software, cloakSecret, configuration } = this.#options;
    const facts = {
      ...{ ports, registry, software, network: this.network, whowas: this.#whowas, clients: this.#clients },
      operators: this.#operators,
      caches: () => [this.#members.figures(), ...(this.#options.hostNames?.figures() ?? [])],
      uses: () => this.#runner.uses,
      refusals: () => this.#runner.refusals,
      reload: () => this.reload(),
      peers: () => this.links?.peers.figures(this.links.figures()) ?? [],
      merges: () => (this.links ? this.whole.fold.figures() : undefined),
      lastSequence: (origin: Origin) => this.record.have.get(origin) ?? 0,
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
      links: () => this.links,
      isStopped: () => this.#isStopped,
      onReloaded: (done) => onTrouble?.({ kind: "reloaded", reload: done }),
    });
  }

  #observe(): void {
    const { record } = this;
    const { onTrouble } = this.#options;
    record.rolledBack$.subscribe((rolledBack) => {
      this.held.drop();
      this.#members.clear();
      this.#runner.rolledBack(rolledBack.code);
      onTrouble?.({ kind: "rolled-back", rolledBack });
    });
    record.released$.subscribe(() => {
      this.#runner.released();
      this.held.release();
    });
    record.phases$.subscribe((phase) => {
      this.sessions.hold(phase === "undecided");
      onTrouble?.({ kind: "phase", phase });
    });
  }

  #sweepLater(): void {
    this.#options.ports.scheduler.after(SWEEP_MS, () => {
      if (this.#isStopped) return;
      this.sessions.sweep();
      this.#runner.settleDeparted();
      liftExpired(this.#recorder, this.network.state, this.#options.ports.wall());
      this.#sweepLater();
    });
  }
}
