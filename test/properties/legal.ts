// What every state must be, whatever events led to it: the structural side of N1, N3, N4 and N5, cheap enough for
// each prefix of a log.
import type { Recorded } from "../../events/envelope.ts";
import { casefold } from "../../events/names.ts";
import type { State } from "../../projections/state.ts";
import { Breach } from "../../src/testing/breach.ts";

/** Throws Breach with the event after which the state is not legal. */
export function checkLegal(state: State, after: Recorded): void {
  const fail = (seen: string): never => {
    throw new Breach("R1", `after ${after.type} ${after.origin}-${after.seq}: ${seen}`);
  };
  for (const user of state.users.values()) {
    const claims = state.nicks.get(user.folded)?.claims ?? [];
    if (user.folded !== casefold(user.nick)) fail(`${user.nick} is folded as ${user.folded}`);
    if (claims.length !== 1 || claims[0]?.user !== user.id) fail(`${user.nick} is not borne by its user alone`);
    if (state.origins.get(user.origin)?.isClosed !== false) fail(`${user.id} lives in an epoch that is closed`);
  }
  if (state.nicks.size !== state.users.size) fail(`${state.nicks.size} nicks of ${state.users.size} users`);
  let members = 0;
  for (const channel of state.channels.values()) {
    const inside = state.members.inChannel(channel.id);
    if (inside.size === 0) fail(`${channel.id} has no members`);
    members += inside.size;
    for (const [user, row] of inside) {
      if (!state.users.has(user)) fail(`${user} in ${channel.id} is no live user`);
      if (state.members.ofUser(user).get(channel.id) !== row) fail(`${user} and ${channel.id} do not hold each other`);
      if (!/^o?v?$/.test(row.status)) fail(`${user} in ${channel.id} has status ${row.status}`);
    }
  }
  if (members !== state.members.size) fail("there are members of channels that do not exist");
  for (const { channel, user } of state.invites.values()) {
    if (!state.users.has(user) || !state.channels.has(channel)) fail(`an invitation of ${user} to ${channel} stays`);
  }
}
