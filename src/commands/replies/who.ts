// The rows of WHO: the fixed one (352), and the one whose fields the asker chose (354, IRCv3 whox).
import type { Origin } from "../../../events/names.ts";
import { hasPrivilege } from "../../../projections/operators.ts";
import type { ChannelRow, MemberRow, UserRow } from "../../../projections/state.ts";
import { nickOf } from "../../../projections/users.ts";
import { type Capabilities, has, MULTI_PREFIX } from "../../protocol/capabilities.ts";
import { BOT_MODE, prefixesOfStatus, prefixOfStatus } from "../../protocol/modes.ts";
import { FREE, RPL_WHOREPLY, RPL_WHOSPCRPL } from "../../protocol/numerics.ts";
import { type Reply, reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";
import { serverOf } from "./servers.ts";

export interface Asker {
  readonly user: UserRow;
  readonly capabilities: Capabilities;
  /** How far each server in reach is. */
  readonly hops: ReadonlyMap<Origin, number>;
}

/** Whom a row is about, and as a member of which channel. */
export interface Subject {
  readonly user: UserRow;
  readonly channel?: ChannelRow;
  readonly member?: MemberRow;
}

/** What was asked for after "%". */
export interface Fields {
  readonly letters: string;
  readonly token: string;
}

const TOKEN = /^\d{1,3}$/;

/** `text`: "%" and the fields; undefined where none are asked for: that is the fixed row. */
export function readFields(text: string): Fields | undefined {
  const [letters = "", token = ""] = text.slice(1).split(",", 2);
  return letters === "" ? undefined : { letters, token: TOKEN.test(token) ? token : "0" };
}

export function whoReply(view: View, asker: Asker, subject: Subject): Reply {
  const { user, channel } = subject;
  return reply(
    RPL_WHOREPLY,
    channel?.name ?? "*",
    user.username,
    user.host,
    serverOf(view, user),
    nickOf(view.state, user),
    flagsOf(asker, subject),
    `${hopsTo(asker, user)} ${user.realname}`,
  );
}

type Field = (view: View, asker: Asker, subject: Subject) => string;

/** In the order in which they are told, whatever the order of the question. */
const FIELDS: Readonly<Record<string, Field>> = {
  c: (_view, _asker, { channel }) => channel?.name ?? "*",
  u: (_view, _asker, { user }) => user.username,
  i: addressFor,
  h: (_view, _asker, { user }) => user.host,
  s: (view, _asker, { user }) => serverOf(view, user),
  n: (view, _asker, { user }) => nickOf(view.state, user),
  f: (_view, asker, subject) => flagsOf(asker, subject),
  d: (_view, asker, { user }) => hopsTo(asker, user),
  l: idleSeconds,
  // Account: nobody is logged in.
  a: () => "0",
  // The rank of an operator among operators: there are no ranks.
  o: () => "n/a",
};

/** Fields that are not known are passed over. */
export function whoxReply(view: View, asker: Asker, subject: Subject, { letters, token }: Fields): Reply {
  const words = letters.includes("t") ? [token] : [];
  for (const [letter, field] of Object.entries(FIELDS)) {
    if (letters.includes(letter)) words.push(field(view, asker, subject));
  }
  if (!letters.includes("r")) return reply(RPL_WHOSPCRPL, ...words);
  return reply({ ...RPL_WHOSPCRPL, text: FREE }, ...words, subject.user.realname);
}

/** A server that was lost a moment ago, whose users are still shown, is out of reach: it was one hop away or more. */
const hopsTo = ({ hops }: Asker, { origin }: UserRow) => String(hops.get(origin) ?? 1);

/** Here or gone, IRC operator, prefixes, bot. */
function flagsOf({ capabilities }: Asker, { user, member }: Subject): string {
  const prefix = has(capabilities, MULTI_PREFIX) ? prefixesOfStatus : prefixOfStatus;
  return [
    user.away === undefined ? "H" : "G",
    user.modes.includes("o") ? "*" : "",
    prefix(member?.status ?? ""),
    user.modes.includes(BOT_MODE) ? BOT_MODE : "",
  ].join("");
}

/** An address is seen by its owner and by operators with the privilege. */
function addressFor(view: View, asker: Asker, { user }: Subject): string {
  const isShown = user.id === asker.user.id || hasPrivilege(asker.user, "addresses");
  const address = isShown ? view.connectionOf(user.id)?.address : undefined;
  if (address === undefined) return "255.255.255.255";
  return address.startsWith(":") ? `0${address}` : address;
}

function idleSeconds(view: View, _asker: Asker, { user }: Subject): string {
  const spoke = view.spokeAt(user.id) ?? user.connectedAt;
  return String(Math.max(0, Math.floor((view.now - spoke) / 1_000_000)));
}
