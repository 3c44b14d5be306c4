// ISUPPORT: what a client may rely on, true by construction: each token is read from the table or limit that rules it.

import { BOT_MODE, chanmodesToken, listModes, prefixes, prefixToken } from "./modes.ts";
import { packWords } from "./pack.ts";

export interface Advertised {
  readonly network: string;
  readonly awayBytes: number;
  readonly channelBytes: number;
  readonly channelsPerUser: number;
  readonly kickBytes: number;
  readonly keyBytes: number;
  readonly listEntries: number;
  readonly modesPerCommand: number;
  readonly monitorEntries: number;
  readonly nickBytes: number;
  readonly topicBytes: number;
  readonly userBytes: number;
  readonly hostBytes: number;
  /** "body", "digest" or "none": what is kept of private messages. */
  readonly recordPrivate: "body" | "digest" | "none";
  /** Verb → most targets, undefined for no limit. */
  readonly targets: Readonly<Record<string, number | undefined>>;
}

function isupportTokens(facts: Advertised): readonly string[] {
  const targets = Object.entries(facts.targets).map(([verb, most]) => `${verb}:${most ?? ""}`);
  return [
    `AWAYLEN=${facts.awayBytes}`,
    `BOT=${BOT_MODE}`,
    "CASEMAPPING=ascii",
    `CHANLIMIT=#:${facts.channelsPerUser}`,
    `CHANMODES=${chanmodesToken}`,
    `CHANNELLEN=${facts.channelBytes}`,
    "CHANTYPES=#",
    "ELIST=CMNTU",
    "EXCEPTS=e",
    `HOSTLEN=${facts.hostBytes}`,
    "INVEX=I",
    `KEYLEN=${facts.keyBytes}`,
    `KICKLEN=${facts.kickBytes}`,
    "KNOCK",
    "LINELEN=512",
    `MAXLIST=${listModes}:${facts.listEntries}`,
    `MODES=${facts.modesPerCommand}`,
    `MONITOR=${facts.monitorEntries}`,
    `NETWORK=${facts.network}`,
    `NICKLEN=${facts.nickBytes}`,
    `PREFIX=${prefixToken}`,
    `RECORD=channel:body,private:${facts.recordPrivate}`,
    "SAFELIST",
    `STATUSMSG=${prefixes}`,
    `TARGMAX=${targets.join(",")}`,
    `TOPICLEN=${facts.topicBytes}`,
    `USERLEN=${facts.userBytes}`,
    "UTF8ONLY",
    "WHOX",
  ];
}

const TOKENS_PER_LINE = 13;

/** The tokens of each 005 of a server, packed so that they fit beside the longest nick. */
export function isupportLines(facts: Advertised, server: string): readonly (readonly string[])[] {
  const overhead = `:${server} 005  :are supported by this server`.length + facts.nickBytes + 1;
  return packWords(isupportTokens(facts), overhead, TOKENS_PER_LINE).map((text) => text.split(" "));
}
