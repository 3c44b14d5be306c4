import { casefold, channelId } from "../../events/names.ts";
import type { ChannelRow, MemberRow, UserRow } from "../../projections/state.ts";
import { nickOf, prefixOf, userByNick } from "../../projections/users.ts";
import { matches } from "../protocol/masks.ts";
import { prefixOfStatus } from "../protocol/modes.ts";
import { looksLikeChannel } from "../protocol/names.ts";
import { RPL_ENDOFWHO, RPL_WHOREPLY } from "../protocol/numerics.ts";
import { isSeen, sharesChannel } from "./replies/sight.ts";
import { answer, command } from "./runner/command.ts";
import { type Reply, reply } from "./runner/reply.ts";
import type { View } from "./runner/view.ts";

const MOST_BY_MASK = 500;

/** WHO <mask> [o]   RFC 2812 §3.6.1; Modern IRC, "WHO message". */
export const who = command({
  verb: "WHO",
  parameters: [0, 2],
  cost: 4,
  syntax: "WHO <channel> | WHO <mask> [o]",
  help: "Lists the members of a channel, or the users that match a mask; o: IRC operators only.",
  decide(view, { actor, parameters: [mask = "*", only] }) {
    const isChosen = (user: UserRow) => only !== "o" || user.modes.includes("o");
    const rows = looksLikeChannel(mask) ? inChannel(view, actor, mask, isChosen) : byMask(view, actor, mask, isChosen);
    return answer([...rows, reply(RPL_ENDOFWHO, mask)]);
  },
});

function inChannel(view: View, asker: UserRow, name: string, isChosen: (user: UserRow) => boolean): readonly Reply[] {
  const { state } = view;
  const channel = state.channels.get(channelId(name));
  if (!channel || !isSeen(state, channel, asker)) return [];
  const isInside = state.members.get(channel.id, asker.id) !== undefined;
  const rows: Reply[] = [];
  for (const member of state.members.inChannel(channel.id).values()) {
    const user = state.users.get(member.user);
    if (!user || !isChosen(user) || (!isInside && user.modes.includes("i"))) continue;
    rows.push(row(view, user, channel, member));
  }
  return rows;
}

/** An exact nick is always found; by mask, an invisible user only by those who share a channel. */
function byMask(view: View, asker: UserRow, mask: string, isChosen: (user: UserRow) => boolean): readonly Reply[] {
  const { state } = view;
  const exact = userByNick(state, mask);
  if (exact) return isChosen(exact) ? [row(view, exact)] : [];
  const folded = casefold(mask === "0" ? "*" : mask);
  const rows: Reply[] = [];
  for (const user of state.users.values()) {
    if (rows.length >= MOST_BY_MASK) break;
    if (
      !isChosen(user) ||
      ![prefixOf(state, user), user.nick, user.host].some((each) => matches(folded, casefold(each)))
    )
      continue;
    if (user.modes.includes("i") && user.id !== asker.id && !sharesChannel(state, user, asker)) continue;
    rows.push(row(view, user));
  }
  return rows;
}

function row(view: View, user: UserRow, channel?: ChannelRow, member?: MemberRow): Reply {
  const flags = [
    user.away === undefined ? "H" : "G",
    user.modes.includes("o") ? "*" : "",
    prefixOfStatus(member?.status ?? ""),
  ].join("");
  return reply(
    RPL_WHOREPLY,
    channel?.name ?? "*",
    user.username,
    user.host,
    view.node.name,
    nickOf(view.state, user),
    flags,
    `0 ${user.realname}`,
  );
}
