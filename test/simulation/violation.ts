// What a judge of a simulation says when something does not hold: which invariant, and what was seen.

/** "*" is for what belongs to no single id, such as a node that throws. */
export type Id = `N${number}` | `C${number}` | `R${number}` | "*";

export class Violation extends Error {
  readonly id: Id;

  constructor(id: Id, seen: string) {
    super(`${id}: ${seen}`);
    this.id = id;
  }
}
