import { channelId } from "../../events/names.ts";
import { isOperator } from "../../projections/members.ts";
import { nickOf, userByNick } from "../../projections/users.ts";
import {
  ERR_CHANOPRIVSNEEDED,
  ERR_NEEDMOREPARAMS,
  ERR_NOSUCHCHANNEL,
  ERR_NOSUCHNICK,
  ERR_NOTONCHANNEL,
  ERR_USERNOTINCHANNEL,
} from "../protocol/numerics.ts";
import { cut } from "../protocol/text.ts";
import { accept, command, refuse } from "./runner/command.ts";

/** KICK <channels> <nicks> [:<reason>]   RFC 2812 §3.2.8; Modern IRC, "KICK message". Several channels go in pairs. */
export const kick = command({
  verb: "KICK",
  parameters: [2, 3],
  cost: 2,
  syntax: "KICK <channel>{,<channel>} <nick>{,<nick>} [:<reason>]",
  help: "Puts members out of a channel; for its operators. Several channels take as many nicks, one for each.",
  each: { parameter: 1, most: 4, mates: 0 },
  decide({ state, limits }, { actor, parameters: [name = "", nick = "", reason] }) {
    if (name === "" || nick === "") return refuse(ERR_NEEDMOREPARAMS, "KICK");
    const channel = state.channels.get(channelId(name));
    if (!channel) return refuse(ERR_NOSUCHCHANNEL, name);
    if (!state.members.get(channel.id, actor.id)) return refuse(ERR_NOTONCHANNEL, channel.name);
    if (!isOperator(state, channel.id, actor.id)) return refuse(ERR_CHANOPRIVSNEEDED, channel.name);
    const target = userByNick(state, nick);
    if (!target) return refuse(ERR_NOSUCHNICK, nick);
    if (!state.members.get(channel.id, target.id)) return refuse(ERR_USERNOTINCHANNEL, nick, channel.name);
    const text = cut(reason || nickOf(state, actor), limits.kickBytes);
    return accept({ type: "KICK", actor: actor.id, body: { channel: channel.id, target: target.id, reason: text } });
  },
});
