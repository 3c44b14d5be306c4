// From a shift of the view to lines: each session is told once what is not as it was told, in the order in which a
// client can follow it: QUIT; KICK and PART; NICK; its own JOIN; JOIN of others; MODE; TOPIC.
import type { AnyEvent } from "../../events/envelope.ts";
import { type Casefolded, type ChannelId, originOf, type UserId, uidOf } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import type { ChannelRow, MemberRow, State, UserRow } from "../../projections/state.ts";
import { Form, type Tagged } from "./form.ts";
import type { Joined } from "./joined.ts";
import * as lines from "./lines.ts";
import { modeDifferences } from "./mode-differences.ts";
import type { Outbox } from "./outbox.ts";
import { type Recipients, tell } from "./recipients.ts";
import { renamesInOrder } from "./renames.ts";
import { type Changed, type Shift, Shifted } from "./shift.ts";

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

export class Differences {
  readonly #options: DifferencesOptions;

  constructor(options: DifferencesOptions) {
    this.#options = options;
  }

  /** The new state and sight hold, and caches follow them. Gives what it means for others than clients. */
  tell(shift: Shift): readonly (readonly [cause: AnyEvent, change: Change])[] {
    const { state } = this.#options;
    const told = new Telling(this.#options, new Shifted(state, shift));
    told.quits();
    told.departures();
    told.renames();
    told.arrivals();
    told.modes();
    told.topics();
    told.attributes();
    told.invitations();
    told.bearers();
    return told.consequences();
  }
}

/** One shift on its way to the sessions. */
class Telling {
  readonly #options: DifferencesOptions;
  readonly #shifted: Shifted;
  /** The outboxes of local users in a channel: before, after, and both. */
  readonly #before = new Map<ChannelId, ReadonlyMap<UserId, Outbox>>();

  constructor(options: DifferencesOptions, shifted: Shifted) {
    this.#options = options;
    this.#shifted = shifted;
  }

