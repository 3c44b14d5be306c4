// The table of capabilities: one row yields CAP LS, what a session may ask for, the forms of lines, and the reference.

/** A set of capabilities as bits of one number. */
export type Capabilities = number;

export interface Capability {
  readonly name: string;
  readonly bit: Capabilities;
  /** What the server tells and does for those who have it. */
  readonly help: string;
  /** Page of the specification under ircv3.net/specs. */
  readonly specification: string;
  /** Asked for but never granted: clients read it and act by themselves. */
  readonly isInformation?: boolean;
  /** What it rests on is not built yet: neither listed nor granted. */
  readonly isPrepared?: boolean;
}

let used = 0;
function row(name: string, specification: string, help: string, more?: Partial<Capability>): Capability {
  return { name, bit: 2 ** used++, help, specification, ...more };
}

// The first three decide which tags a line bears: their bits are the index of a form (`TAG_FORMS`).
export const MESSAGE_TAGS = row(
  "message-tags",
  "extensions/message-tags",
  "Messages bear tags: msgid, bot, and those that clients send each other.",
);
export const SERVER_TIME = row("server-time", "extensions/server-time", "Each line says when it happened.");
export const ACCOUNT_TAG = row("account-tag", "extensions/account-tag", "Messages name the sender's account.", {
  isPrepared: true,
});
export const AWAY_NOTIFY = row("away-notify", "extensions/away-notify", "AWAY of those in your channels.");
export const BATCH = row("batch", "extensions/batch", "Lines that belong together are marked.");
export const CAP_NOTIFY = row("cap-notify", "extensions/capability-negotiation", "CAP NEW when more is offered.");
export const CHGHOST = row("chghost", "extensions/chghost", "CHGHOST instead of QUIT and JOIN when a host changes.");
export const PRE_AWAY = row("draft/pre-away", "extensions/pre-away", "AWAY before the registration is complete.");
export const NO_IMPLICIT_NAMES = row(
  "no-implicit-names",
  "extensions/no-implicit-names",
  "No list of names after a JOIN of one's own.",
);
export const DRAFT_NO_IMPLICIT_NAMES = row(
  "draft/no-implicit-names",
  "extensions/no-implicit-names",
  "The same under the name that it had as a draft.",
);
export const ECHO_MESSAGE = row(
  "echo-message",
  "extensions/echo-message",
  "One's own messages come back as others see them.",
);
export const EXTENDED_MONITOR = row(
  "extended-monitor",
  "extensions/extended-monitor",
  "What is told of those in your channels is also told of those you MONITOR.",
);
export const INVITE_NOTIFY = row("invite-notify", "extensions/invite-notify", "INVITEs to channels that you are in.");
export const LABELED_RESPONSE = row(
  "labeled-response",
  "extensions/labeled-response",
  "Answers bear the label of what they answer.",
);
export const MULTI_PREFIX = row(
  "multi-prefix",
  "extensions/multi-prefix",
  "All prefixes of a member, not only the highest.",
);
export const SETNAME = row("setname", "extensions/setname", "Changes of a realname, and the command to make them.");
export const STANDARD_REPLIES = row(
  "standard-replies",
  "extensions/standard-replies",
  "FAIL, WARN and NOTE instead of notices.",
);
export const USERHOST_IN_NAMES = row(
  "userhost-in-names",
  "extensions/userhost-in-names",
  "NAMES gives nick!user@host.",
);
export const STS = row("sts", "extensions/sts", "Tells clients to use TLS.", { isInformation: true });
export const ACCOUNT_NOTIFY = row("account-notify", "extensions/account-notify", "ACCOUNT of those in your channels.", {
  isPrepared: true,
});
export const EXTENDED_JOIN = row("extended-join", "extensions/extended-join", "JOIN gives account and realname.", {
  isPrepared: true,
});
export const SASL = row("sasl", "extensions/sasl-3.2", "Log in while registering.", { isPrepared: true });
export const READ_MARKER = row("draft/read-marker", "extensions/read-marker", "How far a target was read.", {
  isPrepared: true,
});
export const CHATHISTORY = row("draft/chathistory", "extensions/chathistory", "Asks for what was said.", {
  isPrepared: true,
});
export const EVENT_PLAYBACK = row(
  "draft/event-playback",
  "extensions/chathistory",
  "History holds more than messages.",
  { isPrepared: true },
);

export const capabilities: readonly Capability[] = [
  ACCOUNT_NOTIFY,
  ACCOUNT_TAG,
  AWAY_NOTIFY,
  BATCH,
  CAP_NOTIFY,
  CHGHOST,
  CHATHISTORY,
  EVENT_PLAYBACK,
  DRAFT_NO_IMPLICIT_NAMES,
  PRE_AWAY,
  READ_MARKER,
  ECHO_MESSAGE,
  EXTENDED_JOIN,
  EXTENDED_MONITOR,
  INVITE_NOTIFY,
  LABELED_RESPONSE,
  MESSAGE_TAGS,
  MULTI_PREFIX,
  NO_IMPLICIT_NAMES,
  SASL,
  SERVER_TIME,
  SETNAME,
  STANDARD_REPLIES,
  STS,
  USERHOST_IN_NAMES,
];

/** What clients rely on without negotiating it: a token of ISUPPORT, a tag. */
export type Feature = Pick<Capability, "name" | "specification" | "help">;

/** Tokens of ISUPPORT with a specification of IRCv3. */
export const tokens: readonly Feature[] = [
  { name: "BOT", specification: "extensions/bot-mode", help: "Bots mark themselves with user mode B." },
  { name: "MONITOR", specification: "extensions/monitor", help: "Tells when a nick comes and goes." },
  { name: "UTF8ONLY", specification: "extensions/utf8-only", help: "A line that is not UTF-8 is refused." },
  { name: "WHOX", specification: "extensions/whox", help: "WHO gives the fields that are asked for." },
];

/** Tags under message-tags. None that a client adds ("+") is denied: there is no CLIENTTAGDENY. */
export const tags: readonly Feature[] = [
  { name: "bot", specification: "extensions/bot-mode", help: "The line comes from a bot." },
  { name: "msgid", specification: "extensions/message-ids", help: "The event's id, the same on every node." },
  {
    name: "+channel-context",
    specification: "client-tags/channel-context",
    help: "The channel a private message is about.",
  },
  { name: "+draft/react", specification: "client-tags/react", help: "A reaction to a message." },
  { name: "+reply", specification: "client-tags/reply", help: "The message that is answered." },
  { name: "+typing", specification: "client-tags/typing", help: "That one is typing." },
];

/** The capabilities that decide a line's tags, and how many forms of a line there can be. */
export const TAG_CAPABILITIES = MESSAGE_TAGS.bit | SERVER_TIME.bit | ACCOUNT_TAG.bit;
export const TAG_FORMS = TAG_CAPABILITIES + 1;

export const has = (set: Capabilities, capability: Capability): boolean => (set & capability.bit) !== 0;

const byName = new Map(capabilities.map((each) => [each.name, each]));

/** What a session may be granted under this name. */
export function grantable(name: string): Capability | undefined {
  const found = byName.get(name);
  return found === undefined || found.isPrepared || found.isInformation ? undefined : found;
}

/** The names of a set, sorted as the table is. */
export function namesOf(set: Capabilities): readonly string[] {
  return capabilities.filter((each) => has(set, each)).map((each) => each.name);
}
