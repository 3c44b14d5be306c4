// Seeded randomness: the same seed gives the same throws on any machine. Each concern throws dice of its own, so that
// leaving out one step of a story changes as little as possible of the others.

/** 128 bits out of text (FNV-like, four lanes): only meant to keep streams of different labels apart. */
function lanes(text: string): [number, number, number, number] {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 597399067);
    b = Math.imul(b ^ code ^ a, 2869860233);
    c = Math.imul(c ^ code ^ b, 951274213);
    d = Math.imul(d ^ code ^ c, 2716044179);
  }
  return [a | 0, b | 0, c | 0, d | 0];
}

export class Dice {
  readonly #label: string;
  #a: number;
  #b: number;
  #c: number;
  #count: number;

  constructor(label: string) {
    this.#label = label;
    [this.#a, this.#b, this.#c, this.#count] = lanes(label);
    for (let warm = 0; warm < 12; warm++) this.next();
  }

  /** Others that are thrown without regard to these. */
  fork(label: string): Dice {
    return new Dice(`${this.#label}/${label}`);
  }

  /** 32 bits (sfc32). */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 … count - 1. */
  below(count: number): number {
    return Math.floor((this.next() / 2 ** 32) * count);
  }

  /** Both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(share: number): boolean {
    return this.next() < share * 2 ** 32;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error("dice: nothing to pick from");
    return list[this.below(list.length)] as T;
  }

  /** Of rows [weight, value]. */
  weighted<T>(rows: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.below(rows.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, value] of rows) {
      left -= weight;
      if (left < 0) return value;
    }
    throw new Error("dice: no weights");
  }

  bytes(count: number): Uint8Array {
    const words = new Uint32Array(Math.ceil(count / 4));
    for (let at = 0; at < words.length; at++) words[at] = this.next();
    return new Uint8Array(words.buffer, 0, count);
  }
}
