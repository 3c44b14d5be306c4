// Delivery: from what an event changed to lines for the local sessions that are to see it. A line is made once in each
// form that is asked for and appended to each recipient's outbox; it leaves when the turn is committed.
import { type AnyEvent, idOf } from "../../events/envelope.ts";
import type { ChannelId, Micros, UserId } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import { isOperator } from "../../projections/members.ts";
import type { State, UserRow } from "../../projections/state.ts";
import { actorPrefixOf, nickOf, prefixOf } from "../../projections/users.ts";
import { AWAY_NOTIFY, CHGHOST, has, INVITE_NOTIFY, SETNAME } from "../protocol/capabilities.ts";
import { numericLine, numericRest } from "../protocol/numeric-line.ts";
import { RPL_KNOCK } from "../protocol/numerics.ts";
import { Differences } from "./differences.ts";
import { Form } from "./form.ts";
import { joinedText } from "./joined.ts";
import * as lines from "./lines.ts";
import { Messages } from "./messages.ts";
import type { Outbox } from "./outbox.ts";
import { type Recipients, tell } from "./recipients.ts";
import type { Shift } from "./shift.ts";
import { Watchers } from "./watchers.ts";

export interface DeliveryOptions {
  readonly state: State;
  readonly recipients: Recipients;
  /** Shown as the source where no user acted. */
  readonly server: string;
  /** Microseconds since 1970. */
  readonly now: () => Micros;
  /** A local user was told that they bear their nick no more, though they claim it. */
  readonly onLost: (user: UserId) => void;
}

export class Delivery {
  readonly #state: State;
  readonly #recipients: Recipients;
  readonly #server: string;
  readonly #messages: Messages;
  readonly #watchers: Watchers;
  readonly #differences: Differences;

