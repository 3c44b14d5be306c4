// Whether the programs are here, and what to install where they are not.
import { execFileSync } from "node:child_process";

/** Program → its Debian packages and how to ask it for its version. */
const known = {
  irssi: { packages: "irssi", ask: "--version" },
  weechat: { packages: "weechat-curses weechat-plugins", ask: "--version" },
  tmux: { packages: "tmux", ask: "-V" },
  znc: { packages: "znc", ask: "--version" },
  supybot: { packages: "limnoria", ask: "--version" },
  chromium: { packages: "chromium fonts-dejavu-core", ask: "--version" },
};

/** Gives the packages that are missing of those for `programs`, and the versions of what is there. */
export function findPrograms(programs) {
  const missing = [];
  const versions = [];
  for (const program of programs) {
    const { packages, ask } = known[program];
    try {
      const said = execFileSync(program, [ask], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      versions.push(`${program} ${/\d+[.\d]+[\w.]*/.exec(said)?.[0] ?? said.trim()}`);
    } catch {
      missing.push(packages);
    }
  }
  return { missing, versions };
}
