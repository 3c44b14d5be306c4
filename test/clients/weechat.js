// WeeChat with a home of its own and only the plugins that a chatter sees.
import { mkdirSync, writeFileSync } from "node:fs";

/** anti_flood: WeeChat holds messages back by itself; the node was told to take them all. */
const server = (port, nick) => `[server_default]
anti_flood_prio_high = 0
anti_flood_prio_low = 0

[server]
hansard.addresses = "127.0.0.1/${port}"
hansard.ssl = off
hansard.nicks = "${nick}"
hansard.username = "${nick}"
hansard.realname = "Grace in WeeChat"
hansard.autoconnect = on
`;

/** The key of the buffer that is shown must not lead away from it. */
const LOOK = `[look]
jump_current_to_previous_buffer = off
`;

/** Starts WeeChat; it connects to the port of this machine. */
export function openWeechat(tmux, folder, port, nick) {
  const home = `${folder}/weechat`;
  mkdirSync(home, { recursive: true });
  writeFileSync(`${home}/irc.conf`, server(port, nick));
  writeFileSync(`${home}/weechat.conf`, LOOK);
  return tmux.open("weechat", "weechat", ["--dir", home, "--plugins", "irc,buflist,charset", "--no-script"]);
}
