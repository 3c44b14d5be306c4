// A shift of the view: rows that are not as they were, and origins that are hidden or shown from now on. It answers
// what was there before, so that what clients have been told can be compared with what now holds.
import type { AnyEvent } from "../../events/envelope.ts";
import { type Casefolded, type ChannelId, type Origin, originOf, type UserId, uidOf } from "../../events/names.ts";
import type { RowDifference } from "../../projections/difference.ts";
import { bearerIn, isSeen } from "../../projections/sight.ts";
import type { ChannelRow, MemberRow, NickRow, Sight, State, UserRow } from "../../projections/state.ts";
import { nickOf } from "../../projections/users.ts";

export interface Shift {
  readonly rows: readonly RowDifference[];
  readonly hidden: readonly Origin[];
  readonly shown: readonly Origin[];
}

/** One row as it was and as it is. */
export interface Changed<Row> {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  /** Undefined where only the sight has changed. */
  readonly cause: AnyEvent | undefined;
}

/** Built once the new state and sight hold. */
export class Shifted {
  readonly users = new Map<UserId, Changed<UserRow>>();
  readonly nicks = new Map<Casefolded, Changed<NickRow>>();
  readonly channels = new Map<ChannelId, Changed<ChannelRow>>();
  /** Channel → user → membership, also of those who are only hidden or shown. */
  readonly members = new Map<ChannelId, Map<UserId, Changed<MemberRow>>>();
  readonly bans: RowDifference[] = [];
  readonly invites: RowDifference[] = [];
  readonly #state: State;
  readonly #sightBefore: Sight;
  readonly #shown: ReadonlySet<Origin>;

