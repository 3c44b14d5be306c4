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
  const waiting = new Map(renames.map((rename) => [rename.user, rename]));
  const holder = new Map(renames.map(({ user, from }) => [casefold(from), user]));
  while (waiting.size > 0) {
    const isFree = ({ user, to }: Rename) => (holder.get(casefold(to)) ?? user) === user;
    const next = [...waiting.values()].find(isFree);
    if (next !== undefined) {
      ordered.push(next);
      waiting.delete(next.user);
      if (holder.get(casefold(next.from)) === next.user) holder.delete(casefold(next.from));
      continue;
    }
    const [{ user, from, to }] = waiting.values() as unknown as [Rename];
    ordered.push({ user, from, to: uidOf(user) });
    holder.delete(casefold(from));
    waiting.set(user, { user, from: uidOf(user), to });
  }
  return ordered;
}
