// irssi with a home of its own, set up so that the run does not wait for its politeness.
import { mkdirSync, writeFileSync } from "node:fs";

/**
 * irssi holds commands back by itself (five at once, then one in 2.2 s) and shows mode changes seconds later, several
 * in a line; the node was told to take them all and each is to be seen at once.
 */
const settings = (nick) => `settings = {
  core = { real_name = "Ada in irssi"; user_name = "${nick}"; nick = "${nick}"; };
  "irc/core" = { cmd_queue_speed = "10msec"; cmds_max_at_once = "100"; skip_motd = "no"; };
  "fe-common/irc" = { group_multi_mode = "no"; };
  "fe-text" = { paste_detect_time = "0msec"; };
};
`;

/** Starts irssi; it connects to the port of this machine. */
export function openIrssi(tmux, folder, port, nick) {
  const home = `${folder}/irssi`;
  mkdirSync(home, { recursive: true });
  writeFileSync(`${home}/config`, settings(nick));
  return tmux.open("irssi", "irssi", ["--home", home, "-c", "127.0.0.1", "-p", String(port), "-n", nick]);
}
