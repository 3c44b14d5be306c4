// After an event is folded: what it changed holds together. Costs as much as the event touched.
import type { Recorded } from "../../../events/envelope.ts";
import type { ChannelId, UserId } from "../../../events/names.ts";
import type { Change } from "../../../projections/changes.ts";
import type { State, UserRow } from "../../../projections/state.ts";
import { must } from "./violation.ts";

/** Throws Violation. */
export function checkTouched(state: State, event: Recorded, changes: readonly Change[]): void {
  for (const change of changes) checkChange(state, event, change);
}

function checkChange(state: State, event: Recorded, change: Change): void {
  switch (change.kind) {
    case "connected":
    case "renamed":
      return checkClaim(state, change.user);
    case "ended":
      checkEnded(state, change.user);
      for (const channel of change.channels) checkChannel(state, channel);
      return;
    case "joined":
      checkMembership(state, change.channel.id, change.user.id);
      return checkFirst(state, event, change);
    case "left":
      must(!isPaired(state, change.channel.id, change.user.id), "N3", () => {
        return `${change.user.id} left ${change.channel.id} and is still a member`;
      });
      return checkChannel(state, change.channel.id);
    case "modes":
    case "topic":
    case "invited":
      return checkChannel(state, change.channel.id);
    case "away":
    case "realname":
    case "host":
    case "user-modes":
      return must(state.users.has(change.user.id), "R1", () => `${change.user.id} is not connected`);
    case "banned":
    case "unbanned":
      return;
  }
}

/** The user's claim stands once, under the nick that they claim. */
export function checkClaim(state: State, user: UserRow): void {
  const claims = state.nicks.get(user.folded)?.claims ?? [];
  const count = claims.filter((claim) => claim.user === user.id).length;
  const isNameless = /^[0-9]/.test(user.nick);
  must(count === (isNameless ? 0 : 1), "N1", () => `${user.id} claims the nick ${user.nick} ${count} times`);
}

/** A channel that is there has members; one that has members is there. */
export function checkChannel(state: State, channel: ChannelId): void {
  const count = state.members.inChannel(channel).size;
  must(state.channels.has(channel) === count > 0, "N4", () => {
    return count === 0 ? `${channel} has no members` : `${channel} has ${count} members and does not exist`;
  });
}

/** Both sides of a membership, and its user, are there. */
export function checkMembership(state: State, channel: ChannelId, user: UserId): void {
  must(state.members.ofUser(user).has(channel) && state.members.inChannel(channel).has(user), "N3", () => {
    return `${user} and ${channel} do not agree on the membership`;
  });
  must(state.users.has(user), "N3", () => `${user} is a member of ${channel} and not connected`);
}

function checkEnded(state: State, user: UserRow): void {
  must(!state.users.has(user.id), "R1", () => `${user.id} ended and is still connected`);
  must(state.members.ofUser(user.id).size === 0, "N3", () => `${user.id} ended and is still a member`);
  const claims = state.nicks.get(user.folded)?.claims ?? [];
  must(!claims.some((claim) => claim.user === user.id), "N1", () => `${user.id} ended and still bears ${user.nick}`);
}

function checkFirst(state: State, event: Recorded, { channel, member }: Change & { kind: "joined" }): void {
  const isFirst = state.members.inChannel(channel.id).size === 1 && channel.createdAt === event.at;
  must(member.status === (isFirst ? "o" : ""), "N6", () => {
    const place = isFirst ? "is the first" : "is not the first";
    return `${member.user} ${place} in ${channel.id} and has status "${member.status}"`;
  });
}

function isPaired(state: State, channel: ChannelId, user: UserId): boolean {
  return state.members.inChannel(channel).has(user) || state.members.ofUser(user).has(channel);
}
