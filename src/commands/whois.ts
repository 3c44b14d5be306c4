import { hasPrivilege } from "../../projections/operators.ts";
import type { UserRow } from "../../projections/state.ts";
import { nickOf, userByNick } from "../../projections/users.ts";
import { BOT_MODE, prefixOfStatus } from "../protocol/modes.ts";
import {
  ERR_NONICKNAMEGIVEN,
  ERR_NOSUCHNICK,
  RPL_AWAY,
  RPL_ENDOFWHOIS,
  RPL_WHOISACTUALLY,
  RPL_WHOISBOT,
  RPL_WHOISCHANNELS,
  RPL_WHOISHOST,
  RPL_WHOISIDLE,
  RPL_WHOISMODES,
  RPL_WHOISOPERATOR,
  RPL_WHOISSECURE,
  RPL_WHOISSERVER,
  RPL_WHOISUSER,
} from "../protocol/numerics.ts";
import { packWords } from "../protocol/pack.ts";
import { serverOf } from "./replies/servers.ts";
import { isShownTo, sharesChannel } from "./replies/sight.ts";
import { unixSeconds } from "./replies/times.ts";
import { answer, command, refuse } from "./runner/command.ts";
import { type Reply, reply } from "./runner/reply.ts";
import type { View } from "./runner/view.ts";

const OVERHEAD_BYTES = 150;

/** WHOIS [<server>] <nick>   RFC 2812 §3.6.2; Modern IRC, "WHOIS message". */
export const whois = command({
  verb: "WHOIS",
  parameters: [0, 2],
  cost: 2,
  syntax: "WHOIS [<server>] <nick>",
  help: "Tells about a user.",
  decide(view, { actor, parameters }) {
    const nick = (parameters.at(-1) ?? "").split(",", 1)[0] ?? "";
    if (nick === "") return refuse(ERR_NONICKNAMEGIVEN);
    const user = userByNick(view.state, nick);
    if (!user) return answer([reply(ERR_NOSUCHNICK, nick), reply(RPL_ENDOFWHOIS, nick)]);
    return answer([...about(view, user, actor), reply(RPL_ENDOFWHOIS, nick)]);
  },
});

function about(view: View, user: UserRow, asker: UserRow): readonly Reply[] {
  const { state } = view;
  const nick = nickOf(state, user);
  const replies = [reply(RPL_WHOISUSER, nick, user.username, user.host, "*", user.realname)];
  for (const text of packWords(channelsSeen(view, user, asker), OVERHEAD_BYTES)) {
    replies.push(reply(RPL_WHOISCHANNELS, nick, text));
  }
  replies.push(reply(RPL_WHOISSERVER, nick, serverOf(view, user), serverText(view, user, asker)));
  if (user.modes.includes("o")) replies.push(reply(RPL_WHOISOPERATOR, nick));
  if (user.modes.includes(BOT_MODE)) replies.push(reply(RPL_WHOISBOT, nick));
  if (user.away !== undefined) replies.push(reply(RPL_AWAY, nick, user.away));
  replies.push(...connectionReplies(view, user, asker));
  // Idle time is known to the user's own server only; an estimate would tell people that somebody is away.
  if (user.origin !== asker.origin) return replies;
  const spoke = view.spokeAt(user.id) ?? user.connectedAt;
  const idle = String(Math.max(0, Math.floor((view.now - spoke) / 1_000_000)));
  replies.push(reply(RPL_WHOISIDLE, nick, idle, unixSeconds(user.connectedAt)));
  return replies;
}

/** What a server says of itself; of another one its program is known. */
function serverText({ state, node }: View, user: UserRow, asker: UserRow): string {
  const software = state.origins.get(user.origin)?.software;
  return user.origin === asker.origin || software === undefined ? node.description : software;
}

/**
 * That a connection is secure is for all to know; where it comes from, for the user and for who may see addresses. Of a
 * user elsewhere only the modes are known.
 */
function connectionReplies(view: View, user: UserRow, asker: UserRow): readonly Reply[] {
  const nick = nickOf(view.state, user);
  const isOfficial = hasPrivilege(asker, "addresses");
  const modes = isOfficial ? [reply(RPL_WHOISMODES, nick, `is using modes +${user.modes}`)] : [];
  const connection = view.connectionOf(user.id);
  if (connection === undefined) return modes;
  const { address, host, isSecure } = connection;
  return [
    ...(isOfficial || user.id === asker.id ? [reply(RPL_WHOISACTUALLY, nick, address)] : []),
    ...(isOfficial ? [reply(RPL_WHOISHOST, nick, `is connecting from *@${host} ${address}`)] : []),
    ...modes,
    ...(isSecure ? [reply(RPL_WHOISSECURE, nick)] : []),
  ];
}

/** Secret channels, and all channels of an invisible user, are told to fellow members only. */
function* channelsSeen(view: View, user: UserRow, asker: UserRow): Iterable<string> {
  const { state } = view;
  const isOpen = !user.modes.includes("i") || user.id === asker.id || sharesChannel(state, user, asker);
  for (const member of state.members.ofUser(user.id).values()) {
    const channel = state.channels.get(member.channel);
    if (channel && isOpen && isShownTo(state, channel, asker)) yield prefixOfStatus(member.status) + channel.name;
  }
}
