import { ERR_TOOMANYTARGETS, RPL_LIST, RPL_LISTEND, RPL_LISTSTART } from "../protocol/numerics.ts";
import { chosenChannels, readConditions } from "./replies/list-conditions.ts";
import { isShownTo, memberCounter } from "./replies/sight.ts";
import { answer, command } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

/** LIST [<channels and conditions>]   RFC 2812 §3.2.6; Modern IRC, "LIST message". Secret ones show to members. */
export const list = command({
  verb: "LIST",
  parameters: [0, 2],
  cost: 5,
  syntax: "LIST [<channel or condition>{,<channel or condition>}]",
  help:
    "Lists channels with their number of members and their topics. Conditions: >n and <n members, *mask*, !*mask*; " +
    "C<n made and T<n given a topic less than n minutes ago, C>n and T>n longer ago.",
  decide({ state, now }, { actor, parameters }) {
    const { conditions, excess } = readConditions(parameters);
    const countOf = memberCounter(state);
    const rows = chosenChannels(state, conditions, { now, countOf }).filter((channel) =>
      isShownTo(state, channel, actor),
    );
    return answer([
      ...excess.map((each) => reply(ERR_TOOMANYTARGETS, each)),
      reply(RPL_LISTSTART, "Channel"),
      ...rows.map((channel) => reply(RPL_LIST, channel.name, String(countOf(channel.id)), channel.topic?.text ?? "")),
      reply(RPL_LISTEND),
    ]);
  },
});
