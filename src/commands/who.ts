import { casefold, channelId } from "../../events/names.ts";
import { isSeen, seenMembers } from "../../projections/sight.ts";
import type { UserRow } from "../../projections/state.ts";
import { prefixOf, userByNick } from "../../projections/users.ts";
import { matches } from "../protocol/masks.ts";
import { looksLikeChannel } from "../protocol/names.ts";
import { RPL_ENDOFWHO } from "../protocol/numerics.ts";
import { serversOf } from "./replies/servers.ts";
import { isShownTo, sharesChannel } from "./replies/sight.ts";
import { readFields, type Subject, whoReply, whoxReply } from "./replies/who.ts";
import { answer, command } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";
import type { View } from "./runner/view.ts";

const MOST_BY_MASK = 500;

/** WHO <mask> [o] [%<fields>[,<token>]]   RFC 2812 §3.6.1; Modern IRC, "WHO message"; IRCv3 whox. */
export const who = command({
  verb: "WHO",
  parameters: [0, 2],
  cost: 4,
  syntax: "WHO <channel or mask> [o][%<fields>[,<token>]]",
  help:
    "Lists the members of a channel, or the users that match a mask; o: IRC operators only. After % stand the fields " +
    "to be told (tcuihsnfdlaor).",
  decide(view, { actor, session, parameters: [mask = "*", options = ""] }) {
    const [flags = ""] = options.split("%", 1);
    const fields = readFields(options.slice(flags.length));
    const isChosen = (user: UserRow) => !flags.includes("o") || user.modes.includes("o");
    const found = looksLikeChannel(mask) ? inChannel(view, actor, mask) : byMask(view, actor, mask, isChosen);
    const hops = new Map(serversOf(view.state, actor.origin).map(({ row, hops }) => [row.origin, hops]));
    const asker = { user: actor, capabilities: session.capabilities, hops };
    const rows = found
      .filter(({ user }) => isChosen(user))
      .map((subject) => (fields ? whoxReply(view, asker, subject, fields) : whoReply(view, asker, subject)));
    return answer([...rows, reply(RPL_ENDOFWHO, mask)]);
  },
});

function inChannel(view: View, asker: UserRow, name: string): readonly Subject[] {
  const { state } = view;
  const channel = state.channels.get(channelId(name));
  if (!channel || !isShownTo(state, channel, asker)) return [];
  const isInside = state.members.get(channel.id, asker.id) !== undefined;
  const found: Subject[] = [];
  for (const member of seenMembers(state, channel.id)) {
    const user = state.users.get(member.user);
    if (user && (isInside || !user.modes.includes("i"))) found.push({ user, channel, member });
  }
  return found;
}

/** An exact nick is always found; by mask, an invisible user only by those who share a channel. */
function byMask(view: View, asker: UserRow, mask: string, isChosen: (user: UserRow) => boolean): readonly Subject[] {
  const { state } = view;
  const exact = userByNick(state, mask);
  if (exact) return [{ user: exact }];
  const folded = casefold(mask === "0" ? "*" : mask);
  const found: Subject[] = [];
  for (const user of state.users.values()) {
    if (found.length >= MOST_BY_MASK) break;
    const isMatch = [prefixOf(state, user), user.nick, user.host].some((each) => matches(folded, casefold(each)));
    if (!isMatch || !isChosen(user) || !isSeen(state, user.id)) continue;
    if (user.modes.includes("i") && user.id !== asker.id && !sharesChannel(state, user, asker)) continue;
    found.push({ user });
  }
  return found;
}
