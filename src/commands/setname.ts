import type { State, UserRow } from "../../projections/state.ts";
import { byteLength } from "../protocol/text.ts";
import { isBanned } from "./replies/hearing.ts";
import { accept, answer, command, nothing } from "./runner/command.ts";
import { fail } from "./runner/reply.ts";

/** SETNAME :<realname>   IRCv3 setname. */
export const setname = command({
  verb: "SETNAME",
  parameters: [1, 1],
  cost: 3,
  syntax: "SETNAME :<realname>",
  help: "Changes your realname.",
  decide({ state, limits }, { actor, parameters: [realname = ""] }) {
    if (realname.trim() === "" || byteLength(realname) > limits.realnameBytes) {
      const text = `The realname must have 1 to ${limits.realnameBytes} bytes`;
      return answer([fail("SETNAME", "INVALID_REALNAME", text)]);
    }
    if (isBannedSomewhere(state, actor)) {
      const text = "You cannot change your realname while you are banned from a channel that you are in";
      return answer([fail("SETNAME", "CANNOT_CHANGE_REALNAME", text)]);
    }
    if (realname === actor.realname) return nothing;
    return accept({ type: "SETNAME", actor: actor.id, body: { realname } });
  },
});

/** A realname is read by all in the channel: who may not speak there does not speak through it either. */
function isBannedSomewhere(state: State, user: UserRow): boolean {
  for (const { channel: id, status } of state.members.ofUser(user.id).values()) {
    const channel = state.channels.get(id);
    if (channel && status === "" && isBanned(state, channel, user)) return true;
  }
  return false;
}
