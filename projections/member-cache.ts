// The member cache: per channel, who of it is to be written to, ready to be walked. Bounded, counted, never a source
// of truth: it is built from the memberships, kept up with changes, and dropped when a turn is rolled back.
import { LRUCache } from "lru-cache";
import type { ChannelId, UserId } from "../events/names.ts";
import type { Change } from "./changes.ts";
import type { State } from "./state.ts";

export interface CacheFigures {
  readonly name: string;
  readonly size: number;
  readonly max: number;
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
}

/** `R` is what a member is written through; `resolve` gives it for a local user and undefined for others. */
export class MemberCache<R extends object> {
  readonly #state: State;
  readonly #resolve: (user: UserId) => R | undefined;
  readonly #channels: LRUCache<ChannelId, Map<UserId, R>>;
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  constructor(state: State, resolve: (user: UserId) => R | undefined, max: number) {
    this.#state = state;
    this.#resolve = resolve;
    this.#channels = new LRUCache({
      max,
      dispose: (_value, _key, reason) => {
        if (reason === "evict") this.#evictions++;
      },
    });
  }

  of(channel: ChannelId): ReadonlyMap<UserId, R> {
    const cached = this.#channels.get(channel);
    if (cached) {
      this.#hits++;
      return cached;
    }
    this.#misses++;
    const members = new Map<UserId, R>();
    for (const user of this.#state.members.inChannel(channel).keys()) this.#add(members, user);
    if (members.size > 0) this.#channels.set(channel, members);
    return members;
  }

  /** Keeps cached channels up with what an event has changed. */
  observe(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "joined") {
        const members = this.#channels.peek(change.channel.id);
        if (members) this.#add(members, change.user.id);
      }
      if (change.kind === "left") this.#remove(change.channel.id, change.user.id);
      if (change.kind === "ended") for (const channel of change.channels) this.#remove(channel, change.user.id);
    }
  }

  clear(): void {
    this.#channels.clear();
  }

  figures(): CacheFigures {
    const { size, max } = this.#channels;
    return { name: "members", size, max, hits: this.#hits, misses: this.#misses, evictions: this.#evictions };
  }

  #add(members: Map<UserId, R>, user: UserId): void {
    const target = this.#resolve(user);
    if (target) members.set(user, target);
  }

  #remove(channel: ChannelId, user: UserId): void {
    const members = this.#channels.peek(channel);
    members?.delete(user);
    if (members?.size === 0) this.#channels.delete(channel);
  }
}
