// What a shift of the view means for others than clients: users who have ended, and bans.
import type { AnyEvent } from "../../events/envelope.ts";
import type { UserId } from "../../events/names.ts";
import type { Change } from "../../projections/changes.ts";
import type { UserRow } from "../../projections/state.ts";
import { type Changed, type Shifted, sorted } from "./shift.ts";

export type Consequence = readonly [cause: AnyEvent, change: Change];

/** As an event in its order would have told them. `forget`: of each user who has ended. */
export function consequencesOf(shifted: Shifted, forget: (user: UserId) => void): readonly Consequence[] {
  const found: Consequence[] = [];
  for (const id of sorted(shifted.users.keys())) {
    const { before, after, cause } = shifted.users.get(id) as Changed<UserRow>;
    if (!before || after || !cause) continue;
    const channels = shifted.channelsBefore(id);
    found.push([cause, { kind: "ended", user: before, nick: shifted.nickBefore(id), channels }]);
    forget(id);
  }
  for (const { before, after, cause } of shifted.bans) {
    if (after) found.push([cause, { kind: "banned", ban: after as never }]);
    else if (before) found.push([cause, { kind: "unbanned", ban: before as never }]);
  }
  return found;
}
