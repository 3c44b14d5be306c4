// WHOWAS: the last users that bore a nick. A ring of fixed size, so that it is bounded and the same on every node.
import type { Header } from "../events/envelope.ts";
import { type Casefolded, casefold, nodeOf } from "../events/names.ts";
import type { Change } from "./changes.ts";
import type { Former, UserRow } from "./state.ts";
import { type Journal, Table, type Tables } from "./table.ts";

export const WHOWAS_ENTRIES = 8192;

export interface Slot extends Former {
  readonly number: number;
}

export class Whowas {
  readonly #slots: Table<number, Slot>;
  readonly #counter: Table<"next", { readonly value: number }>;
  readonly #byNick = new Map<Casefolded, Set<number>>();

  constructor(journal: Journal) {
    this.#counter = new Table(journal);
    this.#slots = new Table(journal, (slot, before, after) => {
      if (before) unindex(this.#byNick, casefold(before.nick), slot);
      if (after) index(this.#byNick, casefold(after.nick), slot);
    });
  }

  /** What a snapshot of it holds. */
  get tables(): Tables {
    return { slots: this.#slots, counter: this.#counter };
  }

  observe(event: Header, changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "ended") this.#add(event, change.user, change.nick);
      if (change.kind === "renamed" && casefold(change.from) !== casefold(change.to)) {
        this.#add(event, change.user, change.from);
      }
    }
  }

  /** Newest first. */
  of(nick: string): readonly Former[] {
    const slots = [...(this.#byNick.get(casefold(nick)) ?? [])].map((slot) => this.#slots.get(slot) as Slot);
    return slots.sort((a, b) => b.number - a.number);
  }

  #add(event: Header, user: UserRow, nick: string): void {
    const number = this.#counter.get("next")?.value ?? 0;
    this.#counter.put("next", { value: number + 1 });
    const { username, host, realname } = user;
    const row = { number, nick, username, host, realname, node: nodeOf(user.origin), endedAt: event.at };
    this.#slots.put(number % WHOWAS_ENTRIES, row);
  }
}

function index(byNick: Map<Casefolded, Set<number>>, nick: Casefolded, slot: number): void {
  const slots = byNick.get(nick);
  if (slots) slots.add(slot);
  else byNick.set(nick, new Set([slot]));
}

function unindex(byNick: Map<Casefolded, Set<number>>, nick: Casefolded, slot: number): void {
  const slots = byNick.get(nick);
  slots?.delete(slot);
  if (slots?.size === 0) byNick.delete(nick);
}
