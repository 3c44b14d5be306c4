// Connections that end by what somebody else did: those of users who were killed, and of whoever a new ban holds.
// What is due is noted while an event is observed and done after it, for nothing may be recorded from an observer.
import type { AnyEvent } from "../../../events/envelope.ts";
import type { Change } from "../../../projections/changes.ts";
import type { BanRow, State, UserRow } from "../../../projections/state.ts";
import { nickOf, prefixOf } from "../../../projections/users.ts";
import { bannedReply, identityOfConnection, identityOfUser, isHeldBy, reasonShown } from "../replies/operators-bans.ts";
import type { Client } from "./client.ts";
import type { Clients } from "./clients.ts";
import type { Reply } from "./reply.ts";
import type { View } from "./view.ts";

export interface EndingsOptions {
  readonly view: View;
  readonly state: State;
  readonly clients: Clients;
  /** Tells the client a line. */
  readonly tell: (client: Client, line: string) => void;
  /** Ends a connection whose user has ended. */
  readonly close: (client: Client, reason: string) => void;
  /** Ends a connection and, on record, its user. */
  readonly expel: (client: Client, reason: string, last: Reply) => void;
}

interface Ended {
  readonly client: Client;
  readonly line: string | undefined;
  readonly reason: string;
}

export class Endings {
  readonly #options: EndingsOptions;
  #ended: Ended[] = [];
  #bans: BanRow[] = [];

  constructor(options: EndingsOptions) {
    this.#options = options;
  }

  observe(event: AnyEvent, changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "ended") this.#userEnded(event, change.user, change.nick);
      if (change.kind === "banned") this.#bans.push(change.ban);
    }
  }

  /** Within a turn, and not from an observer. */
  settle(): void {
    if (this.#ended.length === 0 && this.#bans.length === 0) return;
    const { tell, close } = this.#options;
    const ended = this.#ended;
    const bans = this.#bans;
    this.drop();
    for (const { client, line, reason } of ended) {
      if (line !== undefined) tell(client, line);
      close(client, reason);
    }
    for (const ban of bans) this.#enforce(ban);
  }

  /** The turn was taken back, and what was due with it. */
  drop(): void {
    this.#ended = [];
    this.#bans = [];
  }

  /** Whose QUIT it is sees to their connection themselves; whoever is ended by others cannot go on. */
  #userEnded(event: AnyEvent, user: UserRow, nick: string): void {
    if (event.type === "KILL") return this.#killed(event, user, nick);
    // What a snapshot had ended has no event of its own: one of this node's stands for it, perhaps one of the user's.
    const isOwn = event.type === "QUIT" && event.actor === user.id;
    const client = isOwn ? undefined : this.#options.clients.ofUser(user.id);
    if (client) this.#ended.push({ client, line: undefined, reason: "Ended by the network" });
  }

  /** RFC 2812 §3.7.1: the victim is told who killed them. */
  #killed(event: AnyEvent & { readonly type: "KILL" }, user: UserRow, nick: string): void {
    const { clients, state } = this.#options;
    const client = clients.ofUser(user.id);
    if (client === undefined) return;
    const { actor, body } = event;
    const killer = actor === user.id ? user : actor && state.users.get(actor);
    const by = killer === undefined ? this.#options.view.node.name : killer === user ? nick : nickOf(state, killer);
    const isOther = killer !== undefined && killer !== user;
    const line = isOther ? `:${prefixOf(state, killer)} KILL ${nick} :${body.reason}` : undefined;
    this.#ended.push({ client, line, reason: `Killed (${by} (${body.reason}))` });
  }

  /** Operators stay, so that none can lock themselves out with a ban that was forced. */
  #enforce(ban: BanRow): void {
    const { view, state, clients, expel } = this.#options;
    for (const client of [...clients.all()]) {
      const user = client.session.user && state.users.get(client.session.user);
      if (user?.operator !== undefined) continue;
      const identity = user
        ? identityOfUser(view, user)
        : identityOfConnection(view, client.connection, client.session.username);
      if (isHeldBy(ban, identity)) expel(client, reasonShown(ban), bannedReply(ban));
    }
  }
}
