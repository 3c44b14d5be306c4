// One shift of the view on its way to the sessions, kind by kind; each kind goes to all sessions before the next one.
import type { AnyEvent } from "../../events/envelope.ts";
import { type Casefolded, type ChannelId, type Origin, originOf, type UserId, uidOf } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import type { ChannelRow, MemberRow, State, UserRow } from "../../projections/state.ts";
import { attributeChanges } from "./attribute-differences.ts";
import { Form, Forms, type Tagged } from "./form.ts";
import type { Joined } from "./joined.ts";
import * as lines from "./lines.ts";
import { modeDifferences } from "./mode-differences.ts";
import { NetBatch } from "./net-batch.ts";
import type { Outbox } from "./outbox.ts";
import { type Recipients, tell } from "./recipients.ts";
import { renamesInOrder } from "./renames.ts";
import { type Changed, type Shifted, sorted } from "./shift.ts";

export interface DifferencesOptions {
  readonly state: State;
  readonly recipients: Recipients;
  readonly server: string;
  /** Microseconds since 1970: of what no event stands behind. */
  readonly now: () => number;
  /** A local user is shown under their UID from now on, though they claim a nick. */
  readonly onLost: (user: UserId) => void;
  /** What is told as it always is: attributes of users, invitations. */
  readonly onChange: (event: AnyEvent, change: Change) => void;
  /** What a local user finds in a channel that they are in from now on. */
  readonly joinedText: (joined: Joined) => string;
  /** Somebody else bears the nick, or nobody does any more. */
  readonly onBearer: (nick: string) => void;
}

/** Of a channel the members whose rows have changed. */
type Memberships = readonly [ChannelId, readonly (readonly [UserId, Changed<MemberRow>])[]];

/** One shift on its way to the sessions. */
export class Telling {
  readonly #options: DifferencesOptions;
  readonly #shifted: Shifted;
  /** The outboxes of local users in a channel: before, after, and both. */
  readonly #before = new Map<ChannelId, ReadonlyMap<UserId, Outbox>>();
  readonly #both = new Map<ChannelId, ReadonlyMap<UserId, Outbox>>();

  readonly #memberships: readonly Memberships[];

