// Messages to channels and users: to whom they go, and what of them each is shown.
import type { AnyEvent } from "../../events/envelope.ts";
import { idOf } from "../../events/envelope.ts";
import type { ChannelId, UserId } from "../../events/names.ts";
import { isSeen } from "../../projections/sight.ts";
import type { ChannelRow, State, UserRow } from "../../projections/state.ts";
import { nickOf, prefixOf } from "../../projections/users.ts";
import { ECHO_MESSAGE, has, MESSAGE_TAGS, TAG_CAPABILITIES } from "../protocol/capabilities.ts";
import { prefixOfStatus, statusAtLeast } from "../protocol/modes.ts";
import { Form } from "./form.ts";
import { messageLine, tagmsgLine } from "./lines.ts";
import type { Outbox } from "./outbox.ts";
import type { Recipients } from "./recipients.ts";

export type MessageEvent = AnyEvent & { readonly type: "PRIVMSG" | "NOTICE" | "TAGMSG" };

export class Messages {
  readonly #state: State;
  readonly #recipients: Recipients;

  constructor(state: State, recipients: Recipients) {
    this.#state = state;
    this.#recipients = recipients;
  }

  observe(event: MessageEvent): void {
    const state = this.#state;
    const { channel: id, sender, target } = event.body;
    const author = state.users.get((event.actor ?? sender) as UserId);
    // Of a node out of reach a message is history only: nothing said in a partition is sent later as if new.
    if (author === undefined || !isSeen(state, author.id)) return;
    if (id !== undefined) {
      const channel = state.channels.get(id);
      if (channel) this.#toChannel(event, author, channel);
      return;
    }
    const receiver = target && state.users.get(target);
    if (!receiver) return;
    const form = this.#form(event, author, nickOf(state, receiver));
    if (receiver.id === author.id) this.#toOneself(event, author, form);
    else this.#tell(this.#recipients.of(receiver.id), event, form);
    this.#echo(event, author, form);
  }

  /** A label marks the echo alone (IRCv3 labeled-response, "Tags"). */
  #toOneself(event: MessageEvent, author: UserRow, form: Form): void {
    const own = this.#recipients.of(author.id);
    if (own && isReadBy(own, event)) own.appendApart(form.for(own.capabilities));
  }

  #toChannel(event: MessageEvent, author: UserRow, channel: ChannelRow): void {
    const { status } = event.body;
    const form = this.#form(event, author, prefixOfStatus(status ?? "") + channel.name);
    const own = this.#recipients.of(author.id);
    if (status !== undefined) {
      for (const outbox of this.#withStatus(channel.id, status)) if (outbox !== own) this.#tell(outbox, event, form);
    } else if (event.type === "TAGMSG") {
      for (const outbox of this.#recipients.inChannel(channel.id).values()) {
        if (outbox !== own) this.#tell(outbox, event, form);
      }
    } else {
      // The hot path: one append for each member; most neighbours want the same form.
      let wanted = 0;
      let text = form.for(wanted);
      for (const outbox of this.#recipients.inChannel(channel.id).values()) {
        if (outbox === own) continue;
        const tags = outbox.capabilities & TAG_CAPABILITIES;
        if (tags !== wanted) {
          wanted = tags;
          text = form.for(tags);
        }
        outbox.append(text);
      }
    }
    this.#echo(event, author, form);
  }

  *#withStatus(channel: ChannelId, status: string): Iterable<Outbox> {
    for (const [user, outbox] of this.#recipients.inChannel(channel)) {
      if (statusAtLeast(this.#state.members.get(channel, user)?.status ?? "", status)) yield outbox;
    }
  }

  #tell(outbox: Outbox | undefined, event: MessageEvent, form: Form): void {
    if (outbox && isReadBy(outbox, event)) outbox.append(form.for(outbox.capabilities));
  }

  #echo(event: MessageEvent, author: UserRow, form: Form): void {
    const own = this.#recipients.of(author.id);
    if (own && has(own.capabilities, ECHO_MESSAGE)) this.#tell(own, event, form);
  }

  #form(event: MessageEvent, author: UserRow, target: string): Form {
    const source = prefixOf(this.#state, author);
    const line =
      event.type === "TAGMSG" ? tagmsgLine(source, target) : messageLine(source, event.type, target, event.body.text);
    return new Form(line, {
      at: event.at,
      // Unsequenced: nothing of it is on record, so nothing can be referred to.
      id: event.seq === 0 ? undefined : idOf(event),
      isBot: author.modes.includes("B"),
      clientTags: event.body.tags,
    });
  }
}

/** A message that consists of tags alone reaches those who can read tags. */
const isReadBy = ({ capabilities }: Outbox, { type }: MessageEvent) =>
  type !== "TAGMSG" || has(capabilities, MESSAGE_TAGS);
