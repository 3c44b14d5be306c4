// batchBy against a plain model in virtual time, and against RxJS's own operators where they coincide.
import fc from "fast-check";
import { bufferCount, from, Subject, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { BATCH_LIMITS, BATCH_MOST, type BatchLimits, batchBy, grown } from "../../src/link/batch-by.ts";

/** Time that moves when told to, with the timers that are set in it. */
class Clock {
  now = 0;
  #timers: { at: number; task: () => void }[] = [];

  readonly after = (ms: number, task: () => void) => {
    const timer = { at: this.now + ms, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  };

  get pending(): number {
    return this.#timers.length;
  }

  pass(to: number): void {
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= to).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== due);
      this.now = due.at;
      due.task();
    }
    this.now = to;
  }
}

interface Item {
  readonly at: number;
  readonly size: number;
}
type Batch = { readonly at: number; readonly sizes: readonly number[] };

const item = fc.record({ gap: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 25 })), size: fc.nat({ max: 40 }) });
const stream = fc.array(item, { maxLength: 60 }).map((rows) => {
  let at = 0;
  return rows.map(({ gap, size }) => {
    at += gap;
    return { at, size };
  });
});
const limits = fc.record({
  count: fc.integer({ min: 1, max: 6 }),
  ms: fc.integer({ min: 1, max: 12 }),
  bytes: fc.integer({ min: 1, max: 100 }),
});

/** When the batches go and what is in them, said once more in a plain way. */
function model(items: readonly Item[], { count, ms, bytes }: BatchLimits): readonly Batch[] {
  const batches: Batch[] = [];
  let open: number[] = [];
  let dueAt: number | undefined;
  const emit = (at: number) => {
    batches.push({ at, sizes: open });
    open = [];
  };
  const settle = (now: number) => {
    while (dueAt !== undefined && dueAt <= now) {
      const at = dueAt;
      dueAt = open.length > 0 ? at + ms : undefined;
      if (open.length > 0) emit(at);
    }
  };
  for (const { at, size } of items) {
    settle(at);
    open.push(size);
    const isFirst = dueAt === undefined;
    if (isFirst) dueAt = at + ms;
    const sum = open.reduce((a, b) => a + b, 0);
    if (isFirst || open.length >= count || sum >= bytes) emit(at);
  }
  settle(Number.MAX_SAFE_INTEGER - ms);
  return batches;
}

function run(items: readonly Item[], most: BatchLimits): { batches: Batch[]; clock: Clock } {
  const clock = new Clock();
  const source = new Subject<Item>();
  const batches: Batch[] = [];
  source
    .pipe(batchBy({ limits: () => most, sizeOf: ({ size }) => size, after: clock.after }))
    .subscribe((batch) => batches.push({ at: clock.now, sizes: batch.map(({ size }) => size) }));
  for (const each of items) {
    clock.pass(each.at);
    source.next(each);
  }
  clock.pass(clock.now + 1000);
  return { batches, clock };
}

describe("batchBy", () => {
  it("emits what the model emits, at the same times, and leaves no timer behind", () => {
    fc.assert(
      fc.property(stream, limits, (items, most) => {
        const { batches, clock } = run(items, most);
        expect(batches).toEqual(model(items, most));
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it("loses, repeats and reorders nothing, also when the source completes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), limits, (values, most) => {
        const got: number[] = [];
        from(values)
          .pipe(batchBy({ limits: () => most, sizeOf: () => 1, after: new Clock().after }))
          .subscribe((batch) => got.push(...batch));
        expect(got).toEqual(values);
      }),
    );
  });

  it("is bufferCount after the first item while time stands still and bytes do not count", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        (values, count) => {
          const batches: (readonly number[])[] = [];
          const most = { count, ms: 10, bytes: Number.MAX_SAFE_INTEGER };
          from(values)
            .pipe(batchBy({ limits: () => most, sizeOf: () => 1, after: new Clock().after }))
            .subscribe((batch) => batches.push(batch));
          let expected: number[][] = [];
          from(values.slice(1))
            .pipe(bufferCount(count), toArray())
            .subscribe((all) => {
              expected = all;
            });
          expect(batches).toEqual([values.slice(0, 1), ...expected]);
        },
      ),
    );
  });

  it("is bufferTime within a spell: one batch for each span of time in which something came", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 }), (spans) => {
        const ms = 10;
        const most = { count: 1000, ms, bytes: Number.MAX_SAFE_INTEGER };
        // Something comes in each span, or the spell would end.
        const items = [{ at: 0, size: 0 }, ...spans.map((within, at) => ({ at: at * ms + within, size: 1 + at }))];
        const { batches } = run(items, most);
        expect(batches.slice(1)).toEqual(spans.map((_, at) => ({ at: (at + 1) * ms, sizes: [1 + at] })));
      }),
    );
  });

  it("stops its timer when nobody listens any more", () => {
    const clock = new Clock();
    const source = new Subject<number>();
    const subscription = source
      .pipe(batchBy({ limits: () => BATCH_LIMITS, sizeOf: () => 1, after: clock.after }))
      .subscribe();
    source.next(1);
    expect(clock.pending).toBe(1);
    subscription.unsubscribe();
    expect(clock.pending).toBe(0);
    expect(source.observed).toBe(false);
  });

  it("grows by doubling, to the most", () => {
    let now = BATCH_LIMITS;
    for (let times = 0; times < 10; times++) now = grown(now);
    expect(now).toEqual(BATCH_MOST);
    expect(grown(BATCH_LIMITS)).toEqual({ count: 100, ms: 2, bytes: 8192 });
  });
});
