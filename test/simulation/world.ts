// Virtual time: one queue of what is to happen, in the order of its time, and at equal times in the order in which it was
// asked for. Nothing in a simulation happens but by this queue.

export interface Happening {
  readonly at: number;
  readonly number: number;
  /** Undefined once it is called off. */
  task: (() => void) | undefined;
}

export class World {
  /** Microseconds since the run began. */
  now = 0;
  /** How much has happened. */
  happened = 0;
  #asked = 0;
  /** A binary heap. */
  readonly #queue: Happening[] = [];

  /** Runs a task after a time in microseconds; gives what calls it off. */
  after(micros: number, task: () => void): () => void {
    const happening: Happening = { at: this.now + Math.max(0, Math.round(micros)), number: ++this.#asked, task };
    this.#push(happening);
    return () => {
      happening.task = undefined;
    };
  }

  /** Lets the next thing happen, if it is due by then; false where there is none. */
  step(until: number): boolean {
    for (;;) {
      const next = this.#queue[0];
      if (next === undefined || next.at > until) return false;
      this.#pop();
      if (next.task === undefined) continue;
      this.now = next.at;
      this.happened++;
      next.task();
      return true;
    }
  }

  /** All that is due by then; the time is that afterwards. */
  runUntil(until: number): void {
    while (this.step(until));
    this.now = Math.max(this.now, until);
  }

  #push(happening: Happening): void {
    const queue = this.#queue;
    let at = queue.length;
    queue.push(happening);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(happening, queue[above] as Happening)) break;
      queue[at] = queue[above] as Happening;
      at = above;
    }
    queue[at] = happening;
  }

  #pop(): void {
    const queue = this.#queue;
    const last = queue.pop() as Happening;
    if (queue.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= queue.length) break;
      if (below + 1 < queue.length && isBefore(queue[below + 1] as Happening, queue[below] as Happening)) below++;
      if (!isBefore(queue[below] as Happening, last)) break;
      queue[at] = queue[below] as Happening;
      at = below;
    }
    queue[at] = last;
  }
}

const isBefore = (a: Happening, b: Happening) => a.at < b.at || (a.at === b.at && a.number < b.number);
