// The table of modes: one row yields parsing, ISUPPORT, storage and HELP.

export type ChannelModeKind = "flag" | "list" | "key" | "limit" | "status";

export interface ChannelMode {
  readonly letter: string;
  readonly kind: ChannelModeKind;
  readonly help: string;
  /** Status modes: the prefix in NAMES and WHO. */
  readonly prefix?: string;
}

/** Modern IRC, "Channel modes"; status modes in falling rank. */
export const channelModes: readonly ChannelMode[] = [
  { letter: "b", kind: "list", help: "Ban: those who match cannot join or speak." },
  { letter: "e", kind: "list", help: "Ban exception: those who match are held neither by bans nor by quiets." },
  { letter: "I", kind: "list", help: "Invite exception: those who match may join under +i." },
  { letter: "q", kind: "list", help: "Quiet: those who match may join and are not heard." },
  { letter: "k", kind: "key", help: "Key: needed to join." },
  { letter: "l", kind: "limit", help: "Limit: no JOIN once there are so many members." },
  { letter: "C", kind: "flag", help: "No CTCP but ACTION." },
  { letter: "T", kind: "flag", help: "No notices." },
  { letter: "i", kind: "flag", help: "Invite only." },
  { letter: "m", kind: "flag", help: "Moderated: only operators and voiced members are heard." },
  { letter: "n", kind: "flag", help: "No messages from outside." },
  { letter: "s", kind: "flag", help: "Secret: not listed to those outside." },
  { letter: "t", kind: "flag", help: "Only operators set the topic." },
  { letter: "z", kind: "flag", help: "Only those whose connection is secure (TLS) join, invited or not." },
  { letter: "o", kind: "status", prefix: "@", help: "Operator of the channel." },
  { letter: "v", kind: "status", prefix: "+", help: "Voice: heard under +m." },
];

export interface UserMode {
  readonly letter: string;
  readonly help: string;
  /** Whether users set it themselves; others are only taken off by the user. */
  readonly isFree: boolean;
  /** Operators with this privilege may set it as well. */
  readonly privilege?: string;
}

export const userModes: readonly UserMode[] = [
  { letter: "B", help: "Marks a bot: WHOIS, WHO and the tag bot show it.", isFree: true },
  { letter: "i", help: "Invisible: not in WHO of those who share no channel.", isFree: true },
  { letter: "o", help: "IRC operator; given by OPER only.", isFree: false },
  { letter: "s", help: "Receives the server's notices; for operators.", isFree: false, privilege: "notices" },
  { letter: "w", help: "Receives WALLOPS.", isFree: true },
];

/** IRCv3 bot-mode: the letter of the mode, also the flag in WHO. */
export const BOT_MODE = "B";

const byLetter = new Map(channelModes.map((mode) => [mode.letter, mode]));

export function channelMode(letter: string): ChannelMode | undefined {
  return byLetter.get(letter);
}

const letters = (...kinds: readonly ChannelModeKind[]) =>
  channelModes
    .filter((mode) => kinds.includes(mode.kind))
    .map((mode) => mode.letter)
    .join("");

export const listModes = letters("list");
export const statusModes = letters("status");
/** CHANMODES=A,B,C,D: lists, always a value, a value when set, never one. */
export const chanmodesToken = `${letters("list")},${letters("key")},${letters("limit")},${letters("flag")}`;
/** Prefixes of statuses in falling rank: "@+". A message can be addressed to those with one (STATUSMSG). */
export const prefixes = channelModes.map((mode) => mode.prefix ?? "").join("");
export const prefixToken = `(${statusModes})${prefixes}`;

/** Whether a status is the wanted one or a higher one. */
export function statusAtLeast(status: string, wanted: string): boolean {
  return [...status].some((letter) => statusModes.indexOf(letter) <= statusModes.indexOf(wanted));
}

/** The prefixes of all statuses, the highest first. */
export function prefixesOfStatus(status: string): string {
  if (status === "") return "";
  return channelModes.map((mode) => (status.includes(mode.letter) ? (mode.prefix ?? "") : "")).join("");
}

/** The prefix of the highest status, or "". */
export function prefixOfStatus(status: string): string {
  for (const mode of channelModes) if (mode.prefix !== undefined && status.includes(mode.letter)) return mode.prefix;
  return "";
}
