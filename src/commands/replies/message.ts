// The decision that PRIVMSG, NOTICE and TAGMSG share: who is heard where.
import type { MessageBody } from "../../../events/catalogue.ts";
import type { AnyDraft } from "../../../events/envelope.ts";
import { channelId, type NodeId, nodeOf } from "../../../events/names.ts";
import type { MemberRow, UserRow } from "../../../projections/state.ts";
import { nickOf, userByNick } from "../../../projections/users.ts";
import { has, MESSAGE_TAGS } from "../../protocol/capabilities.ts";
import { channelModes, statusAtLeast } from "../../protocol/modes.ts";
import { looksLikeChannel } from "../../protocol/names.ts";
import { ERR_CANNOTSENDTOCHAN, ERR_NOSUCHCHANNEL, ERR_NOSUCHNICK, RPL_AWAY } from "../../protocol/numerics.ts";
import { clientOnlyTags } from "../../protocol/tags.ts";
import type { Session } from "../runner/client.ts";
import { accept, type Decision, refuse } from "../runner/command.ts";
import { reply } from "../runner/reply.ts";
import type { View } from "../runner/view.ts";
import { isHeard } from "./hearing.ts";

/** What is said: text, client-only tags (without "@"), or both. */
export interface Said {
  readonly type: "PRIVMSG" | "NOTICE" | "TAGMSG";
  readonly text: string;
  readonly tags: string;
}

/** The tags that a client adds to what it sends; they are for those who negotiated tags. */
export function sentTags({ capabilities }: Session, raw: string | undefined): string {
  return has(capabilities, MESSAGE_TAGS) ? clientOnlyTags(raw) : "";
}

export function decideMessage(view: View, said: Said, actor: UserRow, target: string): Decision {
  const prefix = STATUS_OF.get(target[0] ?? "");
  const name = prefix === undefined ? target : target.slice(1);
  if (!looksLikeChannel(name)) return toUser(view, said, actor, target);
  const { state } = view;
  const { type, text } = said;
  const channel = state.channels.get(channelId(name));
  if (!channel) return refuse(ERR_NOSUCHCHANNEL, target);
  const member = state.members.get(channel.id, actor.id);
  if (!isHeard(state, channel, member, actor)) return refuse(ERR_CANNOTSENDTOCHAN, channel.name);
  if (prefix !== undefined && !mayAddress(member, prefix)) return refuse(ERR_CANNOTSENDTOCHAN, channel.name);
  if (channel.flags.includes("C") && isCtcp(text)) return refuse(ERR_CANNOTSENDTOCHAN, channel.name);
  if (channel.flags.includes("T") && type === "NOTICE") return refuse(ERR_CANNOTSENDTOCHAN, channel.name);
  const to = prefix === undefined ? { channel: channel.id } : { channel: channel.id, status: prefix };
  return accept({ type, actor: actor.id, body: bodyOf(said, to) } as AnyDraft);
}

/** STATUSMSG: "@#c" is read by operators only, "+#c" by all with a status. */
const STATUS_OF = new Map(channelModes.flatMap(({ prefix, letter }) => (prefix ? [[prefix, letter] as const] : [])));

/** Those who have the status themselves. */
const mayAddress = (member: MemberRow | undefined, status: string) =>
  member !== undefined && statusAtLeast(member.status, status);

/** A private message names in its header only the nodes concerned; who wrote to whom stands in the body. */
function toUser(view: View, said: Said, actor: UserRow, nick: string): Decision {
  const target = userByNick(view.state, nick);
  if (!target) return refuse(ERR_NOSUCHNICK, nick);
  const to = nodesOf(actor, target);
  const isTold = target.away !== undefined && said.type === "PRIVMSG";
  const away = isTold ? [reply(RPL_AWAY, nickOf(view.state, target), target.away ?? "")] : [];
  const body = bodyOf(said, { sender: actor.id, target: target.id });
  return accept({ type: said.type, to, body } as AnyDraft, away);
}

/** Plain text to a channel or a user is one literal: a body is made for each message, and a spread costs half a µs. */
function bodyOf({ type, text, tags }: Said, to: MessageBody): MessageBody {
  const { channel, sender, target, status } = to;
  if (type !== "TAGMSG" && tags === "" && status === undefined) {
    return channel === undefined ? ({ sender, target, text } as MessageBody) : ({ channel, text } as MessageBody);
  }
  const tagged = tags === "" ? to : { ...to, tags };
  return type === "TAGMSG" ? tagged : ({ ...tagged, text } as MessageBody);
}

/** The nodes concerned, each once, sorted. */
function nodesOf(actor: UserRow, target: UserRow): readonly NodeId[] {
  const from = nodeOf(actor.origin);
  if (actor.origin === target.origin) return [from];
  const other = nodeOf(target.origin);
  return from === other ? [from] : [from, other].sort();
}

/** +C lets ACTION through (Modern IRC, "CTCP"). */
const isCtcp = (text: string) => text.startsWith("\x01") && !/^\x01ACTION(\x01|\s|$)/.test(text);
