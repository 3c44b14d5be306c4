// The clients connected to this node: their sessions, and who of them is which user.
import type { Micros, UserId } from "../../../events/names.ts";
import { type Journal, Table } from "../../../projections/table.ts";
import { type Client, type Connection, FRESH_SESSION, type Outlet, type Session } from "./client.ts";

export class Clients {
  readonly #clients = new Map<number, Client>();
  readonly #byUser = new Map<UserId, Client>();
  readonly #sessions: Table<number, Session>;
  #most = 0;

  constructor(journal: Journal) {
    this.#sessions = new Table(journal);
  }

  open(connection: Connection, outlet: Outlet): void {
    this.#clients.set(connection.id, { connection, outlet, spokeAt: undefined });
    this.#most = Math.max(this.#most, this.#clients.size);
  }

  get(id: number): Client | undefined {
    return this.#clients.get(id);
  }

  all(): IterableIterator<Client> {
    return this.#clients.values();
  }

  ofUser(user: UserId): Client | undefined {
    return this.#byUser.get(user);
  }

  sessionOf(id: number): Session {
    return this.#sessions.get(id) ?? FRESH_SESSION;
  }

  /** Journaled: within a turn only. */
  setSession(id: number, change: Partial<Session>): void {
    this.#sessions.put(id, { ...this.sessionOf(id), ...change });
  }

  bind(client: Client, user: UserId, now: Micros): void {
    client.spokeAt = now;
    this.#byUser.set(user, client);
  }

  /** The connection is gone. Its session row goes too; within a turn only. */
  forget(id: number): void {
    const client = this.#clients.get(id);
    const user = this.sessionOf(id).user;
    if (user !== undefined && this.#byUser.get(user) === client) this.#byUser.delete(user);
    this.#clients.delete(id);
    this.#sessions.delete(id);
  }

  /** After a roll-back: rows that came back although their connection is gone. */
  sweep(): void {
    for (const id of [...this.#sessions.keys()]) if (!this.#clients.has(id)) this.#sessions.delete(id);
  }

  counts(): { readonly registered: number; readonly unknown: number; readonly most: number } {
    const registered = this.#byUser.size;
    return { registered, unknown: Math.max(0, this.#clients.size - registered), most: this.#most };
  }
}
