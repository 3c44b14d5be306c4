import { channelId } from "../../events/names.ts";
import { isOperator } from "../../projections/members.ts";
import { prefixOf } from "../../projections/users.ts";
import { ERR_CHANOPRIVSNEEDED, ERR_NOSUCHCHANNEL, ERR_NOTONCHANNEL } from "../protocol/numerics.ts";
import { cut } from "../protocol/text.ts";
import { isShownTo } from "./replies/sight.ts";
import { topicReplies } from "./replies/topic.ts";
import { accept, answer, command, nothing, refuse } from "./runner/command.ts";

/** TOPIC <channel> [:<topic>]   RFC 2812 §3.2.4; Modern IRC, "TOPIC message". */
export const topic = command({
  verb: "TOPIC",
  parameters: [1, 2],
  cost: 2,
  syntax: "TOPIC <channel> [:<topic>]",
  help: "Shows or sets the topic of a channel; an empty one takes it off.",
  decide({ state, limits }, { actor, parameters: [name = "", wanted] }) {
    const channel = state.channels.get(channelId(name));
    if (!channel) return refuse(ERR_NOSUCHCHANNEL, name);
    const isMember = state.members.get(channel.id, actor.id) !== undefined;
    if (wanted === undefined && isShownTo(state, channel, actor)) return answer(topicReplies(channel));
    if (!isMember) return refuse(ERR_NOTONCHANNEL, channel.name);
    if (channel.flags.includes("t") && !isOperator(state, channel.id, actor.id)) {
      return refuse(ERR_CHANOPRIVSNEEDED, channel.name);
    }
    const text = cut(wanted ?? "", limits.topicBytes);
    if (text === (channel.topic?.text ?? "")) return nothing;
    return accept({ type: "TOPIC", actor: actor.id, body: { channel: channel.id, text, by: prefixOf(state, actor) } });
  },
});
