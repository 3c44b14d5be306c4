// What a judge says when an invariant does not hold: which one, and what was seen.

/** "*" is for what belongs to no single id: every property fails on it. */
export type Id = `N${number}` | `R${number}` | "*";

export class Breach extends Error {
  readonly ids: readonly Id[];

  constructor(ids: Id | readonly Id[], seen: string) {
    const list = typeof ids === "string" ? [ids] : ids;
    super(`${list.join(", ")}: ${seen}`);
    this.ids = list;
  }
}
