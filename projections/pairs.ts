// A relation between channels and users, one row a pair, indexed from both sides.
import type { ChannelId, UserId } from "../events/names.ts";
import { type Journal, Table } from "./table.ts";

interface Pair {
  readonly channel: ChannelId;
  readonly user: UserId;
}

/** Rows by (channel, user). The orders of its iterations mean nothing: a roll-back changes them. */
export class Pairs<Row extends Pair> {
  /** The rows themselves: for comparing states. */
  readonly table: Table<string, Row>;
  readonly #byChannel = new Map<ChannelId, Map<UserId, Row>>();
  readonly #byUser = new Map<UserId, Map<ChannelId, Row>>();

  constructor(journal: Journal, onChange?: (before: Row | undefined, after: Row | undefined) => void) {
    this.table = new Table<string, Row>(journal, (_key, before, after) => {
      const { channel, user } = (after ?? before) as Row;
      index(this.#byChannel, channel, user, after);
      index(this.#byUser, user, channel, after);
      onChange?.(before, after);
    });
  }

  get size(): number {
    return this.table.size;
  }

  get(channel: ChannelId, user: UserId): Row | undefined {
    return this.#byChannel.get(channel)?.get(user);
  }

  put(row: Row): Row {
    return this.table.put(key(row.channel, row.user), row);
  }

  delete(channel: ChannelId, user: UserId): void {
    this.table.delete(key(channel, user));
  }

  inChannel(channel: ChannelId): ReadonlyMap<UserId, Row> {
    return this.#byChannel.get(channel) ?? NONE;
  }

  ofUser(user: UserId): ReadonlyMap<ChannelId, Row> {
    return this.#byUser.get(user) ?? NONE;
  }

  values(): IterableIterator<Row> {
    return this.table.values();
  }
}

const NONE: ReadonlyMap<never, never> = new Map<never, never>();
const key = (channel: ChannelId, user: UserId) => `${channel} ${user}`;

function index<A, B, Row>(side: Map<A, Map<B, Row>>, outer: A, inner: B, row: Row | undefined): void {
  const rows = side.get(outer);
  if (row !== undefined) {
    if (rows === undefined) side.set(outer, new Map([[inner, row]]));
    else rows.set(inner, row);
    return;
  }
  rows?.delete(inner);
  if (rows?.size === 0) side.delete(outer);
}
