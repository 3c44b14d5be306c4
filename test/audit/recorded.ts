// Logs for tests of the audit: made by a real node from random lines, or event by event as a test wants them.

import { type Bodies, catalogue, type EventType } from "../../events/catalogue.ts";
import { encodeBody, encodeHeader } from "../../events/codec.ts";
import type { Micros, NodeId, Origin, UserId } from "../../events/names.ts";
import type { Entry, LogReader } from "../../src/record/log.ts";
import { MemoryLog } from "../../src/record/memory-log.ts";
import { VirtualNode } from "../support/virtual-node.ts";

export const ORIGIN = "1HS.abc123" as Origin;
export const START = new Date("2026-11-23T20:00:00Z").getTime() * 1000;

export const user = (number: number) => `${ORIGIN}.${number}` as UserId;

interface Wish {
  readonly origin?: string;
  readonly seq?: number;
  readonly at?: number;
  readonly to?: readonly string[];
  /** Of an opening. */
  readonly key?: string;
}

/** Writes events one second apart, each the next of its origin unless a test says otherwise. */
export class Scribe {
  readonly entries: Entry[] = [];
  readonly #seqs = new Map<string, number>();

  event<T extends EventType>(type: T, actor: UserId | undefined, body: Bodies[T], wish: Wish = {}): this {
    const origin = (wish.origin ?? ORIGIN) as Origin;
    const seq = wish.seq ?? (this.#seqs.get(origin) ?? 0) + 1;
    this.#seqs.set(origin, seq);
    const position = this.entries.length + 1;
    const at = (wish.at ?? START + position * 1_000_000) as Micros;
    const { version } = catalogue[type];
    const to = wish.to as NodeId[] | undefined;
    const header = encodeHeader({ origin, seq, at, type, version, ...(actor ? { actor } : {}), ...(to ? { to } : {}) });
    const text = encodeBody(type, body);
    return this.entry({ origin, seq, header, salt: new Uint8Array(16), body: text, commitment: null });
  }

  entry(entry: Omit<Entry, "position">): this {
    this.entries.push({ ...entry, position: this.entries.length + 1 });
    return this;
  }

  open(firstUser = 0, wish: Wish = {}): this {
    const node = (wish.origin ?? ORIGIN).slice(0, 3) as NodeId;
    const key = wish.key === undefined ? {} : { key: wish.key };
    return this.event("OPEN", undefined, { node, name: "irc.test", software: "x", firstUser, ...key }, wish);
  }

  connect(number: number, nick: string, wish: Wish = {}): this {
    const id = `${wish.origin ?? ORIGIN}.${number}` as UserId;
    return this.event("CONNECT", id, { nick, username: `~${nick}`, host: "h", realname: "r" }, wish);
  }

  join(number: number, name: string): this {
    return this.event("JOIN", user(number), { channel: name.toLowerCase() as Bodies["JOIN"]["channel"], name });
  }

  /** Goes on with what a function writes. */
  append(more: (scribe: this) => void): this {
    more(this);
    return this;
  }

  /** What was written, right or wrong: no log of ours would take some of it. */
  log(): LogReader {
    const { entries } = this;
    return {
      lastPosition: () => entries.length,
      read: (after, limit) => entries.slice(after, after + limit),
      readOrigin: (origin, after, limit) =>
        entries.filter((entry) => entry.origin === origin && (entry.seq ?? 0) > after).slice(0, limit),
      lastSequences: () => new Map(entries.flatMap(({ origin, seq }) => (origin === null ? [] : [[origin, seq ?? 0]]))),
      hole: () => undefined,
      close: () => undefined,
    };
  }
}

/** Small pools, so that names collide. */
export const NICKS = ["alice", "bob", "Carl", "dave"] as const;
export const CHANNELS = ["#c", "#D", "#e"] as const;

/** The log of a node whose clients say these lines, "client line", one after the other. */
export function spoken(lines: readonly (readonly [client: number, line: string])[]): MemoryLog {
  const log = new MemoryLog();
  const node = new VirtualNode({ log });
  const clients = NICKS.map((nick) => {
    const id = node.connect();
    node.say(id, `NICK ${nick}`);
    node.say(id, `USER ${nick} 0 * :${nick}`);
    return id;
  });
  for (const [client, line] of lines) {
    const id = clients[client];
    if (id !== undefined && node.edge.isOpen(id)) node.say(id, line);
    node.pass(7);
  }
  return log;
}
