// Who is to be told: the outboxes of users, channels and neighbours at this node.
import { type Casefolded, type ChannelId, casefold, type UserId } from "../../events/names.ts";
import type { MemberCache } from "../../projections/member-cache.ts";
import type { State, UserRow } from "../../projections/state.ts";
import type { Table } from "../../projections/table.ts";
import { type Capability, EXTENDED_MONITOR, has } from "../protocol/capabilities.ts";
import type { Told } from "./form.ts";
import type { Outbox } from "./outbox.ts";

export interface RecipientsOptions {
  readonly state: State;
  /** The outbox of each local user; journaled, so that a taken-back registration takes its binding along. */
  readonly outboxes: Table<UserId, Outbox>;
  readonly members: MemberCache<Outbox>;
  /** The local users who monitor a nick. */
  readonly watchers: (nick: Casefolded) => Iterable<UserId>;
}

export class Recipients {
  readonly #options: RecipientsOptions;

  constructor(options: RecipientsOptions) {
    this.#options = options;
  }

  of(user: UserId | undefined): Outbox | undefined {
    return user === undefined ? undefined : this.#options.outboxes.get(user);
  }

  /** The user has ended: nothing more is told them. */
  forget(user: UserId): void {
    this.#options.outboxes.delete(user);
  }

  locals(): Iterable<[UserId, Outbox]> {
    return this.#options.outboxes.entries();
  }

  inChannel(channel: ChannelId): ReadonlyMap<UserId, Outbox> {
    return this.#options.members.of(channel);
  }

  /** The local members of the channels, each once; the user's own outbox is not among them. */
  neighbours(channels: Iterable<ChannelId>, user: UserId): Set<Outbox> {
    const found = new Set<Outbox>();
    for (const channel of channels) for (const outbox of this.inChannel(channel).values()) found.add(outbox);
    const own = this.of(user);
    if (own) found.delete(own);
    return found;
  }

  /** Neighbours now, and with extended-monitor those who watch the nick: of both, who has the capability. */
  attentive(user: UserRow, nick: string, capability: Capability): Set<Outbox> {
    const { state, watchers } = this.#options;
    const found = this.neighbours(state.members.ofUser(user.id).keys(), user.id);
    for (const watcher of watchers(casefold(nick))) {
      const outbox = this.of(watcher);
      if (outbox && watcher !== user.id && has(outbox.capabilities, EXTENDED_MONITOR)) found.add(outbox);
    }
    for (const outbox of found) if (!has(outbox.capabilities, capability)) found.delete(outbox);
    return found;
  }

  watchers(nick: string): Iterable<UserId> {
    return this.#options.watchers(casefold(nick));
  }
}

export function tell(outboxes: Iterable<Outbox>, form: Told): void {
  for (const outbox of outboxes) outbox.append(form.for(outbox.capabilities));
}
