// The observer's own view of the state: whose nodes are shown, and which claims to nicks are lost here. It is no part
// of the state that nodes have in common, and the fold never reads it.
import { type ChannelId, type Micros, type Origin, originOf, type UserId } from "../events/names.ts";
import type { MemberRow, NickRow, Sight, State } from "./state.ts";
import { type Journal, Table } from "./table.ts";

/** Of a node: its own users, and those of the origins that it shows. Journaled with the sessions. */
export class ObserverSight implements Sight {
  #own: Origin;
  readonly #shown: Table<Origin, object>;
  readonly #lost: Table<string, object>;
  /** Set as soon as there is anybody else. */
  #isAlone = true;

  constructor(journal: Journal, own: Origin) {
    this.#own = own;
    this.#shown = new Table(journal);
    this.#lost = new Table(journal);
  }

  get isWhole(): boolean {
    return this.#isAlone;
  }

  get own(): Origin {
    return this.#own;
  }

  /** There are other nodes from now on. */
  notAlone(): void {
    this.#isAlone = false;
  }

  /** The node speaks as another epoch. */
  move(own: Origin): void {
    this.#own = own;
  }

  isShown(origin: Origin): boolean {
    return origin === this.#own || this.#shown.has(origin);
  }

  /** The other origins that are shown. */
  shown(): readonly Origin[] {
    return [...this.#shown.keys()];
  }

  isLost(user: UserId, at: Micros): boolean {
    return this.#lost.size > 0 && this.#lost.has(lostKey(user, at));
  }

  show(origin: Origin): void {
    this.#shown.put(origin, MARK);
  }

  hide(origin: Origin): void {
    this.#shown.delete(origin);
  }

  /** The user was told that this claim is lost: they never bear the nick by it again, whoever leaves. */
  lose(user: UserId, at: Micros): void {
    this.#lost.put(lostKey(user, at), MARK);
  }

  /** The user has ended: so have their claims. */
  forget(user: UserId): void {
    if (this.#lost.size === 0) return;
    for (const key of [...this.#lost.keys()]) if (key.startsWith(`${user} `)) this.#lost.delete(key);
  }
}

const MARK = Object.freeze({});
const lostKey = (user: UserId, at: Micros) => `${user} ${at}`;

/** Of a queue of claims the first one that counts for this observer. */
export function bearerIn(sight: Sight, row: NickRow | undefined): UserId | undefined {
  if (row === undefined) return undefined;
  if (sight.isWhole) return row.claims[0]?.user;
  return row.claims.find(({ user, at }) => sight.isShown(originOf(user)) && !sight.isLost(user, at))?.user;
}

/** Whether the user is there for this observer: one of a node out of reach is not. */
export function isSeen({ sight }: State, user: UserId): boolean {
  return sight.isWhole || sight.isShown(originOf(user));
}

/** The members of a channel who are there for this observer. */
export function* seenMembers(state: State, channel: ChannelId): Iterable<MemberRow> {
  for (const member of state.members.inChannel(channel).values()) if (isSeen(state, member.user)) yield member;
}
