import { type ChannelId, channelId, type Micros } from "../../events/names.ts";
import {
  ERR_CANNOTSENDTOCHAN,
  ERR_CHANOPEN,
  ERR_KNOCKONCHAN,
  ERR_NOSUCHCHANNEL,
  ERR_TOOMANYKNOCK,
  RPL_KNOCKDLVR,
} from "../protocol/numerics.ts";
import { isBanned } from "./replies/hearing.ts";
import type { Session } from "./runner/client.ts";
import { accept, command, refuse } from "./runner/command.ts";
import { reply } from "./runner/reply.ts";

const MINUTE = 60_000_000;

/** KNOCK <channel>   In no RFC; numerics as in ratbox and its kin. Once a minute; a ban keeps even this out. */
export const knock = command({
  verb: "KNOCK",
  parameters: [1, 1],
  cost: 3,
  syntax: "KNOCK <channel>",
  help: "Asks the operators of an invite-only channel for an invitation.",
  decide({ state, limits, now }, { actor, session, parameters: [name = ""] }) {
    const channel = state.channels.get(channelId(name));
    if (!channel) return refuse(ERR_NOSUCHCHANNEL, name);
    if (state.members.get(channel.id, actor.id)) return refuse(ERR_KNOCKONCHAN, channel.name);
    if (!channel.flags.includes("i")) return refuse(ERR_CHANOPEN, channel.name);
    if (isBanned(state, channel, actor)) return refuse(ERR_CANNOTSENDTOCHAN, channel.name);
    const recent = recentKnocks(session, now);
    if (recent.has(channel.id)) return refuse(ERR_TOOMANYKNOCK, channel.name, "Too many KNOCKs (channel)");
    if (recent.size >= limits.knocksPerMinute) return refuse(ERR_TOOMANYKNOCK, channel.name, "Too many KNOCKs (user)");
    return {
      ...accept({ type: "KNOCK", actor: actor.id, body: { channel: channel.id } }, [
        reply(RPL_KNOCKDLVR, channel.name),
      ]),
      session: { knocks: recent.set(channel.id, now) },
    };
  },
});

/** Those of the last minute, to be added to: what is older is forgotten. */
function recentKnocks({ knocks }: Session, now: Micros): Map<ChannelId, Micros> {
  return new Map([...(knocks ?? [])].filter(([, at]) => now - at < MINUTE));
}
