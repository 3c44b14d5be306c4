// Whether what an event changed can be told as it stands: everybody in it is there for this observer, and no queue of
// claims to a nick has anybody else in it. Else rows must be compared, for others may be shown under another name.
import { casefold } from "../events/names.ts";
import type { Change } from "./changes.ts";
import { isSeen } from "./sight.ts";
import type { State } from "./state.ts";

export function isPlain(state: State, changes: readonly Change[]): boolean {
  return changes.every((change) => isPlainChange(state, change));
}

function isPlainChange(state: State, change: Change): boolean {
  switch (change.kind) {
    case "banned":
    case "unbanned":
    case "topic":
      return true;
    case "modes":
      return change.changes.every(([, kind, , value]) => kind !== "status" || isSeen(state, value as never));
    case "connected":
      return isSeen(state, change.user.id) && claims(state, change.user.folded) <= 1;
    case "ended":
      return isSeen(state, change.user.id) && claims(state, change.user.folded) === 0;
    case "renamed": {
      const { user, from, to } = change;
      const isCase = casefold(from) === casefold(to);
      const isFreed = isCase || claims(state, casefold(from)) === 0;
      return isSeen(state, user.id) && isFreed && claims(state, user.folded) <= 1;
    }
    default:
      return isSeen(state, change.user.id);
  }
}

const claims = (state: State, folded: ReturnType<typeof casefold>) => state.nicks.get(folded)?.claims.length ?? 0;
