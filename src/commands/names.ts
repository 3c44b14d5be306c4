import { channelId } from "../../events/names.ts";
import { RPL_ENDOFNAMES } from "../protocol/numerics.ts";
import { namesReplies } from "./replies/names.ts";
import { answer, command } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** NAMES [<channels>]   RFC 2812 §3.2.5; Modern IRC, "NAMES message". Without a channel it lists none. */
export const names = command({
  verb: "NAMES",
  parameters: [0, 1],
  cost: 3,
  syntax: "NAMES <channel>{,<channel>}",
  help: "Lists the members of channels.",
  each: { parameter: 0, most: 4 },
  decide(view, { actor, session, parameters: [name] }) {
    const channel = name === undefined ? undefined : view.state.channels.get(channelId(name));
    if (!channel) return answer([reply(RPL_ENDOFNAMES, name || "*")]);
    return answer(namesReplies(view, channel, actor, session.capabilities));
  },
});
