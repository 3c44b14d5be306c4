import { channelId } from "../../events/names.ts";
import { ERR_NOSUCHCHANNEL, ERR_NOTONCHANNEL } from "../protocol/numerics.ts";
import { cut } from "../protocol/text.ts";
import { accept, command, refuse } from "./runner/command.ts";

/** PART <channels> [:<reason>]   RFC 2812 §3.2.2; Modern IRC, "PART message". */
export const part = command({
  verb: "PART",
  parameters: [1, 2],
  cost: 2,
  syntax: "PART <channel>{,<channel>} [:<reason>]",
  help: "Leaves channels.",
  each: { parameter: 0, most: undefined },
  decide({ state, limits }, { actor, parameters: [name = "", reason] }) {
    const channel = state.channels.get(channelId(name));
    if (!channel) return refuse(ERR_NOSUCHCHANNEL, name);
    if (!state.members.get(channel.id, actor.id)) return refuse(ERR_NOTONCHANNEL, channel.name);
    const body = reason ? { channel: channel.id, reason: cut(reason, limits.kickBytes) } : { channel: channel.id };
    return accept({ type: "PART", actor: actor.id, body });
  },
});
