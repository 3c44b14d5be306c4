// Whether the programs are here, and what to install where they are not.
import { execFileSync } from "node:child_process";

/** Program → its Debian package and how to ask it for its version. */
const needed = {
  irssi: { package: "irssi", ask: "--version" },
  weechat: { package: "weechat-curses", ask: "--version" },
  tmux: { package: "tmux", ask: "-V" },
};

/** Gives the packages that are missing, and the versions of what is there. */
export function findPrograms() {
  const missing = [];
  const versions = [];
  for (const [program, { package: name, ask }] of Object.entries(needed)) {
    try {
      const said = execFileSync(program, [ask], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      versions.push(`${program} ${said.trim().replace(/^(irssi|tmux) /, "")}`);
    } catch {
      missing.push(name);
    }
  }
  return { missing, versions };
}
