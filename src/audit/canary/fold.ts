// Folds a log in the order of the network, block by block, and writes down which rows each event changed: two builds
// that write the same have the same state after every event. It compares nothing itself.
import { createHash } from "node:crypto";
import { decodeAnyHeader } from "../../../events/codec.ts";
import { idOf } from "../../../events/envelope.ts";
import { canonicalRow } from "../../../projections/digest.ts";
import { Network } from "../../../projections/network.ts";
import type { WrittenRow } from "../../../projections/table.ts";
import { type Entry, LogError, type LogReader } from "../../record/log.ts";
import { forFold } from "../../record/replay.ts";
import { inNetworkOrder } from "../network-order.ts";

/** A row as canonical text; null where there is none. */
export interface FoldedRow {
  readonly table: string;
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** One event, and what is not as it was before it. */
export interface Step {
  readonly position: number;
  readonly event: string;
  readonly type: string;
  readonly rows: readonly FoldedRow[];
}

/** An event that this build cannot fold: it ends the fold. */
export interface Stopped {
  readonly position: number;
  readonly code: string;
  readonly text: string;
}

export interface Block {
  /** 0 when all is folded. */
  readonly events: number;
  /** The last position that was folded, in whatever order. */
  readonly position: number;
  /** sha256 of the steps. */
  readonly digest: string;
  readonly stopped?: Stopped;
}

export class Fold {
  readonly #network = new Network();
  /** Table → its name. */
  readonly #names: ReadonlyMap<unknown, string>;
  readonly #entries: Iterator<Entry>;
  #steps: Step[] = [];
  #position = 0;
  #stopped: Stopped | undefined;

  /** `until`: the last position that counts, so that two builds fold the same while a node writes on. */
  constructor(reader: LogReader, until: number) {
    this.#names = new Map(Object.entries(this.#network.tables).map(([name, table]) => [table, name]));
    this.#entries = inNetworkOrder(reader, until)[Symbol.iterator]();
  }

  /** Of the block that was folded last. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** So many events more. Throws LogError where the log cannot be read. */
  fold(count: number): Block {
    this.#steps = [];
    const hash = createHash("sha256");
    while (this.#steps.length < count && this.#stopped === undefined) {
      const next = this.#entries.next();
      if (next.done) break;
      const step = this.#step(next.value);
      if (step === undefined) break;
      this.#steps.push(step);
      this.#position = Math.max(this.#position, step.position);
      hash.update(JSON.stringify(step)).update("\n");
    }
    const block = { events: this.#steps.length, position: this.#position, digest: hash.digest("hex") };
    return this.#stopped === undefined ? block : { ...block, stopped: this.#stopped };
  }

  #step(entry: Entry): Step | undefined {
    const { position } = entry;
    const { journal } = this.#network;
    try {
      const event = forFold(entry);
      this.#network.admit(event);
      const rows = this.#rows();
      journal.cut(journal.mark());
      return { position, event: idOf(event), type: event.type, rows };
    } catch (error) {
      if (error instanceof LogError && error.code === "LOG_CORRUPT") throw error;
      this.#stopped = { position, ...whyOf(error, entry) };
      return undefined;
    }
  }

  /** What was written since the journal was cut last, each row once; what was written as it was is left out. */
  #rows(): readonly FoldedRow[] {
    const { journal } = this.#network;
    const written = new Map<string, WrittenRow>();
    for (const { row } of journal.since(journal.mark() - journal.length)) {
      const name = row && this.#names.get(row.table);
      if (row === undefined || name === undefined) continue;
      const place = `${name} ${JSON.stringify(row.key)}`;
      if (!written.has(place)) written.set(place, row);
    }
    const rows = [...written].map(([place, { table, key, before }]): FoldedRow => {
      const name = place.slice(0, place.indexOf(" "));
      return { table: name, key: String(key), before: text(before), after: text(table.get(key)) };
    });
    const changed = rows.filter(({ before, after }) => before !== after);
    return changed.sort((a, b) => compare(a.table, b.table) || compare(a.key, b.key));
  }
}

const text = (row: object | undefined) => (row === undefined ? null : canonicalRow(row));
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** An event of a newer build, or a fold that throws. */
function whyOf(error: unknown, entry: Entry): Pick<Stopped, "code" | "text"> {
  if (error instanceof LogError) return { code: error.code, text: error.message };
  const { type } = decodeAnyHeader(entry.header);
  const why = error instanceof Error ? error.message : String(error);
  return { code: "INTERNAL", text: `position ${entry.position}: the fold of ${type} throws: ${why}` };
}
