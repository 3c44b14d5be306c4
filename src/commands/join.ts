import { channelId } from "../../events/names.ts";
import type { ChannelRow, State, UserRow } from "../../projections/state.ts";
import { type Capabilities, DRAFT_NO_IMPLICIT_NAMES, has, NO_IMPLICIT_NAMES } from "../protocol/capabilities.ts";
import { isChannelName } from "../protocol/names.ts";
import {
  ERR_BADCHANNELKEY,
  ERR_BANNEDFROMCHAN,
  ERR_CHANNELISFULL,
  ERR_INVITEONLYCHAN,
  ERR_NOSUCHCHANNEL,
  ERR_SECUREONLYCHAN,
  ERR_TOOMANYCHANNELS,
  type Numeric,
} from "../protocol/numerics.ts";
import { isBanned, isListed } from "./replies/hearing.ts";
import { namesReplies } from "./replies/names.ts";
import { memberCounter } from "./replies/sight.ts";
import { topicReplies } from "./replies/topic.ts";
import { accept, command, type Decision, nothing, refuse } from "./runner/command.ts";

/** JOIN <channels> [<keys>] | JOIN 0   RFC 2812 §3.2.1; Modern IRC, "JOIN message". */
export const join = command({
  verb: "JOIN",
  parameters: [1, 2],
  cost: 2,
  syntax: "JOIN <channel>{,<channel>} [<key>{,<key>}] | JOIN 0",
  help: "Enters channels; the first to enter one becomes its operator. JOIN 0 leaves them all.",
  each: { parameter: 0, most: undefined, keys: 1 },
  decide(view, { actor, connection, session, parameters: [name = "", key] }) {
    const { state, limits } = view;
    if (name === "0") return leaveAll(state, actor);
    if (!isChannelName(name, limits.channelBytes)) return refuse(ERR_NOSUCHCHANNEL, name);
    const id = channelId(name);
    if (state.members.get(id, actor.id)) return nothing;
    if (state.members.ofUser(actor.id).size >= limits.channelsPerUser) return refuse(ERR_TOOMANYCHANNELS, name);
    const channel = state.channels.get(id);
    // Who is in such a channel counts on it: no invitation opens it.
    if (channel?.flags.includes("z") && !connection.isSecure) return refuse(ERR_SECUREONLYCHAN, channel.name);
    const bar = channel && barredBy(state, channel, actor, key);
    if (channel && bar) return refuse(bar, channel.name);
    return {
      ...accept({ type: "JOIN", actor: actor.id, body: { channel: id, name } }),
      after: (now) => {
        const joined = now.state.channels.get(id);
        if (!joined) return [];
        const topic = joined.topic ? topicReplies(joined) : [];
        const { capabilities } = session;
        return isListWanted(capabilities) ? [...topic, ...namesReplies(now, joined, actor, capabilities)] : topic;
      },
    };
  },
});

const isListWanted = (set: Capabilities) => !has(set, NO_IMPLICIT_NAMES) && !has(set, DRAFT_NO_IMPLICIT_NAMES);

/** The first of +b +i +k +l that keeps the user out; an invitation opens all of them, once. */
function barredBy(state: State, channel: ChannelRow, user: UserRow, key: string | undefined): Numeric | undefined {
  if (state.invites.get(channel.id, user.id)) return undefined;
  if (isBanned(state, channel, user)) return ERR_BANNEDFROMCHAN;
  if (channel.flags.includes("i") && !isListed(state, channel, "I", user)) return ERR_INVITEONLYCHAN;
  if (channel.settings.k !== undefined && channel.settings.k !== key) return ERR_BADCHANNELKEY;
  const limit = channel.settings.l;
  if (limit !== undefined && memberCounter(state)(channel.id) >= Number(limit)) return ERR_CHANNELISFULL;
  return undefined;
}

function leaveAll(state: State, actor: UserRow): Decision {
  const channels = [...state.members.ofUser(actor.id).keys()].sort();
  return { ...nothing, events: channels.map((channel) => ({ type: "PART", actor: actor.id, body: { channel } })) };
}
