// The figures of LUSERS, also part of the welcome.
import type { Origin } from "../../../events/names.ts";
import {
  RPL_GLOBALUSERS,
  RPL_LOCALUSERS,
  RPL_LUSERCHANNELS,
  RPL_LUSERCLIENT,
  RPL_LUSERME,
  RPL_LUSEROP,
  RPL_LUSERUNKNOWN,
} from "../../protocol/numerics.ts";
import { type Reply, reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";
import { serversOf } from "./servers.ts";
import { headcount } from "./sight.ts";

/** `own`: this node's origin, where the asker is too. */
export function lusersReplies(view: View, own: Origin): readonly Reply[] {
  const { users, invisible, operators } = headcount(view.state);
  const servers = serversOf(view.state, own);
  const linked = servers.filter(({ hops }) => hops === 1).length;
  const { registered, unknown, most } = view.connections();
  const global = String(Math.max(users, most));
  return [
    reply(
      RPL_LUSERCLIENT,
      `There are ${users - invisible} users and ${invisible} invisible on ${servers.length} servers`,
    ),
    ...(operators > 0 ? [reply(RPL_LUSEROP, String(operators))] : []),
    ...(unknown > 0 ? [reply(RPL_LUSERUNKNOWN, String(unknown))] : []),
    ...(view.state.channels.size > 0 ? [reply(RPL_LUSERCHANNELS, String(view.state.channels.size))] : []),
    reply(RPL_LUSERME, `I have ${registered} clients and ${linked} servers`),
    reply(RPL_LOCALUSERS, String(registered), String(most), `Current local users ${registered}, max ${most}`),
    reply(RPL_GLOBALUSERS, String(users), global, `Current global users ${users}, max ${global}`),
  ];
}
