// A table of immutable rows with an undo journal: O(1) to read, write and undo.
// Immer works on rows only; a draft of a whole Map would cost its size on each change.
import { type Draft, produce } from "immer";

/** How one write is taken back; for a row of a table also which row, and what it was. */
export interface Undo {
  undo(): void;
  readonly row?: WrittenRow;
}

export interface WrittenRow {
  readonly table: { get(key: unknown): object | undefined };
  readonly key: unknown;
  readonly before: object | undefined;
}

/** The undo journal that several tables share. Marks are absolute, so cutting its old end moves none of them. */
export class Journal {
  #undos: Undo[] = [];
  #cut = 0;

  /** A place to roll back to. */
  mark(): number {
    return this.#cut + this.#undos.length;
  }

  push(undo: Undo): void {
    this.#undos.push(undo);
  }

  /** What was written since the mark, oldest first. */
  since(mark: number): readonly Undo[] {
    return this.#undos.slice(Math.max(0, mark - this.#cut));
  }

  /** Takes back, newest first, all that was written since the mark. Throws if the mark was cut. */
  rollback(mark: number): void {
    if (mark < this.#cut) throw new Error(`journal: mark ${mark} was cut at ${this.#cut}`);
    while (this.mark() > mark) this.#undos.pop()?.undo();
  }

  /** Gives up undoing what was written before the mark. */
  cut(mark: number): void {
    const dropped = Math.min(mark, this.mark()) - this.#cut;
    if (dropped <= 0) return;
    if (dropped === this.#undos.length) this.#undos.length = 0;
    else this.#undos = this.#undos.slice(dropped);
    this.#cut += dropped;
  }

  get length(): number {
    return this.#undos.length;
  }
}

/** What a turn changes and can take back as a whole. */
export interface Undoable {
  begin(): void;
  commit(): void;
  rollBack(): void;
}

/** All that is written in the journal since `begin` is taken back; what is committed cannot be. */
export function undoableOf(journal: Journal): Undoable {
  let mark = 0;
  return {
    begin: () => {
      mark = journal.mark();
    },
    commit: () => journal.cut(journal.mark()),
    rollBack: () => journal.rollback(mark),
  };
}

/** Keeps an index beside a table: told of each write and of each undo alike. */
export type Indexer<K, Row> = (key: K, before: Row | undefined, after: Row | undefined) => void;

export class Table<K, Row extends object> {
  readonly #rows = new Map<K, Row>();
  readonly #journal: Journal;
  readonly #index: Indexer<K, Row> | undefined;

  constructor(journal: Journal, index?: Indexer<K, Row>) {
    this.#journal = journal;
    this.#index = index;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: K): Row | undefined {
    return this.#rows.get(key);
  }

  has(key: K): boolean {
    return this.#rows.has(key);
  }

  keys(): IterableIterator<K> {
    return this.#rows.keys();
  }

  values(): IterableIterator<Row> {
    return this.#rows.values();
  }

  entries(): IterableIterator<[K, Row]> {
    return this.#rows.entries();
  }

  put(key: K, row: Row): Row {
    const frozen = deepFrozen(row);
    this.#write(key, frozen);
    return frozen;
  }

  delete(key: K): void {
    if (this.#rows.has(key)) this.#write(key, undefined);
  }

  /** Changes one row through an Immer draft and gives the new row; a missing row stays missing. */
  update(key: K, recipe: (draft: Draft<Row>) => void): Row | undefined {
    const before = this.#rows.get(key);
    if (before === undefined) return undefined;
    const after = produce(before, (draft) => {
      recipe(draft);
    });
    if (after !== before) this.#write(key, after);
    return after;
  }

  #write(key: K, after: Row | undefined): void {
    const before = this.#rows.get(key);
    this.#set(key, before, after);
    this.#journal.push(new TableUndo(this, key, before, after));
  }

  /** For the journal: as if this had not been written. */
  takeBack(key: K, before: Row | undefined, after: Row | undefined): void {
    this.#set(key, after, before);
  }

  #set(key: K, before: Row | undefined, after: Row | undefined): void {
    if (after === undefined) this.#rows.delete(key);
    else this.#rows.set(key, after);
    this.#index?.(key, before, after);
  }
}

/** Rows are plain objects and lists of such; what has a class is somebody else's and stays as it is. */
function deepFrozen<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value;
  for (const key in value) {
    const inner: unknown = value[key];
    if (typeof inner === "object" && inner !== null) deepFrozen(inner);
  }
  return Object.freeze(value);
}

/** One literal for each write: it is also the row that was written. */
class TableUndo<K, Row extends object> implements Undo, WrittenRow {
  readonly table: WrittenRow["table"];
  readonly key: K;
  readonly before: Row | undefined;
  readonly #after: Row | undefined;

  constructor(table: Table<K, Row>, key: K, before: Row | undefined, after: Row | undefined) {
    this.table = table as unknown as WrittenRow["table"];
    this.key = key;
    this.before = before;
    this.#after = after;
  }

  get row(): WrittenRow {
    return this;
  }

  undo(): void {
    (this.table as unknown as Table<K, Row>).takeBack(this.key, this.before, this.#after);
  }
}

/** Tables by name, whatever their keys and rows. */
export type Tables = Readonly<
  Record<string, { entries(): Iterable<readonly [unknown, object]>; put(key: unknown, row: object): object }>
>;
