// What is judged, and by which clause a server is bound to it. The id before the slash is that of the invariant. Only
// what a reader of the clause confirms stands here: where servers may differ, nothing is judged.

export interface Rule {
  readonly says: string;
  readonly clauses: readonly string[];
}

const MODERN = (heading: string) => `Modern IRC, "${heading}"`;

export const rules = {
  "N1/nick-in-use": {
    says: "A nick that somebody bears is refused to others, in whatever case it is written.",
    clauses: ["RFC 2812 §1.2.1", "RFC 1459 §2.2", MODERN("NICK message")],
  },
  "N1/old-nick": {
    says: "The source of a NICK line is the nick that its user had before.",
    clauses: ["RFC 2812 §3.1.2", MODERN("NICK message")],
  },
  "N1/twice-in-names": {
    says: "A member stands once in the names of a channel.",
    clauses: ["RFC 2812 §3.2.5", MODERN("NAMES message")],
  },
  "N4/topic-outlives": {
    says: "A channel ends with its last member, and its topic with it.",
    clauses: ["RFC 2811 §3.1", "RFC 1459 §1.3"],
  },
  "N4/modes-outlive": {
    says: "A channel ends with its last member, and its modes with it.",
    clauses: ["RFC 2811 §3.1", "RFC 1459 §1.3"],
  },
  "N4/members-outlive": {
    says: "A channel without members does not exist: LIST and NAMES do not show it.",
    clauses: ["RFC 2811 §3.1", "RFC 1459 §1.3"],
  },
  "N5/names": {
    says: "NAMES shows each member behind the prefix of its status.",
    clauses: [MODERN("Channel Membership Prefixes"), "RFC 2812 §5.1 (353)"],
  },
  "N5/who": {
    says: "WHO shows each member of the channel with the prefix of its status.",
    clauses: [MODERN("Channel Membership Prefixes"), "RFC 2812 §5.1 (352)"],
  },
  "N5/whois": {
    says: "WHOIS shows each channel behind the prefix of the status that the user has there.",
    clauses: [MODERN("Channel Membership Prefixes"), "RFC 2812 §5.1 (319)"],
  },
  "N6/creator": {
    says: "Whoever creates a channel becomes its operator.",
    clauses: ["RFC 2811 §3.1", MODERN("Regular Channels (#)")],
  },
  "N6/joiner": {
    says: "Whoever joins a channel that exists has no status there before somebody gives it.",
    clauses: ["RFC 2811 §2.4.1, §4.1.2"],
  },
  "N6/mode": {
    says: "Who is no operator of a channel does not change its modes.",
    clauses: [MODERN("MODE message"), "RFC 2812 §3.2.3 (482)"],
  },
  "N6/kick": {
    says: "Who is no operator of a channel kicks nobody out of it.",
    clauses: ["RFC 1459 §4.2.8", "RFC 2812 §3.2.8 (482)"],
  },
  "N6/topic": {
    says: "Under +t, who is no operator of a channel does not change its topic.",
    clauses: ["RFC 2811 §4.2.8", MODERN("TOPIC message")],
  },
  "N7/outside": {
    says: "Under +n, messages from outside do not get in.",
    clauses: ["RFC 2811 §4.2.4", MODERN("No External Messages Mode")],
  },
  "N7/moderated": {
    says: "Under +m, only who has a status is heard.",
    clauses: ["RFC 2811 §4.2.3", MODERN("Moderated Channel Mode")],
  },
  "N7/banned": {
    says: "A member who is banned and has no status is not heard.",
    clauses: ["RFC 2811 §4.3.1", MODERN("PRIVMSG message")],
  },
  "N7/lost": {
    says: "A message that nothing bars and no error answers reaches every member, or the user it is for.",
    clauses: ["RFC 1459 §1.3, §4.4.1", MODERN("JOIN message")],
  },
  "N7/twice": {
    says: "A message reaches each recipient once.",
    clauses: ["RFC 1459 §1.3, §4.4.1", MODERN("PRIVMSG message")],
  },
  "N7/overheard": {
    says: "A message reaches nobody whom it is not for.",
    clauses: ["RFC 1459 §3.2, §3.2.2", MODERN("PRIVMSG message")],
  },
  "N7/altered": {
    says: "A message arrives as it was sent, under modes that change no text; a long one may be cut at its end.",
    clauses: ["RFC 1459 §4.4.1", MODERN("PRIVMSG message")],
  },
  "N8/key": {
    says: "Under +k, nobody gets in without the key.",
    clauses: ["RFC 2811 §4.2.10", MODERN("Key Channel Mode")],
  },
  "N8/invite-only": {
    says: "Under +i, nobody gets in without an invitation.",
    clauses: ["RFC 2811 §4.2.2", MODERN("Invite-Only Channel Mode")],
  },
  "N8/banned": {
    says: "Whoever matches a ban does not get in.",
    clauses: ["RFC 2811 §4.3.1", MODERN("Ban Channel Mode")],
  },
  "N8/barred": {
    says: "A JOIN is refused as full, invite-only, banned or for its key only where that is so.",
    clauses: ["RFC 2812 §5.2 (471, 473, 474, 475)", MODERN("JOIN message")],
  },
  "N8/invite-outsider": {
    says: "Only members of a channel invite to it.",
    clauses: [MODERN("INVITE message")],
  },
  "N8/invite-member": {
    says: "Whoever is in a channel is not invited to it.",
    clauses: [MODERN("INVITE message"), "RFC 2812 §3.2.7 (443)"],
  },
  "N9/mode-is": {
    says: "The modes that a member is told upon asking are those that were told when they changed.",
    clauses: ["RFC 2812 §5.1 (324)", MODERN("MODE message")],
  },
  "N9/list": {
    says: "The ban list that an operator is told upon asking has the masks that were told when they were set.",
    clauses: ["RFC 2812 §5.1 (367)", MODERN("MODE message")],
  },
  "N9/topic": {
    says: "The topic that a member is told upon asking is the one last set.",
    clauses: ["RFC 2812 §3.2.4", MODERN("TOPIC message")],
  },
  "N9/parameter": {
    says: "In a MODE line, letters of types A and B have a parameter, of type C when set, of type D never.",
    clauses: [MODERN("MODE message")],
  },
  "N9/private-secret": {
    says: "+p and +s are not both set.",
    clauses: ["RFC 2811 §4.2.6"],
  },
  "N10/limit": {
    says: "Under +l, nobody gets in while there are as many members as that.",
    clauses: ["RFC 2811 §4.2.9", MODERN("Client Limit Channel Mode")],
  },
  "N10/maxlist": {
    says: "A list has at most as many entries as MAXLIST says.",
    clauses: [MODERN("MAXLIST Parameter")],
  },
  "N11/missed": {
    says: "Every member of the channel is told of JOIN, PART, KICK, MODE and TOPIC, every neighbour of NICK and QUIT.",
    clauses: [MODERN("JOIN message"), MODERN("TOPIC message"), MODERN("MODE message"), "RFC 2812 §3.1.7, §3.2.2"],
  },
  "N11/twice": {
    says: "Of each JOIN, PART, KICK, MODE, TOPIC, NICK and QUIT, everybody is told once.",
    clauses: [MODERN("JOIN message"), MODERN("QUIT message")],
  },
  "N11/overheard": {
    says: "Of what happens in channels and to users, nobody is told who shares none of these channels.",
    clauses: ["RFC 1459 §3.2.2, §3.3.1", MODERN("QUIT message")],
  },
  "N12/length": {
    says: "A line has at most 512 bytes with its CR LF, its tags not counted.",
    clauses: ["RFC 1459 §2.3", "RFC 2812 §2.3"],
  },
  "N12/tags": {
    says: 'The tags of a line, with "@" and the space after them, have at most 8191 bytes.',
    clauses: ['IRCv3 message-tags, "Size limit"'],
  },
  "N12/letters": {
    says: "NUL and CR stand in no line.",
    clauses: ["RFC 1459 §2.3.1", "RFC 2812 §2.3.1"],
  },
  "N12/end": {
    says: "A line ends in CR LF.",
    clauses: ["RFC 1459 §2.3", "RFC 2812 §2.3"],
  },
  "N12/utf8": {
    says: "Where the server says UTF8ONLY, it sends nothing that is not UTF-8.",
    clauses: ["IRCv3 UTF8ONLY"],
  },
  "N13/no-end": {
    says: "A question is answered with the numeric that ends its answer, or with an error.",
    clauses: ["RFC 2812 §3.2.5, §3.2.6, §3.6, §5.1", MODERN("Numerics")],
  },
  "N13/many-ends": {
    says: "The answer to a question about one thing has one end.",
    clauses: ["RFC 2812 §3.2.5, §3.2.6, §3.6", MODERN("NAMES message"), MODERN("LIST message")],
  },
  "N13/silent": {
    says: "A command ends in its effect or in an error.",
    clauses: ["RFC 1459 §4", "RFC 2812 §3"],
  },
  "N13/notice-answered": {
    says: "A NOTICE is never answered with an error.",
    clauses: ["RFC 1459 §4.4.2", "RFC 2812 §3.3.2", MODERN("NOTICE message")],
  },
  "N13/join-answer": {
    says: "After JOIN come its topic, if there is one, then the names with the newcomer among them, then their end.",
    clauses: [MODERN("JOIN message"), "RFC 2812 §3.2.1"],
  },
  "N13/join-zero": {
    says: "JOIN 0 leaves every channel.",
    clauses: [MODERN("JOIN message"), "RFC 2812 §3.2.1"],
  },
  "N13/kick-list": {
    says: "KICK takes a list of nicks, up to what TARGMAX says.",
    clauses: [MODERN("KICK message"), "RFC 2812 §3.2.8"],
  },
  "N13/part-outside": {
    says: "PART of a channel where one is not is answered with 442, of one that does not exist with 403.",
    clauses: [MODERN("PART message"), "RFC 2812 §3.2.2"],
  },
  "N13/mode-nobody": {
    says: "MODE of a nick that nobody bears is answered with 401 (or 502: RFC 2812 has no other).",
    clauses: [MODERN("MODE message"), "RFC 2812 §3.1.5"],
  },
  "N13/whowas": {
    says: "WHOWAS is answered with 406 or with entries, then with 369.",
    clauses: [MODERN("WHOWAS message")],
  },
  "N13/lusers": {
    says: "LUSERS is answered with 251 and 255.",
    clauses: [MODERN("LUSERS message")],
  },
  "N13/help": {
    says: "HELP, where there is such a command, is answered with 524, or with 704, 705 and 706.",
    clauses: [MODERN("HELP message")],
  },
  "N13/pong": {
    says: "PING is answered with a PONG that names the server and has the token.",
    clauses: [MODERN("PING message"), MODERN("PONG message")],
  },
  "N13/label": {
    says: "A labeled command has one response with its label: a line, a batch or an ACK; nobody else sees the label.",
    clauses: ["IRCv3 labeled-response"],
  },
  "N14/tag": {
    says: "Nobody gets a tag whose capability was not negotiated.",
    clauses: ["IRCv3 message-tags", "IRCv3 server-time"],
  },
  "N14/command": {
    says: "Nobody gets a command or form of a line whose capability was not negotiated.",
    clauses: [
      "IRCv3 capability negotiation",
      "IRCv3 away-notify, chghost, batch, setname, extended-join, invite-notify",
    ],
  },
  "N14/echo": {
    says: "Who has not negotiated echo-message does not hear its own messages to a channel.",
    clauses: ["RFC 1459 §4.4.1, §5 of RFC 2812", "IRCv3 echo-message"],
  },
  "N14/cap-request": {
    says: "CAP REQ is all or nothing: with one capability that there is not, it is NAK and changes nothing.",
    clauses: ['IRCv3 capability negotiation, "The CAP NAK subcommand"'],
  },
} as const satisfies Readonly<Record<`N${number}/${string}`, Rule>>;

export type RuleName = keyof typeof rules;

/** "N13" of "N13/silent". */
export const idOf = (rule: RuleName): string => rule.slice(0, rule.indexOf("/"));