  constructor({ state, recipients, server, now, onLost }: DeliveryOptions) {
    this.#state = state;
    this.#recipients = recipients;
    this.#server = server;
    this.#messages = new Messages(state, recipients);
    this.#watchers = new Watchers(state, recipients, server);
    this.#differences = new Differences({
      ...{ state, recipients, server, now, onLost },
      onChange: (event, change) => this.#change(event, change),
      joinedText: (joined) => joinedText(state, server, joined),
      onBearer: (nick) => this.#watchers.bearerChanged(nick, now()),
    });
  }

  /** The view is not as it was told; gives what follows for others than clients. */
  shift(shift: Shift): readonly (readonly [cause: AnyEvent, change: Change])[] {
    return this.#differences.tell(shift);
  }

  /** Called for each admitted event, after the fold and the caches. */
  observe(event: AnyEvent, changes: readonly Change[]): void {
    if (event.type === "PRIVMSG" || event.type === "NOTICE" || event.type === "TAGMSG") this.#messages.observe(event);
    if (event.type === "KNOCK") this.#knocked(event);
    for (const change of changes) {
      this.#change(event, change);
      this.#watchers.observe(event, change);
    }
  }

  #change(event: AnyEvent, change: Change): void {
    const state = this.#state;
    switch (change.kind) {
      case "connected":
      case "banned":
      case "unbanned":
        return;
      case "ended":
        return this.#ended(event, change);
      case "away": {
        const nick = nickOf(state, change.user);
        const form = this.#form(event, lines.awayLine(prefixOf(state, change.user), change.user.away), change.user);
        return tell(this.#recipients.attentive(change.user, nick, AWAY_NOTIFY), form);
      }
      case "realname":
        return this.#realname(event, change.user);
      case "host":
        return this.#host(event, change.user, change.before);
      case "renamed": {
        const line = lines.nickLine(`${change.from}!${change.user.username}@${change.user.host}`, change.to);
        const form = this.#form(event, line, change.user);
        tell(this.#recipients.neighbours(state.members.ofUser(change.user.id).keys(), change.user.id), form);
        return this.#tellOne(change.user.id, form);
      }
      case "user-modes": {
        const nick = nickOf(state, change.user);
        const line = lines.userModeLine(nick, nick, change.added, change.removed);
        return this.#tellOne(change.user.id, this.#form(event, line, change.user));
      }
      case "joined": {
        const line = lines.joinLine(prefixOf(state, change.user), change.channel.name);
        this.#tellChannel(change.channel.id, this.#form(event, line, change.user));
        return this.#cameAway(event, change.user, this.#recipients.inChannel(change.channel.id).values());
      }
      case "left":
        return this.#left(event, change);
      case "modes": {
        const shownNick = (user: UserId) => nickOf(state, state.users.get(user) as UserRow);
        const text = lines.modeLines(this.#source(event), change.channel.name, change.changes, shownNick);
        return this.#tellChannel(change.channel.id, this.#form(event, text));
      }
      case "topic": {
        const line = lines.topicLine(this.#source(event), change.channel.name, change.channel.topic?.text ?? "");
        return this.#tellChannel(change.channel.id, this.#form(event, line));
      }
      case "invited":
        return this.#invited(event, change);
    }
  }

  /** Neighbours see the QUIT once however many channels they shared; the user's own session gets ERROR alone. */
  #ended(event: AnyEvent, change: Change & { readonly kind: "ended" }): void {
    const { user, nick, channels } = change;
    const source = `${nick}!${user.username}@${user.host}`;
    const actor = event.actor === user.id ? source : this.#source(event);
    const form = this.#form(event, lines.quitLine(source, lines.reasonOf(event, actor)), user);
    tell(this.#recipients.neighbours(channels, user.id), form);
    this.#recipients.forget(user.id);
  }

  #left(event: AnyEvent, change: Change & { readonly kind: "left" }): void {
    const { channel, user } = change;
    const line =
      event.type === "KICK"
        ? lines.kickLine(this.#source(event), channel.name, nickOf(this.#state, user), event.body.reason)
        : lines.partLine(
            prefixOf(this.#state, user),
            channel.name,
            event.type === "PART" ? event.body.reason : undefined,
          );
    const form = this.#form(event, line, event.type === "KICK" ? undefined : user);
    this.#tellChannel(channel.id, form);
    this.#tellOne(user.id, form);
  }

  /** Who comes into a channel while away is said to be (IRCv3 away-notify); they know it themselves. */
  #cameAway(event: AnyEvent, user: UserRow, outboxes: Iterable<Outbox>): void {
    if (user.away === undefined) return;
    const form = this.#simulated(event, lines.awayLine(prefixOf(this.#state, user), user.away), user);
    const own = this.#recipients.of(user.id);
    for (const outbox of outboxes) {
      if (outbox !== own && has(outbox.capabilities, AWAY_NOTIFY)) outbox.append(form.for(outbox.capabilities));
    }
  }

  /** The one invited is told; so are members who asked to be (IRCv3 invite-notify), but not who invited. */
  #invited(event: AnyEvent, change: Change & { readonly kind: "invited" }): void {
    const { channel, user } = change;
    const form = this.#form(event, lines.inviteLine(this.#source(event), nickOf(this.#state, user), channel.name));
    this.#tellOne(user.id, form);
    for (const [member, outbox] of this.#recipients.inChannel(channel.id)) {
      if (member !== event.actor && has(outbox.capabilities, INVITE_NOTIFY))
        outbox.append(form.for(outbox.capabilities));
    }
  }

  /** Those who can let the user in are told. */
  #knocked(event: AnyEvent & { readonly type: "KNOCK" }): void {
    const state = this.#state;
    const channel = state.channels.get(event.body.channel);
    if (channel === undefined) return;
    const rest = numericRest(RPL_KNOCK, [channel.name, this.#source(event)]);
    for (const [id, outbox] of this.#recipients.inChannel(channel.id)) {
      if (!isOperator(state, channel.id, id)) continue;
      const nick = nickOf(state, state.users.get(id) as UserRow);
      outbox.append(this.#form(event, numericLine(this.#server, nick, RPL_KNOCK, rest)).for(outbox.capabilities));
    }
  }

  #realname(event: AnyEvent, user: UserRow): void {
    const form = this.#form(event, lines.setnameLine(prefixOf(this.#state, user), user.realname), user);
    tell(this.#recipients.attentive(user, nickOf(this.#state, user), SETNAME), form);
    const own = this.#recipients.of(user.id);
    if (own && has(own.capabilities, SETNAME)) own.append(form.for(own.capabilities));
  }

  /** Those without chghost see the user go and come back (IRCv3 chghost, "Fallback"); the user sees neither. */
  #host(event: AnyEvent, user: UserRow, before: UserRow): void {
    const state = this.#state;
    const nick = nickOf(state, user);
    const old = `${nick}!${before.username}@${before.host}`;
    const form = this.#form(event, lines.chghostLine(old, user.username, user.host), user);
    const told = this.#recipients.attentive(user, nick, CHGHOST);
    tell(told, form);
    const own = this.#recipients.of(user.id);
    if (own && has(own.capabilities, CHGHOST)) own.append(form.for(own.capabilities));
    const neighbours = this.#recipients.neighbours(state.members.ofUser(user.id).keys(), user.id);
    const left = this.#simulated(event, lines.quitLine(old, "Changing host"), user);
    const others = [...neighbours].filter((outbox) => !told.has(outbox));
    tell(others, left);
    for (const member of state.members.ofUser(user.id).values()) {
      const channel = state.channels.get(member.channel);
      if (channel === undefined) continue;
      const text =
        lines.joinLine(`${nick}!${user.username}@${user.host}`, channel.name) +
        lines.statusLine(this.#server, channel.name, member.status, nick);
      const back = this.#simulated(event, text, user);
      for (const outbox of this.#recipients.inChannel(channel.id).values()) {
        if (outbox !== own && !told.has(outbox)) outbox.append(back.for(outbox.capabilities));
      }
    }
    this.#cameAway(event, user, others);
  }

  #source(event: AnyEvent): string {
    const user = event.actor && this.#state.users.get(event.actor);
    return user ? actorPrefixOf(this.#state, user) : this.#server;
  }

  /** `user`: whose line it is, where that is not the actor. */
  #form(event: AnyEvent, text: string, user = this.#state.users.get(event.actor as UserId)): Form {
    return new Form(text, { at: event.at, id: idOf(event), isBot: user?.modes.includes("B") === true });
  }

  /** A line that stands for what an event means to some: the event's id belongs to the line that tells it. */
  #simulated(event: AnyEvent, text: string, user: UserRow): Form {
    return new Form(text, { at: event.at, isBot: user.modes.includes("B") });
  }

  #tellOne(user: UserId, form: Form): void {
    const outbox = this.#recipients.of(user);
    outbox?.append(form.for(outbox.capabilities));
  }

  #tellChannel(channel: ChannelId, form: Form): void {
    tell(this.#recipients.inChannel(channel).values(), form);
  }
}
