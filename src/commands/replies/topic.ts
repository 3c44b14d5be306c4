// The topic of a channel as it is told on JOIN and by TOPIC.
import type { ChannelRow } from "../../../projections/state.ts";
import { RPL_NOTOPIC, RPL_TOPIC, RPL_TOPICWHOTIME } from "../../protocol/numerics.ts";
import { type Reply, reply } from "../runner/reply.ts";
import { unixSeconds } from "./times.ts";

export function topicReplies(channel: ChannelRow): readonly Reply[] {
  if (channel.topic === undefined) return [reply(RPL_NOTOPIC, channel.name)];
  return [
    reply(RPL_TOPIC, channel.name, channel.topic.text),
    reply(RPL_TOPICWHOTIME, channel.name, channel.topic.by, unixSeconds(channel.topic.at)),
  ];
}
