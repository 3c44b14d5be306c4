import { channelId } from "../../events/names.ts";
import type { ChannelRow, State } from "../../projections/state.ts";
import { RPL_LIST, RPL_LISTEND, RPL_LISTSTART } from "../protocol/numerics.ts";
import { isSeen } from "./replies/sight.ts";
import { answer, command } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** LIST [<channels>]   RFC 2812 §3.2.6; Modern IRC, "LIST message". Secret channels are shown to members only. */
export const list = command({
  verb: "LIST",
  parameters: [0, 2],
  cost: 5,
  syntax: "LIST [<channel>{,<channel>}]",
  help: "Lists channels with their number of members and their topics.",
  decide({ state }, { actor, parameters: [names] }) {
    const rows = chosen(state, names).filter((channel) => isSeen(state, channel, actor));
    return answer([
      reply(RPL_LISTSTART, "Channel"),
      ...rows.map((channel) => reply(RPL_LIST, channel.name, memberCount(state, channel), channel.topic?.text ?? "")),
      reply(RPL_LISTEND),
    ]);
  },
});

function chosen(state: State, names: string | undefined): readonly ChannelRow[] {
  if (!names?.startsWith("#")) return [...state.channels.values()];
  const ids = new Set(names.split(",").map(channelId));
  return [...ids].flatMap((id) => state.channels.get(id) ?? []);
}

const memberCount = (state: State, channel: ChannelRow) => String(state.members.inChannel(channel.id).size);
