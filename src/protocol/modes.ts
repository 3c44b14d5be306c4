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
  { letter: "e", kind: "list", help: "Ban exception: those who match are not held by bans." },
  { letter: "I", kind: "list", help: "Invite exception: those who match may join under +i." },
  { letter: "k", kind: "key", help: "Key: needed to join." },
  { letter: "l", kind: "limit", help: "Limit: no JOIN once there are so many members." },
  { letter: "C", kind: "flag", help: "No CTCP but ACTION." },
  { letter: "i", kind: "flag", help: "Invite only." },
  { letter: "m", kind: "flag", help: "Moderated: only operators and voiced members are heard." },
  { letter: "n", kind: "flag", help: "No messages from outside." },
  { letter: "s", kind: "flag", help: "Secret: not listed to those outside." },
  { letter: "t", kind: "flag", help: "Only operators set the topic." },
  { letter: "o", kind: "status", prefix: "@", help: "Operator of the channel." },
  { letter: "v", kind: "status", prefix: "+", help: "Voice: heard under +m." },
];

export interface UserMode {
  readonly letter: string;
  readonly help: string;
  /** Whether users set it themselves; others are only taken off by the user. */
  readonly isFree: boolean;
}

export const userModes: readonly UserMode[] = [
  { letter: "B", help: "Marks a bot.", isFree: true },
  { letter: "i", help: "Invisible: not in WHO of those who share no channel.", isFree: true },
  { letter: "o", help: "IRC operator; given by OPER only.", isFree: false },
  { letter: "w", help: "Receives WALLOPS.", isFree: true },
];

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
const prefixes = channelModes.map((mode) => mode.prefix ?? "").join("");
export const prefixToken = `(${statusModes})${prefixes}`;

/** The prefix of the highest status, or "". */
export function prefixOfStatus(status: string): string {
  for (const mode of channelModes) if (mode.prefix !== undefined && status.includes(mode.letter)) return mode.prefix;
  return "";
}
