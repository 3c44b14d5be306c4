import { channelId } from "../../events/names.ts";
import { isOperator } from "../../projections/members.ts";
import { nickOf, userByNick } from "../../projections/users.ts";
import {
  ERR_CHANOPRIVSNEEDED,
  ERR_NEEDMOREPARAMS,
  ERR_NOSUCHCHANNEL,
  ERR_NOSUCHNICK,
  ERR_NOTONCHANNEL,
  ERR_USERONCHANNEL,
  RPL_AWAY,
  RPL_ENDOFINVITELIST,
  RPL_INVITELIST,
  RPL_INVITING,
} from "../protocol/numerics.ts";
import { accept, answer, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** INVITE <nick> <channel> | INVITE   RFC 2812 §3.2.7; Modern IRC, "INVITE message". */
export const invite = command({
  verb: "INVITE",
  parameters: [0, 2],
  cost: 2,
  syntax: "INVITE <nick> <channel> | INVITE",
  help: "Invites somebody into a channel: it opens once, whatever bars them. Alone: lists your invitations.",
  decide({ state }, { actor, parameters: [nick, name] }) {
    if (nick === undefined) {
      const channels = [...state.invites.ofUser(actor.id).keys()].sort().flatMap((id) => state.channels.get(id) ?? []);
      return answer([...channels.map((each) => reply(RPL_INVITELIST, each.name)), reply(RPL_ENDOFINVITELIST)]);
    }
    if (name === undefined) return refuse(ERR_NEEDMOREPARAMS, "INVITE");
    const target = userByNick(state, nick);
    if (!target) return refuse(ERR_NOSUCHNICK, nick);
    const channel = state.channels.get(channelId(name));
    if (!channel) return refuse(ERR_NOSUCHCHANNEL, name);
    if (!state.members.get(channel.id, actor.id)) return refuse(ERR_NOTONCHANNEL, channel.name);
    if (state.members.get(channel.id, target.id)) return refuse(ERR_USERONCHANNEL, nickOf(state, target), channel.name);
    if (channel.flags.includes("i") && !isOperator(state, channel.id, actor.id)) {
      return refuse(ERR_CHANOPRIVSNEEDED, channel.name);
    }
    const away = target.away === undefined ? [] : [reply(RPL_AWAY, nickOf(state, target), target.away)];
    return accept({ type: "INVITE", actor: actor.id, body: { channel: channel.id, target: target.id } }, [
      reply(RPL_INVITING, nickOf(state, target), channel.name),
      ...away,
    ]);
  },
});
