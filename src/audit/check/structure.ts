// The whole state at once: that nothing crept in beside what the events touched. Costs as much as the state is large.
import { casefold } from "../../../events/names.ts";
import type { State } from "../../../projections/state.ts";
import { nickOf } from "../../../projections/users.ts";
import { checkChannel, checkClaim, checkMembership } from "./touched.ts";
import { must } from "./violation.ts";

/** Throws Violation. */
export function checkStructure(state: State): void {
  checkUsers(state);
  checkNicks(state);
  checkChannels(state);
  for (const { channel, user } of state.invites.values()) {
    must(state.channels.has(channel) && state.users.has(user), "R1", () => {
      return `an invitation of ${user} to ${channel} outlived one of them`;
    });
  }
}

/** Rows that `checkStructure` walks. */
export function sizeOf(state: State): number {
  return state.users.size + state.nicks.size + state.channels.size + state.members.size + state.invites.size;
}

function checkUsers(state: State): void {
  const shown = new Set<string>();
  for (const user of state.users.values()) {
    checkClaim(state, user);
    const nick = nickOf(state, user);
    must(!shown.has(casefold(nick)), "N1", () => `two users are shown as ${nick}`);
    shown.add(casefold(nick));
    const isOpen = state.origins.get(user.origin)?.isClosed === false;
    must(isOpen, "R1", () => `${user.id} outlived the epoch ${user.origin}`);
  }
}

function checkNicks(state: State): void {
  for (const [folded, { claims }] of state.nicks.entries()) {
    must(claims.length > 0, "N1", () => `the nick ${folded} is kept and nobody claims it`);
    for (const { user } of claims) {
      must(state.users.get(user)?.folded === folded, "N1", () => `${user} claims ${folded} and goes by another nick`);
    }
  }
}

function checkChannels(state: State): void {
  let memberships = 0;
  for (const id of state.channels.keys()) {
    checkChannel(state, id);
    for (const user of state.members.inChannel(id).keys()) {
      checkMembership(state, id, user);
      memberships++;
    }
  }
  must(memberships === state.members.size, "N3", () => {
    return `channels have ${memberships} members and the table ${state.members.size}`;
  });
}
