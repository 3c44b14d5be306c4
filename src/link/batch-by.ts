// Batches for the links: the first item after a quiet spell goes at once; what follows is gathered until there are
// enough of them, enough bytes, or enough time has passed. No timer runs while nothing comes.
import { buffer, Observable, Subject } from "rxjs";

export interface BatchLimits {
  /** Items. */
  readonly count: number;
  readonly ms: number;
  readonly bytes: number;
}

/** While the receiver keeps up: with 10 ms a message in steady traffic took 10 ms more to cross a link. */
export const BATCH_LIMITS: BatchLimits = { count: 50, ms: 1, bytes: 4096 };
/** How far they grow while the receiver lags. */
export const BATCH_MOST: BatchLimits = { count: 1000, ms: 10, bytes: 64 * 1024 };

export interface BatchOptions<T> {
  /** Asked for each batch, so that it can grow while credit is short. */
  readonly limits: () => BatchLimits;
  /** Bytes of an item as it is sent. */
  readonly sizeOf: (item: T) => number;
  /** Runs a task later and gives what calls it off. */
  readonly after: (ms: number, task: () => void) => () => void;
}

/** Twice as much of each, up to the most. */
export function grown({ count, ms, bytes }: BatchLimits): BatchLimits {
  const most = BATCH_MOST;
  return {
    count: Math.min(most.count, count * 2),
    ms: Math.min(most.ms, ms * 2),
    bytes: Math.min(most.bytes, bytes * 2),
  };
}

/** Never emits an empty batch; what is gathered when the source completes is emitted, after an error it is dropped. */
export function batchBy<T>({ limits, sizeOf, after }: BatchOptions<T>) {
  return (source: Observable<T>): Observable<readonly T[]> =>
    new Observable((subscriber) => {
      const items = new Subject<T>();
      const close = new Subject<void>();
      let count = 0;
      let bytes = 0;
      let cancel: (() => void) | undefined;
      const emit = () => {
        count = 0;
        bytes = 0;
        close.next();
      };
      const wait = () => {
        cancel = after(limits().ms, () => {
          cancel = undefined;
          if (count === 0) return;
          emit();
          wait();
        });
      };
      const batches = items.pipe(buffer(close)).subscribe({
        next: (batch) => {
          if (batch.length > 0) subscriber.next(batch);
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      const taken = source.subscribe({
        next: (item) => {
          items.next(item);
          count++;
          bytes += sizeOf(item);
          const most = limits();
          const isFirst = cancel === undefined;
          if (isFirst || count >= most.count || bytes >= most.bytes) emit();
          if (isFirst) wait();
        },
        error: (error) => items.error(error),
        complete: () => items.complete(),
      });
      return () => {
        cancel?.();
        taken.unsubscribe();
        batches.unsubscribe();
      };
    });
}
