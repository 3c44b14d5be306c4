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
import { answer, type Decision, nothing, refuse } from "../runner/command.ts";
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
  const isOp = isOperator(state, channel.id, actor.id);
  // Made after the changes: a list that is asked for beside a change is the list as it then is.
  const answers: ((now: ChannelRow) => readonly Reply[])[] = [];
  const say = (...replies: readonly Reply[]) => answers.push(() => replies);
  let isRightRefused = false;
  for (const change of readModeChanges(asked)) {
    if ("unknown" in change) {
      say(reply(ERR_UNKNOWNMODE, change.unknown));
    } else if (change.mode.kind === "list" && change.value === undefined) {
      answers.push((now) => listReplies(now, change.mode.letter, isOp));
    } else if (isOp) {
      say(...draft.ask(change.sign, change.mode, change.value));
    } else if (!isRightRefused) {
      isRightRefused = true;
      say(reply(ERR_CHANOPRIVSNEEDED, channel.name));
    }
  }
  const after = (then: View) => {
    const now = then.state.channels.get(channel.id) ?? channel;
    return answers.flatMap((made) => made(now));
  };
  if (draft.changes.length === 0) return { ...nothing, after };
  const body = { channel: channel.id, changes: draft.changes as readonly ModeChange[], by: prefixOf(state, actor) };
  return { ...nothing, events: [{ type: "MODE", actor: actor.id, body }], after };
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