  constructor(options: DifferencesOptions, shifted: Shifted) {
    this.#options = options;
    this.#shifted = shifted;
    this.#memberships = sorted(shifted.members.keys()).map((channel) => {
      const users = shifted.members.get(channel) ?? [];
      return [channel, [...users].sort(([a], [b]) => (a < b ? -1 : 1))];
    });
  }

  quits(): void {
    const shifted = this.#shifted;
    const gone = sorted(shifted.users.keys()).filter((id) => shifted.wasSeen(id) && !shifted.isSeen(id));
    const isHidden = (id: UserId) => this.#options.state.users.has(id);
    for (const id of gone) if (!isHidden(id)) tell(...this.#quit(id));
    const hidden = gone.filter(isHidden);
    for (const origin of new Set(hidden.map(originOf))) {
      const batch = this.#batch("netsplit", origin);
      for (const id of hidden) if (originOf(id) === origin) batch.tell(...this.#quit(id));
      batch.end();
    }
  }

  #quit(id: UserId): readonly [ReadonlySet<Outbox>, Form] {
    const shifted = this.#shifted;
    const user = shifted.userBefore(id) as UserRow;
    const outboxes = new Set<Outbox>();
    for (const channel of shifted.channelsBefore(id)) {
      for (const [member, outbox] of this.#localsBefore(channel)) if (member !== id) outboxes.add(outbox);
    }
    const source = prefix(user, shifted.nickBefore(id));
    return [outboxes, this.#form(lines.quitLine(source, this.#reason(id, source)), this.#causeOf(id), user)];
  }

  /** Why the user is gone: by an event, or because their node is out of reach. */
  #reason(id: UserId, source: string): string {
    const { state, server } = this.#options;
    const cause = this.#causeOf(id);
    if (state.users.has(id) || cause === undefined) return `${server} ${this.#nameOf(originOf(id))}`;
    return lines.reasonOf(cause, cause.actor === id ? source : (this.#shifted.actorBefore(cause.actor) ?? server));
  }

  departures(): void {
    const shifted = this.#shifted;
    for (const [id, members] of this.#memberships) {
      const told = new Forms();
      for (const [user, changed] of members) {
        if (!shifted.wasPresent(user, changed) || changed.after !== undefined || !shifted.isSeen(user)) continue;
        const form = this.#form(this.#departureLine(id, user, changed.cause), changed.cause);
        told.add(form);
        const own = this.#options.recipients.of(user);
        own?.append(form.for(own.capabilities));
      }
      if (!told.isEmpty) tell(this.#staying(id).values(), told);
    }
  }

  #departureLine(id: ChannelId, user: UserId, cause: AnyEvent | undefined): string {
    const shifted = this.#shifted;
    const [channel, nick] = [this.#channelName(id), shifted.nickBefore(user)];
    if (cause?.type === "KICK" && cause.body.target === user) {
      const source = shifted.actorBefore(cause.actor) ?? this.#options.server;
      return lines.kickLine(source, channel, nick, cause.body.reason);
    }
    const source = prefix(shifted.userBefore(user) as UserRow, nick);
    return lines.partLine(source, channel, cause?.type === "PART" ? cause.body.reason : undefined);
  }

  renames(): void {
    const shifted = this.#shifted;
    const changed = sorted(shifted.users.keys()).filter(
      (id) => shifted.wasSeen(id) && shifted.isSeen(id) && shifted.nickBefore(id) !== shifted.nick(id),
    );
    const wanted = changed.map((user) => ({ user, from: shifted.nickBefore(user), to: shifted.nick(user) }));
    for (const { user, from, to } of renamesInOrder(wanted, uidOf)) {
      const row = this.#options.state.users.get(user) as UserRow;
      const before = shifted.userBefore(user) as UserRow;
      const form = this.#form(lines.nickLine(prefix(before, from), to), this.#causeOfNick(user), row);
      const own = this.#options.recipients.of(user);
      const told = new Set(own ? [own] : []);
      for (const channel of this.#options.state.members.ofUser(user).keys()) {
        const membership = shifted.members.get(channel)?.get(user);
        if (membership && !shifted.wasPresent(user, membership)) continue;
        for (const outbox of this.#staying(channel).values()) told.add(outbox);
      }
      tell(told, form);
      const isForced = own !== undefined && to === uidOf(user) && row.nick !== to && to === shifted.nick(user);
      if (isForced) this.#options.onLost(user);
    }
  }

  /** First what own new members find in their channels, then who else has come; those of one node together. */
  arrivals(): void {
    const { state } = this.#options;
    const shifted = this.#shifted;
    const come: (readonly [ChannelId, Forms])[] = [];
    const back = new Map<Origin, Map<ChannelId, Forms>>();
    for (const [id, members] of this.#memberships) {
      const told = new Forms();
      for (const [user, changed] of members) {
        const row = state.users.get(user);
        if (!row || shifted.wasPresent(user, changed) || !shifted.isPresent(user, changed)) continue;
        const source = prefix(row, shifted.nick(user));
        const cause = shifted.isBack(user) ? undefined : changed.cause;
        const form = this.#form(lines.joinLine(source, this.#channelName(id)), cause, row);
        if (shifted.isBack(user)) formsOf(back, originOf(user), id).add(form);
        else told.add(form);
        this.#tellJoined(row, id, form);
      }
      if (!told.isEmpty) come.push([id, told]);
    }
    for (const [id, told] of come) tell(this.#staying(id).values(), told);
    for (const origin of sorted(back.keys())) {
      const batch = this.#batch("netjoin", origin);
      for (const [id, told] of back.get(origin) ?? []) batch.tell(this.#staying(id).values(), told);
      batch.end();
    }
  }

  /** A local user finds themselves in a channel. */
  #tellJoined(user: UserRow, channel: ChannelId, form: Form): void {
    const own = this.#options.recipients.of(user.id);
    if (own === undefined) return;
    const { capabilities } = own;
    own.append(form.for(capabilities));
    own.append(this.#options.joinedText({ user, channel, capabilities }));
  }

  modes(): void {
    const shifted = this.#shifted;
    const { server } = this.#options;
    for (const channel of sorted(new Set([...shifted.channels.keys(), ...shifted.members.keys()]))) {
      const staying = this.#staying(channel);
      if (staying.size === 0) continue;
      const sourceOf = (cause: AnyEvent | undefined) =>
        (cause?.type === "MODE" || cause?.type === "SAMODE" ? shifted.actor(cause.actor) : undefined) ?? server;
      for (const { source, changes, cause } of modeDifferences(shifted, channel, sourceOf)) {
        const text = lines.modeLines(source, this.#channelName(channel), changes, (user) => shifted.nick(user));
        tell(staying.values(), this.#form(text, cause));
      }
    }
  }

  topics(): void {
    for (const channel of sorted(this.#shifted.channels.keys())) {
      const { before, after, cause } = this.#shifted.channels.get(channel) as Changed<ChannelRow>;
      const [was, is] = [before?.topic?.text ?? "", after?.topic?.text ?? ""];
      if (before === undefined || after === undefined || was === is) continue;
      const actor = cause?.type === "TOPIC" ? this.#shifted.actor(cause.actor) : undefined;
      const source = actor ?? this.#options.server;
      tell(this.#staying(channel).values(), this.#form(lines.topicLine(source, this.#channelName(channel), is), cause));
    }
  }

  attributes(): void {
    const shifted = this.#shifted;
    for (const id of sorted(shifted.users.keys())) {
      const { before, after, cause } = shifted.users.get(id) as Changed<UserRow>;
      if (!before || !after || !cause || !shifted.wasSeen(id) || !shifted.isSeen(id)) continue;
      for (const change of attributeChanges(before, after)) this.#options.onChange(cause, change);
    }
  }

  invitations(): void {
    const { state } = this.#options;
    for (const { before, after, cause } of this.#shifted.invites) {
      if (before !== undefined || after === undefined || cause.type !== "INVITE") continue;
      const channel = state.channels.get(cause.body.channel);
      const user = state.users.get(cause.body.target);
      if (channel && user) this.#options.onChange(cause, { kind: "invited", channel, user });
    }
  }

  bearers(): void {
    for (const folded of sorted(this.#shifted.nicks.keys())) {
      const [was, is] = [this.#shifted.bearerBefore(folded), this.#shifted.bearer(folded)];
      const row = is === undefined ? was && this.#shifted.userBefore(was) : this.#options.state.users.get(is);
      if (was !== is) this.#options.onBearer(row?.nick ?? folded);
    }
  }

  /** Local users who were in the channel; sessions whose own user has ended are told no more. */
  #localsBefore(channel: ChannelId): ReadonlyMap<UserId, Outbox> {
    const known = this.#before.get(channel);
    if (known) return known;
    const { recipients, state } = this.#options;
    const found = new Map(recipients.inChannel(channel));
    for (const [user, { before, after }] of this.#shifted.members.get(channel) ?? []) {
      const outbox = recipients.of(user);
      if (!before) found.delete(user);
      if (before && !after && outbox && state.users.has(user)) found.set(user, outbox);
    }
    for (const user of [...found.keys()]) if (!state.users.has(user)) found.delete(user);
    this.#before.set(channel, found);
    return found;
  }

  /** Local users who were in the channel and are. */
  #staying(channel: ChannelId): ReadonlyMap<UserId, Outbox> {
    const known = this.#both.get(channel);
    if (known) return known;
    const members = this.#options.state.members.inChannel(channel);
    const found = new Map([...this.#localsBefore(channel)].filter(([user]) => members.has(user)));
    this.#both.set(channel, found);
    return found;
  }

  #batch(kind: "netsplit" | "netjoin", origin: Origin): NetBatch {
    const { server, now } = this.#options;
    return new NetBatch({ kind, origin, server, peer: this.#nameOf(origin), at: now() });
  }

  #nameOf(origin: Origin): string {
    return this.#options.state.origins.get(origin)?.name ?? origin;
  }

  #channelName(channel: ChannelId): string {
    const changed = this.#shifted.channels.get(channel);
    return (changed?.before ?? changed?.after ?? this.#options.state.channels.get(channel))?.name ?? channel;
  }

  #causeOf(user: UserId): AnyEvent | undefined {
    return this.#shifted.users.get(user)?.cause;
  }

  #causeOfNick(id: UserId): AnyEvent | undefined {
    const { before, after, cause } = this.#shifted.users.get(id) as Changed<UserRow>;
    if (before?.nick !== after?.nick) return cause;
    return after && this.#shifted.nicks.get(after.folded as Casefolded)?.cause;
  }

  #form(text: string, cause: AnyEvent | undefined, user?: UserRow): Form {
    const tagged: Tagged = { at: cause?.at ?? this.#options.now(), isBot: user?.modes.includes("B") === true };
    return new Form(text, tagged);
  }
}

const prefix = (user: UserRow, nick: string) => `${nick}!${user.username}@${user.host}`;

function formsOf(back: Map<Origin, Map<ChannelId, Forms>>, origin: Origin, channel: ChannelId): Forms {
  const channels = back.get(origin) ?? new Map<ChannelId, Forms>();
  const forms = channels.get(channel) ?? new Forms();
  back.set(origin, channels.set(channel, forms));
  return forms;
}
