// What is told of a user's own row that is not as it was told: host, real name, away, modes.
import type { Change } from "../../projections/changes.ts";
import type { UserRow } from "../../projections/state.ts";

export function attributeChanges(before: UserRow, after: UserRow): readonly Change[] {
  const changes: Change[] = [];
  const added = [...after.modes].filter((letter) => !before.modes.includes(letter)).join("");
  const removed = [...before.modes].filter((letter) => !after.modes.includes(letter)).join("");
  if (before.username !== after.username || before.host !== after.host) {
    changes.push({ kind: "host", user: after, before });
  }
  if (before.realname !== after.realname) changes.push({ kind: "realname", user: after });
  if (before.away !== after.away) changes.push({ kind: "away", user: after });
  if (added !== "" || removed !== "") changes.push({ kind: "user-modes", user: after, added, removed });
  return changes;
}
