// A private tmux server: each program runs in a session of its own with a screen of a fixed size, so that the run needs
// no terminal and what a person would see can be read.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { waitFor } from "./wait.js";

const COLUMNS = 120;
const ROWS = 40;
/** A call that does not come back would keep the run's own deadline from striking. */
const ANSWER_MS = 5000;

/** A program that ends keeps its pane, so that its last words can be shown. */
const SETTINGS = `set -g remain-on-exit on
set -g status off
set -g default-terminal screen-256color
set -s escape-time 0
`;

export class Tmux {
  #socket;
  #settings;
  #environment;

  /** `folder` holds the socket and is the home of all that runs here. */
  constructor(folder) {
    this.#socket = `${folder}/tmux.sock`;
    this.#settings = `${folder}/tmux.conf`;
    this.#environment = {
      PATH: process.env.PATH,
      HOME: folder,
      TERM: "screen-256color",
      LANG: "C.UTF-8",
      LC_ALL: "C.UTF-8",
      SHELL: "/bin/sh",
    };
    writeFileSync(this.#settings, SETTINGS);
  }

  /** Starts the program and gives its screen. */
  open(name, program, args) {
    const size = ["-x", String(COLUMNS), "-y", String(ROWS)];
    this.#run(["-f", this.#settings, "new-session", "-d", "-s", name, ...size, "--", program, ...args]);
    return new Screen(name, (command) => this.#run(command));
  }

  /** Ends every program at once, so that none still writes to its home, and the server; none running is no error. */
  close() {
    try {
      const format = ["-f", "#{==:#{pane_dead},0}", "-F", "#{pane_pid}"];
      const running = this.#run(["list-panes", "-a", ...format])
        .split("\n")
        .filter(Boolean);
      for (const pid of running) process.kill(Number(pid), "SIGKILL");
      this.#run(["kill-server"]);
    } catch {
      // The server has ended by itself or never started.
    }
  }

  #run(args) {
    const options = { env: this.#environment, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: ANSWER_MS };
    return execFileSync("tmux", ["-S", this.#socket, ...args], options);
  }
}

/** What one program shows, and its keyboard. */
export class Screen {
  name;
  #run;

  constructor(name, run) {
    this.name = name;
    this.#run = run;
  }

  /** Types the text and Enter. */
  type(text) {
    this.write(text);
    this.press("Enter");
  }

  /** Types the text and leaves it on the input line. */
  write(text) {
    this.#run(["send-keys", "-t", this.name, "-l", "--", text]);
  }

  /** Presses a key by its tmux name, such as Enter or M-1. */
  press(key) {
    this.#run(["send-keys", "-t", this.name, key]);
  }

  text() {
    return this.#run(["capture-pane", "-p", "-t", this.name]).trimEnd();
  }

  /** Waits until the program has ended by itself. */
  ends() {
    const isDead = () => this.#run(["display-message", "-p", "-t", this.name, "#{pane_dead}"]).trim() === "1";
    return waitFor(`${this.name} ends`, isDead, () => this.text());
  }

  /** Waits until the pattern matches the screen. */
  shows(pattern, patienceMs) {
    const probe = () => pattern.exec(this.text());
    return waitFor(`${this.name} shows ${pattern}`, probe, () => this.text(), patienceMs);
  }
}
