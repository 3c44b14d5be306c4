// Two folds of one log, side by side: block by block by their digests, and step by step in the first that differs.
import type { Block, FoldedRow, Step, Stopped } from "./fold.ts";

/** A build that folds: this one, or another one in a process of its own. */
export interface Folding {
  fold(count: number): Promise<Block>;
  /** Of the block that was folded last. */
  steps(): Promise<readonly Step[]>;
}

export interface DifferingRow {
  readonly table: string;
  readonly key: string;
  /** In both; null where there was no row. */
  readonly before: string | null;
  readonly here: string | null;
  readonly there: string | null;
}

export type Comparison =
  | { readonly kind: "same"; readonly events: number; readonly position: number }
  /** After the same events, this one is not folded alike. */
  | { readonly kind: "differs"; readonly step: Step; readonly rows: readonly DifferingRow[] }
  /** The two do not take the same event next; undefined for one that takes none. */
  | { readonly kind: "order"; readonly here: Step | undefined; readonly there: Step | undefined }
  /** Up to there they are the same, and one of them cannot go on. */
  | { readonly kind: "stopped"; readonly who: "here" | "there"; readonly events: number; readonly stopped: Stopped };

const BLOCK = 1000;

/** `onBlock` is told the position up to which both are the same. Throws what the folds throw. */
export async function compareFolds(
  here: Folding,
  there: Folding,
  onBlock: (position: number) => void,
): Promise<Comparison> {
  for (let events = 0; ; ) {
    const [theirs, ours] = await Promise.all([there.fold(BLOCK), here.fold(BLOCK)]);
    if (ours.digest !== theirs.digest) {
      const difference = firstDifference(await here.steps(), await there.steps(), { ours, theirs });
      if (difference) return difference;
    }
    events += Math.min(ours.events, theirs.events);
    if (theirs.stopped) return { kind: "stopped", who: "there", events, stopped: theirs.stopped };
    if (ours.stopped) return { kind: "stopped", who: "here", events, stopped: ours.stopped };
    if (ours.events === 0) return { kind: "same", events, position: ours.position };
    onBlock(ours.position);
  }
}

/** Undefined where all are the same, or one is the beginning of the other and its build could not go on. */
function firstDifference(
  here: readonly Step[],
  there: readonly Step[],
  { ours, theirs }: { readonly ours: Block; readonly theirs: Block },
): Comparison | undefined {
  const at = here.findIndex((step, n) => JSON.stringify(step) !== JSON.stringify(there[n]));
  const first = at < 0 ? here.length : at;
  const [step, other] = [here[first], there[first]];
  if (step === undefined && (other === undefined || ours.stopped)) return undefined;
  if (other === undefined && theirs.stopped) return undefined;
  if (step?.event !== other?.event || step === undefined || other === undefined) {
    return { kind: "order", here: step, there: other };
  }
  return { kind: "differs", step, rows: differingRows(step.rows, other.rows) };
}

function differingRows(here: readonly FoldedRow[], there: readonly FoldedRow[]): readonly DifferingRow[] {
  const placeOf = ({ table, key }: FoldedRow) => `${table} ${key}`;
  const [ours, theirs] = [here, there].map((rows) => new Map(rows.map((row) => [placeOf(row), row])));
  const places = [...new Set([...here, ...there].map(placeOf))].sort();
  return places.flatMap((place) => {
    const [one, other] = [ours?.get(place), theirs?.get(place)];
    const { table, key, before } = (one ?? other) as FoldedRow;
    // A row that one build left as it was is there as it was.
    const [left, right] = [one, other].map((row) => (row === undefined ? before : row.after)) as [string, string];
    return left === right ? [] : [{ table, key, before, here: left, there: right }];
  });
}
