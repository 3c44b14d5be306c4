// What a client is told once it is registered (Modern IRC, "Connection registration").
import type { UserRow } from "../../../projections/state.ts";
import { nickOf, prefixOf } from "../../../projections/users.ts";
import { channelModes, userModes } from "../../protocol/modes.ts";
import { RPL_CREATED, RPL_MYINFO, RPL_WELCOME, RPL_YOURHOST } from "../../protocol/numerics.ts";
import { notice, type Reply, reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";
import { lusersReplies } from "./lusers.ts";

const RECORDED = {
  body: "Private messages are recorded with their text.",
  digest: "Of private messages only the time and a digest are recorded, not who wrote to whom and not the text.",
  none: "Private messages are not recorded.",
} as const;

export function welcomeReplies(view: View, user: UserRow): readonly Reply[] {
  const { node, limits } = view;
  const nick = nickOf(view.state, user);
  const created = new Date(node.startedAt / 1000).toISOString();
  return [
    reply(RPL_WELCOME, `Welcome to the ${limits.network} network, ${prefixOf(view.state, user)}`),
    reply(RPL_YOURHOST, `Your host is ${node.name}, running version ${node.software}`),
    reply(RPL_CREATED, `This server was started ${created}`),
    reply(RPL_MYINFO, node.name, node.software, USER_LETTERS, CHANNEL_LETTERS, VALUE_LETTERS),
    ...view.fixed.isupport,
    ...lusersReplies(view, user.origin),
    ...view.fixed.motd,
    notice(nick, "This network keeps a record: what happens in channels is written down with its text."),
    notice(nick, RECORDED[limits.recordPrivate]),
  ];
}

const letters = (modes: readonly { readonly letter: string }[]) =>
  modes
    .map((mode) => mode.letter)
    .sort()
    .join("");
const USER_LETTERS = letters(userModes);
const CHANNEL_LETTERS = letters(channelModes);
const VALUE_LETTERS = letters(channelModes.filter((mode) => mode.kind !== "flag"));
