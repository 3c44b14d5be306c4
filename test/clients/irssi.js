// irssi with a home of its own, set up so that the run does not wait for its politeness.
import { mkdirSync, writeFileSync } from "node:fs";

/**
 * irssi holds commands back by itself (five at once, then one in 2.2 s) and shows mode changes seconds later, several
 * in a line; the node was told to take them all and each is to be seen at once.
 */
const settings = ({ nick, port, password = "", fingerprint }) => `servers = (
  {
    address = "127.0.0.1"; port = "${port}"; chatnet = "Hansard"; autoconnect = "yes"; password = "${password}";
    ${fingerprint ? `use_tls = "yes"; tls_verify = "no"; tls_pinned_cert = "${fingerprint}";` : 'use_tls = "no";'}
  }
);
chatnets = { Hansard = { type = "IRC"; }; };
settings = {
  core = { real_name = "Ada in irssi"; user_name = "${nick}"; nick = "${nick}"; };
  "irc/core" = { cmd_queue_speed = "10msec"; cmds_max_at_once = "100"; skip_motd = "no"; };
  "fe-common/irc" = { group_multi_mode = "no"; };
  "fe-text" = { paste_detect_time = "0msec"; show_server_time = "yes"; };
};
`;

/**
 * Starts irssi as `name`; it connects to the port of this machine: with a fingerprint, over TLS and only to the
 * certificate that has it.
 */
export function openIrssi({ tmux, folder }, { name = "irssi", ...server }) {
  const home = `${folder}/${name}`;
  mkdirSync(home, { recursive: true });
  writeFileSync(`${home}/config`, settings(server));
  return tmux.open(name, "irssi", ["--home", home]);
}
