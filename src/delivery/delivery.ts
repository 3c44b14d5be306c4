// Delivery: from what an event changed to lines for the local sessions that are to see it. A line is made once and
// appended to each recipient's outbox; it leaves when the turn is committed.
import type { AnyEvent } from "../../events/envelope.ts";
import type { ChannelId, UserId } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import type { MemberCache } from "../../projections/member-cache.ts";
import type { State, UserRow } from "../../projections/state.ts";
import type { Table } from "../../projections/table.ts";
import { nickOf, prefixOf } from "../../projections/users.ts";
import {
  inviteLine,
  joinLine,
  kickLine,
  messageLine,
  modeLines,
  nickLine,
  partLine,
  quitLine,
  topicLine,
  userModeLine,
} from "./lines.ts";
import type { Outbox } from "./outbox.ts";

export interface DeliveryOptions {
  readonly state: State;
  /** The outbox of each local user; journaled, so that a taken-back registration takes its binding along. */
  readonly outboxes: Table<UserId, Outbox>;
  readonly members: MemberCache<Outbox>;
  /** Shown as the source where no user acted. */
  readonly server: string;
}

export class Delivery {
  readonly #options: DeliveryOptions;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Called for each admitted event, after the fold and the caches. */
  observe(event: AnyEvent, changes: readonly Change[]): void {
    if (event.type === "PRIVMSG" || event.type === "NOTICE") this.#message(event);
    for (const change of changes) this.#change(event, change);
  }

  #message(event: AnyEvent & { readonly type: "PRIVMSG" | "NOTICE" }): void {
    const { state, members, outboxes } = this.#options;
    const { channel: id, sender, target, text } = event.body;
    const author = state.users.get((event.actor ?? sender) as UserId);
    if (author === undefined) return;
    const source = prefixOf(state, author);
    if (id !== undefined) {
      const channel = state.channels.get(id);
      if (channel === undefined) return;
      const line = messageLine(source, event.type, channel.name, text);
      const own = outboxes.get(author.id);
      for (const outbox of members.of(id).values()) if (outbox !== own) outbox.append(line);
      return;
    }
    const receiver = target && state.users.get(target);
    if (receiver) this.#tell(receiver.id, messageLine(source, event.type, nickOf(state, receiver), text));
  }

  #change(event: AnyEvent, change: Change): void {
    const { state } = this.#options;
    switch (change.kind) {
      case "connected":
      case "away":
        return;
      case "ended":
        return this.#ended(event, change);
      case "renamed": {
        const line = nickLine(`${change.from}!${change.user.username}@${change.user.host}`, change.to);
        return this.#tellAll(this.#neighbours(state.members.ofUser(change.user.id).keys(), change.user.id), line);
      }
      case "user-modes": {
        const nick = nickOf(state, change.user);
        return this.#tell(change.user.id, userModeLine(nick, nick, change.added, change.removed));
      }
      case "joined":
        return this.#tellChannel(change.channel.id, joinLine(prefixOf(state, change.user), change.channel.name));
      case "left":
        return this.#left(event, change);
      case "modes": {
        const shownNick = (user: UserId) => nickOf(state, state.users.get(user) as UserRow);
        const lines = modeLines(this.#source(event), change.channel.name, change.changes, shownNick);
        return this.#tellChannel(change.channel.id, lines);
      }
      case "topic": {
        const text = change.channel.topic?.text ?? "";
        return this.#tellChannel(change.channel.id, topicLine(this.#source(event), change.channel.name, text));
      }
      case "invited": {
        const line = inviteLine(this.#source(event), nickOf(state, change.user), change.channel.name);
        return this.#tell(change.user.id, line);
      }
    }
  }

  /** Neighbours see the QUIT once however many channels they shared; the user's own session gets ERROR alone. */
  #ended(event: AnyEvent, change: Change & { readonly kind: "ended" }): void {
    const { user, nick, channels } = change;
    const reason = "reason" in event.body ? (event.body.reason ?? "") : "Node restarted";
    const line = quitLine(`${nick}!${user.username}@${user.host}`, reason);
    const neighbours = this.#neighbours(channels, user.id);
    const own = this.#options.outboxes.get(user.id);
    if (own) neighbours.delete(own);
    this.#tellAll(neighbours, line);
    this.#options.outboxes.delete(user.id);
  }

  #left(event: AnyEvent, change: Change & { readonly kind: "left" }): void {
    const { state } = this.#options;
    const { channel, user } = change;
    const line =
      event.type === "KICK"
        ? kickLine(this.#source(event), channel.name, nickOf(state, user), event.body.reason)
        : partLine(prefixOf(state, user), channel.name, event.type === "PART" ? event.body.reason : undefined);
    this.#tellChannel(channel.id, line);
    this.#tell(user.id, line);
  }

  #source(event: AnyEvent): string {
    const user = event.actor && this.#options.state.users.get(event.actor);
    return user ? prefixOf(this.#options.state, user) : this.#options.server;
  }

  #tell(user: UserId, line: string): void {
    this.#options.outboxes.get(user)?.append(line);
  }

  #tellChannel(channel: ChannelId, line: string): void {
    for (const outbox of this.#options.members.of(channel).values()) outbox.append(line);
  }

  #tellAll(outboxes: Iterable<Outbox>, line: string): void {
    for (const outbox of outboxes) outbox.append(line);
  }

  /** The local members of the channels and the user's own session, each once. */
  #neighbours(channels: Iterable<ChannelId>, user: UserId): Set<Outbox> {
    const found = new Set<Outbox>();
    for (const channel of channels) for (const outbox of this.#options.members.of(channel).values()) found.add(outbox);
    const own = this.#options.outboxes.get(user);
    if (own) found.add(own);
    return found;
  }
}
