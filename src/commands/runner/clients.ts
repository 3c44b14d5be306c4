// The clients connected to this node: their sessions, and who of them is which user.
import type { Micros, UserId } from "../../../events/names.ts";
import { type Journal, Table } from "../../../projections/table.ts";
import { Client, type Connection, type Outlet, type Session } from "./client.ts";

export class Clients {
  readonly #clients = new Set<Client>();
  readonly #byUser: Table<UserId, Client>;
  readonly #journal: Journal;
  #most = 0;

  constructor(journal: Journal) {
    this.#byUser = new Table(journal);
    this.#journal = journal;
  }

  open(connection: Connection, outlet: Outlet): Client {
    const client = new Client(connection, outlet);
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
    client.session = { ...before, ...change };
    this.#journal.push({
      undo: () => {
        client.session = before;
      },
    });
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
