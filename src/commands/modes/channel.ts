// MODE of a channel: shows modes and lists, and turns what an operator asks into the changes that change something.
import type { ModeChange } from "../../../events/catalogue.ts";
import { channelId } from "../../../events/names.ts";
import { isOperator } from "../../../projections/members.ts";
import type { ChannelRow, State, UserRow } from "../../../projections/state.ts";
import { prefixOf } from "../../../projections/users.ts";
import { readModeChanges } from "../../protocol/mode-changes.ts";
import {
  ERR_CHANOPRIVSNEEDED,
  ERR_NOSUCHCHANNEL,
  ERR_UNKNOWNMODE,
  RPL_CHANNELMODEIS,
  RPL_CREATIONTIME,
} from "../../protocol/numerics.ts";
import { unixSeconds } from "../replies/times.ts";
import { answer, type Decision, refuse } from "../runner/command.ts";
import { type Reply, reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";
import { Draft } from "./draft.ts";
import { listReplies } from "./lists.ts";

export function decideChannelMode(view: View, actor: UserRow, name: string, asked: readonly string[]): Decision {
  const { state, limits } = view;
  const channel = state.channels.get(channelId(name));
  if (!channel) return refuse(ERR_NOSUCHCHANNEL, name);
  if (asked.length === 0) return answer(modeReplies(state, channel, actor));

  const draft = new Draft(state, channel, limits);
  const replies: Reply[] = [];
  const isOp = isOperator(state, channel.id, actor.id);
  let isRightRefused = false;
  for (const change of readModeChanges(asked)) {
    if ("unknown" in change) {
      replies.push(reply(ERR_UNKNOWNMODE, change.unknown));
    } else if (change.mode.kind === "list" && change.value === undefined) {
      replies.push(...listReplies(channel, change.mode.letter, isOp));
    } else if (isOp) {
      replies.push(...draft.ask(change.sign, change.mode, change.value));
    } else if (!isRightRefused) {
      isRightRefused = true;
      replies.push(reply(ERR_CHANOPRIVSNEEDED, channel.name));
    }
  }
  if (draft.changes.length === 0) return answer(replies);
  const body = { channel: channel.id, changes: draft.changes as readonly ModeChange[], by: prefixOf(state, actor) };
  return { events: [{ type: "MODE", actor: actor.id, body }], replies };
}

/** The key is shown to members only. */
function modeReplies(state: State, channel: ChannelRow, asker: UserRow): readonly Reply[] {
  const isMember = state.members.get(channel.id, asker.id) !== undefined;
  const settings = Object.entries(channel.settings).sort(([a], [b]) => (a < b ? -1 : 1));
  const letters = channel.flags + settings.map(([letter]) => letter).join("");
  const values = settings.map(([letter, value]) => (letter === "k" && !isMember ? "*" : value));
  return [
    reply(RPL_CHANNELMODEIS, channel.name, `+${letters}`, ...values),
    reply(RPL_CREATIONTIME, channel.name, unixSeconds(channel.createdAt)),
  ];
}