  quits(): void {
    const shifted = this.#shifted;
    for (const id of sorted(shifted.users.keys())) {
      if (!shifted.wasSeen(id) || shifted.isSeen(id)) continue;
      const user = shifted.userBefore(id) as UserRow;
      const outboxes = new Set<Outbox>();
      for (const channel of shifted.channelsBefore(id)) {
        for (const [member, outbox] of this.#localsBefore(channel)) if (member !== id) outboxes.add(outbox);
      }
      const source = prefix(user, shifted.nickBefore(id));
      tell(outboxes, this.#form(lines.quitLine(source, this.#reason(id, source)), this.#causeOf(id), user));
    }
  }

  /** Why the user is gone: by an event, or because their node is out of reach. */
  #reason(id: UserId, source: string): string {
    const { state, server } = this.#options;
    const cause = this.#causeOf(id);
    if (state.users.has(id) || cause === undefined) {
      return `${server} ${state.origins.get(originOf(id))?.name ?? originOf(id)}`;
    }
    return lines.reasonOf(cause, cause.actor === id ? source : this.#sourceOf(cause));
  }

  departures(): void {
    const shifted = this.#shifted;
    for (const [id, user, changed] of this.#memberships()) {
      if (!shifted.wasPresent(user, changed) || changed.after !== undefined || !shifted.isSeen(user)) continue;
      const { cause } = changed;
      const channel = this.#channelName(id);
      const source = prefix(shifted.userBefore(user) as UserRow, shifted.nickBefore(user));
      const line =
        cause?.type === "KICK" && cause.body.target === user
          ? lines.kickLine(this.#sourceOf(cause), channel, shifted.nickBefore(user), cause.body.reason)
          : lines.partLine(source, channel, cause?.type === "PART" ? cause.body.reason : undefined);
      const form = this.#form(line, cause);
      tell(this.#staying(id).values(), form);
      const own = this.#options.recipients.of(user);
      own?.append(form.for(own.capabilities));
    }
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

  /** Of each channel first what its own new members find there, then who else has come. */
  arrivals(): void {
    const { state, recipients } = this.#options;
    const shifted = this.#shifted;
    for (const isOwn of [true, false]) {
      for (const [id, user, changed] of this.#memberships()) {
        const row = state.users.get(user);
        if (!row || shifted.wasPresent(user, changed) || !shifted.isPresent(user, changed)) continue;
        const own = recipients.of(user);
        const source = prefix(row, shifted.nick(user));
        const form = this.#form(lines.joinLine(source, this.#channelName(id)), changed.cause, row);
        if (isOwn && own) {
          own.append(form.for(own.capabilities));
          own.append(this.#options.joinedText({ user: row, channel: id, capabilities: own.capabilities }));
        }
        if (!isOwn) for (const outbox of this.#staying(id).values()) outbox.append(form.for(outbox.capabilities));
      }
    }
  }

  modes(): void {
    const shifted = this.#shifted;
    const { server } = this.#options;
    for (const channel of sorted(new Set([...shifted.channels.keys(), ...shifted.members.keys()]))) {
      const staying = this.#staying(channel);
      if (staying.size === 0) continue;
      const sourceOf = (cause: AnyEvent | undefined) =>
        cause?.type === "MODE" || cause?.type === "SAMODE" ? this.#sourceOf(cause) : server;
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
      const source = cause?.type === "TOPIC" ? this.#sourceOf(cause) : this.#options.server;
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

  /** Users who have ended and bans, as an event in its order would have told them. */
  consequences(): readonly (readonly [AnyEvent, Change])[] {
    const found: (readonly [AnyEvent, Change])[] = [];
    const shifted = this.#shifted;
    for (const id of sorted(shifted.users.keys())) {
      const { before, after, cause } = shifted.users.get(id) as Changed<UserRow>;
      if (!before || after || !cause) continue;
      const channels = shifted.channelsBefore(id);
      found.push([cause, { kind: "ended", user: before, nick: shifted.nickBefore(id), channels }]);
      this.#options.recipients.forget(id);
    }
    for (const { before, after, cause } of shifted.bans) {
      if (after) found.push([cause, { kind: "banned", ban: after as never }]);
      else if (before) found.push([cause, { kind: "unbanned", ban: before as never }]);
    }
    return found;
  }

  *#memberships(): Iterable<readonly [ChannelId, UserId, Changed<MemberRow>]> {
    for (const channel of sorted(this.#shifted.members.keys())) {
      const users = this.#shifted.members.get(channel) as ReadonlyMap<UserId, Changed<MemberRow>>;
      for (const user of sorted(users.keys())) yield [channel, user, users.get(user) as Changed<MemberRow>];
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
    const found = new Map(this.#localsBefore(channel));
    for (const user of [...found.keys()]) if (!this.#options.state.members.get(channel, user)) found.delete(user);
    return found;
  }

  #channelName(channel: ChannelId): string {
    const changed = this.#shifted.channels.get(channel);
    return (changed?.before ?? changed?.after ?? this.#options.state.channels.get(channel))?.name ?? channel;
  }

  /** Who acted, as they have been shown until now. */
  #sourceOf(cause: AnyEvent): string {
    const { state, server } = this.#options;
    const id = cause.actor;
    const user = id && (this.#shifted.userBefore(id) ?? state.users.get(id));
    return user ? prefix(user, this.#shifted.nickBefore(user.id)) : server;
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

function attributeChanges(before: UserRow, after: UserRow): readonly Change[] {
  const changes: Change[] = [];
  const added = [...after.modes].filter((letter) => !before.modes.includes(letter)).join("");
  const removed = [...before.modes].filter((letter) => !after.modes.includes(letter)).join("");
  if (before.username !== after.username || before.host !== after.host) {
    changes.push({ kind: "host", user: after, before });
  }
  if (before.realname !== after.realname) changes.push({ kind: "realname", user: after });
  if (before.away !== after.away) changes.push({ kind: "away", user: after });
  if (added !== "" || removed !== "") changes.push({ kind: "user-modes", user: after, added, removed });
  return changes;
}

const prefix = (user: UserRow, nick: string) => `${nick}!${user.username}@${user.host}`;

/** No result depends on the order of a Map or Set: roll-back changes it. */
function sorted<T extends string>(keys: Iterable<T>): readonly T[] {
  return [...keys].sort();
}
