// Limnoria, the bot framework, over TLS: it joins its channel and answers whoever addresses it with "@".
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { Background, ownFolder } from "./background.js";

const ADD_USER = "supybot-adduser";
const FOLDERS = ["backup", "conf", "data", "log", "plugin"];

/** The node is known by its fingerprint; the bot's own patience between two lines is taken away. */
const settings = ({ nick, port, channel, fingerprint }) => `supybot.nick: ${nick}
supybot.ident: ${nick}
supybot.user: Limnoria
supybot.networks: hansard
supybot.networks.hansard.servers: 127.0.0.1:${port}
supybot.networks.hansard.ssl: True
supybot.networks.hansard.ssl.serverFingerprints: ${fingerprint.replaceAll(":", "").toLowerCase()}
supybot.networks.hansard.channels: ${channel}
supybot.reply.whenAddressedBy.chars: @
supybot.alwaysJoinOnInvite: True
supybot.protocols.irc.throttleTime: 0.0
supybot.plugins: Admin Channel Config Misc Owner User Utilities
supybot.plugins.Admin: True
supybot.plugins.Channel: True
supybot.plugins.Config: True
supybot.plugins.Misc: True
supybot.plugins.Owner: True
supybot.plugins.User: True
supybot.plugins.Utilities: True
supybot.log.stdout.colorized: False
`;

/** Starts the bot; `owner` {name, password} may tell it what to do. */
export function openLimnoria({ folder }, { owner, ...to }) {
  const home = ownFolder(`${folder}/limnoria`, (own) => {
    mkdirSync(`${own}/conf`);
    const places = FOLDERS.map((name) => `supybot.directories.${name}: ${own}/${name}\n`).join("");
    writeFileSync(`${own}/bot.conf`, settings(to) + places);
    const { name, password } = owner;
    const args = [`--username=${name}`, `--password=${password}`, "--capability=owner", `${own}/conf/users.conf`];
    execFileSync(ADD_USER, args, { cwd: own, stdio: "ignore" });
  });
  return new Background("limnoria", home, ["supybot", `${home}/bot.conf`]);
}