  constructor(state: State, { rows, hidden, shown }: Shift) {
    this.#state = state;
    const { sight } = state;
    const [wasShown, wasHidden] = [new Set(hidden), new Set(shown)];
    this.#shown = wasHidden;
    this.#sightBefore = {
      isWhole: sight.isWhole,
      isShown: (origin) => wasShown.has(origin) || (!wasHidden.has(origin) && sight.isShown(origin)),
      isLost: (user, at) => sight.isLost(user, at),
    };
    for (const row of rows) this.#take(row);
    if (hidden.length + shown.length > 0) this.#addUsersOf(new Set([...hidden, ...shown]));
    this.#addFellowClaimants();
  }

  #take(row: RowDifference): void {
    const { users, nicks, channels, members, bans, invites } = this.#state;
    const change = row as unknown as Changed<never>;
    if (row.table === (users as unknown)) this.users.set(row.key as UserId, change);
    else if (row.table === (nicks as unknown)) this.nicks.set(row.key as Casefolded, change);
    else if (row.table === (channels as unknown)) this.channels.set(row.key as ChannelId, change);
    else if (row.table === (members.table as unknown)) this.#addMember(change);
    else if (row.table === (bans as unknown)) this.bans.push(row);
    else if (row.table === (invites.table as unknown)) this.invites.push(row);
  }

  #addMember(change: Changed<MemberRow>): void {
    const { channel, user } = (change.after ?? change.before) as MemberRow;
    const known = this.members.get(channel) ?? new Map<UserId, Changed<MemberRow>>();
    this.members.set(channel, known);
    if (!known.has(user)) known.set(user, change);
  }

  /** Users of origins that are hidden or shown: all that others see of them may change. */
  #addUsersOf(origins: ReadonlySet<Origin>): void {
    const { users, nicks, members } = this.#state;
    for (const user of users.values()) {
      if (!origins.has(user.origin)) continue;
      if (!this.users.has(user.id)) this.users.set(user.id, { before: user, after: user, cause: undefined });
      const row = nicks.get(user.folded);
      if (!this.nicks.has(user.folded)) this.nicks.set(user.folded, { before: row, after: row, cause: undefined });
      for (const member of members.ofUser(user.id).values()) {
        this.#addMember({ before: member, after: member, cause: undefined });
      }
    }
    for (const [id, { before }] of [...this.users]) {
      if (before === undefined || !origins.has(originOf(id)) || this.nicks.has(before.folded)) continue;
      const row = nicks.get(before.folded);
      this.nicks.set(before.folded, { before: row, after: row, cause: undefined });
    }
  }

  /** Whoever stands in a queue that changed may be shown under another name. */
  #addFellowClaimants(): void {
    for (const { before, after } of this.nicks.values()) {
      for (const { user } of [...(before?.claims ?? []), ...(after?.claims ?? [])]) {
        const row = this.#state.users.get(user);
        if (row && !this.users.has(user)) this.users.set(user, { before: row, after: row, cause: undefined });
      }
    }
  }

  wasSeen(user: UserId): boolean {
    return this.userBefore(user) !== undefined && this.#sightBefore.isShown(originOf(user));
  }

  isSeen(user: UserId): boolean {
    return this.#state.users.has(user) && isSeen(this.#state, user);
  }

  /** Whether the user is one of a node that is shown from now on. */
  isBack(user: UserId): boolean {
    return this.#shown.has(originOf(user));
  }

  userBefore(user: UserId): UserRow | undefined {
    const changed = this.users.get(user);
    return changed ? changed.before : this.#state.users.get(user);
  }

  nickRowBefore(folded: Casefolded): NickRow | undefined {
    const changed = this.nicks.get(folded);
    return changed ? changed.before : this.#state.nicks.get(folded);
  }

  bearerBefore(folded: Casefolded): UserId | undefined {
    return bearerIn(this.#sightBefore, this.nickRowBefore(folded));
  }

  bearer(folded: Casefolded): UserId | undefined {
    return bearerIn(this.#state.sight, this.#state.nicks.get(folded));
  }

  /** What the user was shown under; their id in the form of a nick where they bore none. */
  nickBefore(id: UserId): string {
    const user = this.userBefore(id);
    return user && this.bearerBefore(user.folded) === id ? user.nick : uidOf(id);
  }

  nick(id: UserId): string {
    const user = this.#state.users.get(id);
    return user ? nickOf(this.#state, user) : uidOf(id);
  }

  /** nick!user@host of who acts, as clients know them while they are still told who has gone; undefined for nobody. */
  actorBefore(id: UserId | undefined): string | undefined {
    if (id === undefined) return undefined;
    const user = this.wasSeen(id) ? this.userBefore(id) : this.#known(id);
    return user && this.#acting(user, this.wasSeen(id), this.bearerBefore(user.folded));
  }

  /** The same once they have been told who has come. */
  actor(id: UserId | undefined): string | undefined {
    const user = id && this.#known(id);
    return user && this.#acting(user, this.isSeen(user.id), this.bearer(user.folded));
  }

  #known(id: UserId): UserRow | undefined {
    return this.#state.users.get(id) ?? this.userBefore(id);
  }

  /** Who is not there goes by what they claim, unless somebody bears it who is. */
  #acting(user: UserRow, isThere: boolean, bearer: UserId | undefined): string {
    const isBorne = bearer === user.id || (bearer === undefined && !isThere);
    return `${isBorne ? user.nick : uidOf(user.id)}!${user.username}@${user.host}`;
  }

  /** The channels that the user was in. */
  channelsBefore(user: UserId): readonly ChannelId[] {
    const channels = new Set(this.#state.members.ofUser(user).keys());
    for (const [channel, users] of this.members) {
      const changed = users.get(user);
      if (changed?.before) channels.add(channel);
      else if (changed) channels.delete(channel);
    }
    return [...channels].sort();
  }

  /** Whether others saw the user in the channel, and whether they do. */
  wasPresent(user: UserId, { before }: Changed<MemberRow>): boolean {
    return before !== undefined && this.wasSeen(user);
  }

  isPresent(user: UserId, { after }: Changed<MemberRow>): boolean {
    return after !== undefined && this.isSeen(user);
  }
}

/** No result depends on the order of a Map or Set: roll-back changes it. */
export function sorted<T extends string>(keys: Iterable<T>): readonly T[] {
  return [...keys].sort();
}
