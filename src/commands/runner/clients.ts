// The clients connected to this node: their sessions, and who of them is which user.
import type { Casefolded, Micros, UserId } from "../../../events/names.ts";
import { type Journal, Table } from "../../../projections/table.ts";
import { Client, type Connection, type Intake, type Outlet, type Session } from "./client.ts";

export class Clients {
  readonly #clients = new Set<Client>();
  readonly #byUser: Table<UserId, Client>;
  readonly #journal: Journal;
  /** Kept beside the sessions: nick → those who monitor it. */
  readonly #watchers = new Map<Casefolded, Set<UserId>>();
  #most = 0;

  constructor(journal: Journal) {
    this.#byUser = new Table(journal);
    this.#journal = journal;
  }

  open(connection: Connection, outlet: Outlet, intake: Intake): Client {
    const client = new Client(connection, outlet, intake);
    this.#clients.add(client);
    return client;
  }

  all(): IterableIterator<Client> {
    return this.#clients.values();
  }

  ofUser(user: UserId): Client | undefined {
    return this.#byUser.get(user);
  }

  /** Journaled: within a turn only. */
  setSession(client: Client, change: Partial<Session>): void {
    const before = client.session;
    this.#put(client, { ...before, ...change });
    this.#journal.push({ undo: () => this.#put(client, before) });
  }

  #put(client: Client, session: Session): void {
    const before = client.session;
    client.session = session;
    client.outlet.capabilities = session.capabilities;
    if (before.monitored !== session.monitored) this.#watch(client, before.monitored, session.monitored);
  }

  /** A gateway has said for whom it connects, or the host's name is known. Journaled: within a turn only. */
  setConnection(client: Client, change: Partial<Connection>): void {
    const before = client.connection;
    this.#connect(client, { ...before, ...change });
    this.#journal.push({ undo: () => this.#connect(client, before) });
  }

  #connect(client: Client, connection: Connection): void {
    const isElsewhere = client.connection.address !== connection.address;
    client.connection = connection;
    if (isElsewhere) client.intake.readdress(connection.address);
  }

  /** Who monitors a nick. */
  watchers(nick: Casefolded): Iterable<UserId> {
    return this.#watchers.get(nick) ?? [];
  }

  #watch({ session }: Client, before: readonly Casefolded[] = [], after: readonly Casefolded[] = []): void {
    const { user } = session;
    if (user === undefined) return;
    for (const nick of before) {
      const users = this.#watchers.get(nick);
      users?.delete(user);
      if (users?.size === 0) this.#watchers.delete(nick);
    }
    for (const nick of after) {
      const users = this.#watchers.get(nick);
      if (users) users.add(user);
      else this.#watchers.set(nick, new Set([user]));
    }
  }

  /** Journaled: within a turn only. */
  bind(client: Client, user: UserId, now: Micros): void {
    client.spokeAt = now;
    this.#byUser.put(user, client);
    this.#most = Math.max(this.#most, this.#byUser.size);
  }

  /** The connection is gone, and the tie to its user with it; within a turn only. */
  forget(client: Client): void {
    client.isGone = true;
    if (client.session.monitored) this.setSession(client, { monitored: [] });
    this.#clients.delete(client);
    if (client.session.user !== undefined) this.#byUser.delete(client.session.user);
  }

  /** After a roll-back: ties that came back although their connection is gone. */
  sweep(): void {
    for (const [user, client] of [...this.#byUser.entries()]) if (client.isGone) this.#byUser.delete(user);
  }

  counts(): { readonly registered: number; readonly unknown: number; readonly most: number } {
    const registered = this.#byUser.size;
    return { registered, unknown: Math.max(0, this.#clients.size - registered), most: this.#most };
  }
}
