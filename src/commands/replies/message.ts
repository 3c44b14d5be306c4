// The decision that PRIVMSG and NOTICE share: who is heard where.
import { channelId, type NodeId } from "../../../events/names.ts";
import type { State, UserRow } from "../../../projections/state.ts";
import { userByNick } from "../../../projections/users.ts";
import { looksLikeChannel } from "../../protocol/names.ts";
import { ERR_CANNOTSENDTOCHAN, ERR_NOSUCHCHANNEL, ERR_NOSUCHNICK, RPL_AWAY } from "../../protocol/numerics.ts";
import { accept, type Decision, refuse } from "../runner/command.ts";
import { reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";
import { isHeard } from "./hearing.ts";

export function decideMessage(
  view: View,
  type: "PRIVMSG" | "NOTICE",
  actor: UserRow,
  target: string,
  text: string,
): Decision {
  if (!looksLikeChannel(target)) return toUser(view, type, actor, target, text);
  const { state } = view;
  const channel = state.channels.get(channelId(target));
  if (!channel) return refuse(ERR_NOSUCHCHANNEL, target);
  const member = state.members.get(channel.id, actor.id);
  if (!isHeard(state, channel, member, actor)) return refuse(ERR_CANNOTSENDTOCHAN, channel.name);
  if (channel.flags.includes("C") && isCtcp(text)) return refuse(ERR_CANNOTSENDTOCHAN, channel.name);
  return accept({ type, actor: actor.id, body: { channel: channel.id, text } });
}

/** A private message names in its header only the nodes concerned; who wrote to whom stands in the body. */
function toUser(view: View, type: "PRIVMSG" | "NOTICE", actor: UserRow, nick: string, text: string): Decision {
  const target = userByNick(view.state, nick);
  if (!target) return refuse(ERR_NOSUCHNICK, nick);
  const to = nodesOf(view.state, actor, target);
  const away = target.away === undefined ? [] : [reply(RPL_AWAY, target.nick, target.away)];
  return accept({ type, to, body: { sender: actor.id, target: target.id, text } }, away);
}

/** The nodes concerned, each once, sorted. */
function nodesOf(state: State, actor: UserRow, target: UserRow): readonly NodeId[] {
  const from = state.origins.get(actor.origin)?.node as NodeId;
  if (actor.origin === target.origin) return [from];
  const other = state.origins.get(target.origin)?.node as NodeId;
  return from === other ? [from] : [from, other].sort();
}

/** +C lets ACTION through (Modern IRC, "CTCP"). */
const isCtcp = (text: string) => text.startsWith("\x01") && !/^\x01ACTION(\x01|\s|$)/.test(text);
