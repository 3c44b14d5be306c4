// The order in which users are renamed so that each new nick is free when it is taken; a cycle is broken through a UID.
import { casefold, type UserId } from "../../events/names.ts";

export interface Rename {
  readonly user: UserId;
  readonly from: string;
  readonly to: string;
}

/** `uidOf`: a name that nobody else can bear. */
export function renamesInOrder(renames: readonly Rename[], uidOf: (user: UserId) => string): readonly Rename[] {
  const ordered: Rename[] = [];
  const waiting = new Map(renames.map((rename) => [casefold(rename.from), rename]));
  for (const first of renames) {
    const chain: Rename[] = [];
    let isCycle = false;
    for (let next: Rename | undefined = first; next !== undefined && waiting.delete(casefold(next.from)); ) {
      chain.push(next);
      const wanted = casefold(next.to);
      isCycle = wanted === casefold(first.from) && next !== first;
      next = waiting.get(wanted);
    }
    if (isCycle) {
      const uid = uidOf(first.user);
      ordered.push({ ...first, to: uid });
      chain[0] = { ...first, from: uid };
    }
    // Who waits for another one's nick comes after them.
    ordered.push(...chain.reverse());
  }
  return ordered;
}
