// What a refold changed: each row as it was told until now and as it is, with the event that made it so.
import { isDeepStrictEqual } from "node:util";
import type { AnyEvent } from "../events/envelope.ts";
import type { Journal, WrittenRow } from "./table.ts";

export interface RowDifference {
  readonly table: WrittenRow["table"];
  readonly key: unknown;
  readonly before: object | undefined;
  readonly after: object | undefined;
  /** The event that wrote the row last, or the late one where nothing writes it any more. */
  readonly cause: AnyEvent;
}

interface Told {
  readonly row: object | undefined;
  cause: AnyEvent | undefined;
}

/** Gathers rows while events are taken back and applied again. */
export class Comparison {
  readonly #told = new Map<WrittenRow["table"], Map<unknown, Told>>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** What was written since the mark is about to be taken back: it is what was told. */
  takenBack(mark: number): void {
    for (const { row } of this.#journal.since(mark)) if (row) this.#note(row, row.table.get(row.key), undefined);
  }

  /** The event was applied; what it wrote stands since the mark. */
  applied(event: AnyEvent, mark: number): void {
    for (const { row } of this.#journal.since(mark)) if (row) this.#note(row, row.before, event);
  }

  /** The rows that are not as they were. `late`: the event that brought all this about. */
  result(late: AnyEvent): readonly RowDifference[] {
    const differences: RowDifference[] = [];
    for (const [table, rows] of this.#told) {
      for (const [key, { row: before, cause = late }] of rows) {
        const after = table.get(key);
        if (!isDeepStrictEqual(before, after)) differences.push({ table, key, before, after, cause });
      }
    }
    return differences;
  }

  #note({ table, key }: WrittenRow, told: object | undefined, cause: AnyEvent | undefined): void {
    const rows = this.#told.get(table) ?? new Map<unknown, Told>();
    this.#told.set(table, rows);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { row: told, cause });
    else if (cause !== undefined) known.cause = cause;
  }
}
