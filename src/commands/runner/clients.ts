// The clients connected to this node: their sessions, and who of them is which user.
import type { Micros, UserId } from "../../../events/names.ts";
import { type Journal, Table } from "../../../projections/table.ts";
import { Client, type Connection, FRESH_SESSION, type Outlet, type Session } from "./client.ts";

export class Clients {
  readonly #clients = new Map<number, Client>();
  readonly #byUser: Table<UserId, Client>;
  readonly #sessions: Table<number, Session>;
  #most = 0;

  constructor(journal: Journal) {
    this.#byUser = new Table(journal);
    this.#sessions = new Table(journal);
  }

  open(connection: Connection, outlet: Outlet): void {
    this.#clients.set(connection.id, new Client(connection, outlet));
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

  /** Journaled: within a turn only. */
  bind(client: Client, user: UserId, now: Micros): void {
    client.spokeAt = now;
    this.#byUser.put(user, client);
    this.#most = Math.max(this.#most, this.#byUser.size);
  }

  /** The connection is gone. Its session row goes too; within a turn only. */
  forget(id: number): void {
    this.#clients.delete(id);
    this.#forgetSession(id);
  }

  /** After a roll-back: rows that came back although their connection is gone. */
  sweep(): void {
    for (const id of [...this.#sessions.keys()]) if (!this.#clients.has(id)) this.#forgetSession(id);
  }

  #forgetSession(id: number): void {
    const { user } = this.sessionOf(id);
    if (user !== undefined) this.#byUser.delete(user);
    this.#sessions.delete(id);
  }

  counts(): { readonly registered: number; readonly unknown: number; readonly most: number } {
    const registered = this.#byUser.size;
    return { registered, unknown: Math.max(0, this.#clients.size - registered), most: this.#most };
  }
}
