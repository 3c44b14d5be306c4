// A past state as text for people.
import { shownTime } from "./moment.ts";
import { plain } from "./passage-text.ts";
import type { BanShown, ChannelShown, MemberShown, UserShown } from "./state-rows.ts";

/** A channel's lines: name and modes, topic, lists, members. */
export function channelText(channel: ChannelShown): string {
  const { name, createdAt, topic, lists, members } = channel;
  const lines = [
    `${name}  ${modesOf(channel)}  since ${shownTime(createdAt)}`,
    ...(topic ? [`  topic: ${topic.text}  (${topic.by}, ${shownTime(topic.at)})`] : []),
    ...Object.entries(lists).flatMap(([letter, entries]) =>
      entries.map(({ mask, by, at }) => `  +${letter} ${mask}  (${by}, ${shownTime(at)})`),
    ),
    `  ${members.map(memberText).join(" ")}`,
  ];
  return lines.map(plain).join("\n");
}

export function userText(user: UserShown): string {
  const { nick, username, host, realname, modes, away, operator, connectedAt, channels } = user;
  const parts = [
    `${nick}!${username}@${host}`,
    ...(modes === "" ? [] : [`+${modes}`]),
    `(${realname})`,
    `since ${shownTime(connectedAt)}`,
    ...(away === null ? [] : [`away: ${away}`]),
    ...(operator === null ? [] : [`operator ${operator.name} (${operator.privileges.join(" ")})`]),
    channels.length === 0 ? "in no channel" : `in ${channels.join(" ")}`,
  ];
  return plain(parts.join("  "));
}

export function banText({ type, mask, reason, by, at, until }: BanShown): string {
  const end = until === null ? "for good" : `until ${shownTime(until)}`;
  return plain(`${type} ${mask}  ${end}  (${by}, ${shownTime(at)}): ${reason}`);
}

function modesOf({ flags, settings }: ChannelShown): string {
  const letters = Object.keys(settings).sort();
  return [`+${flags}${letters.join("")}`, ...letters.map((letter) => settings[letter])].join(" ");
}

function memberText({ nick, status }: MemberShown): string {
  if (status.includes("o")) return `@${nick}`;
  return status.includes("v") ? `+${nick}` : nick;
}
