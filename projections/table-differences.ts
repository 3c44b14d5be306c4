// Two states of the same network compared row by row, with the event that wrote each row last.
import { isDeepStrictEqual } from "node:util";
import type { AnyEvent } from "../events/envelope.ts";
import type { RowDifference } from "./difference.ts";
import type { State } from "./state.ts";
import type { Table, Undo, WrittenRow } from "./table.ts";

/** Remembers who wrote a row last. */
export class RowCauses {
  readonly #causes = new Map<WrittenRow["table"], Map<unknown, AnyEvent>>();

  note(event: AnyEvent, written: readonly Undo[]): void {
    for (const { row } of written) if (row !== undefined) this.#set(row, event);
  }

  take(differences: readonly RowDifference[]): void {
    for (const difference of differences) this.#set(difference, difference.cause);
  }

  #set({ table, key }: Pick<WrittenRow, "table" | "key">, event: AnyEvent): void {
    const causes = this.#causes.get(table) ?? new Map<unknown, AnyEvent>();
    this.#causes.set(table, causes.set(key, event));
  }

  of(table: WrittenRow["table"], key: unknown): AnyEvent | undefined {
    return this.#causes.get(table)?.get(key);
  }
}

/** `table` of each difference is the table of `now`. `last`: stands for causes that are not known. */
export function tableDifferences(
  before: State,
  now: State,
  causes: RowCauses,
  last: AnyEvent,
): readonly RowDifference[] {
  const differences: RowDifference[] = [];
  const compare = (was: Table<never, object>, is: Table<never, object>) => {
    const table = is as unknown as WrittenRow["table"];
    const add = (key: never, old: object | undefined, row: object | undefined) =>
      differences.push({ table, key, before: old, after: row, cause: causes.of(table, key) ?? last });
    for (const [key, old] of was.entries()) {
      const row = is.get(key);
      if (!isSame(old, row)) add(key, old, row);
    }
    for (const [key, row] of is.entries()) if (!was.has(key)) add(key, undefined, row);
  };
  const pairs = [
    [before.users, now.users],
    [before.nicks, now.nicks],
    [before.channels, now.channels],
    [before.members.table, now.members.table],
    [before.invites.table, now.invites.table],
    [before.bans, now.bans],
  ] as unknown as (readonly [Table<never, object>, Table<never, object>])[];
  for (const [was, is] of pairs) compare(was, is);
  return differences;
}

/** Most rows are flat: comparing them field by field costs a tenth of a deep comparison. */
function isSame(a: object, b: object | undefined): boolean {
  if (a === b) return true;
  if (b === undefined) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => {
    const [x, y] = [left[key], right[key]];
    return x === y || (typeof x === "object" && isDeepStrictEqual(x, y));
  });
}
