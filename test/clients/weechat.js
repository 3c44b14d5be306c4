// WeeChat with a home of its own and only the plugins that a chatter sees.
import { mkdirSync, writeFileSync } from "node:fs";

/**
 * anti_flood: WeeChat holds messages back by itself; the node was told to take them all. With the fingerprint WeeChat
 * speaks only to the certificate that has it.
 */
const server = ({ port, nick, fingerprint }) => `[server_default]
anti_flood_prio_high = 0
anti_flood_prio_low = 0

[server]
hansard.addresses = "127.0.0.1/${port}"
hansard.ssl = on
hansard.ssl_fingerprint = "${fingerprint.replaceAll(":", "").toLowerCase()}"
hansard.nicks = "${nick}"
hansard.username = "${nick}"
hansard.realname = "Grace in WeeChat"
hansard.autoconnect = on
`;

/** Who types stands in the bar below, and others are told when this user does. */
const IRC_LOOK = `
[look]
typing_status_nicks = on
typing_status_self = on
`;

/** The key of the buffer that is shown must not lead away from it. */
const LOOK = `[look]
jump_current_to_previous_buffer = off
`;

/** Shows who types, and tells others as soon as there is something on the input line. */
const TYPING = `[look]
enabled_nicks = on
enabled_self = on
input_min_chars = 4
`;

/** Starts WeeChat; it connects to the port of this machine. */
export function openWeechat({ tmux, folder }, to) {
  const home = `${folder}/weechat`;
  mkdirSync(home, { recursive: true });
  writeFileSync(`${home}/irc.conf`, server(to) + IRC_LOOK);
  writeFileSync(`${home}/weechat.conf`, LOOK);
  writeFileSync(`${home}/typing.conf`, TYPING);
  return tmux.open("weechat", "weechat", ["--dir", home, "--plugins", "irc,buflist,charset,typing", "--no-script"]);
}
