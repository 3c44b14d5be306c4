// A program without a screen: what it prints is kept, and it ends with the play.
import { spawn } from "node:child_process";
import { chownSync, mkdirSync, readdirSync } from "node:fs";
import { waitFor } from "./wait.js";

/** Root is not welcome in some programs: in their place they run as nobody, in a folder of their own. */
const NOBODY = 65_534;
const isRoot = process.getuid() === 0;

export class Background {
  name;
  #process;
  #output = "";

  /** `folder` becomes its home and its working directory. */
  constructor(name, folder, [program, ...args], pipes = []) {
    this.name = name;
    this.#process = spawn(program, args, {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", LC_ALL: "C.UTF-8" },
      stdio: ["ignore", "pipe", "pipe", ...pipes],
      // A group of its own, so that what it starts ends with it.
      detached: true,
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    this.#process.on("error", (error) => {
      this.#output += `${error}\n`;
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.#output += text;
      });
    }
  }

  /** The streams that were asked for as `pipes`. */
  get pipes() {
    return this.#process.stdio.slice(3);
  }

  text() {
    return this.#output.trimEnd();
  }

  prints(pattern, patienceMs) {
    return waitFor(
      `${this.name} prints ${pattern}`,
      () => pattern.exec(this.#output),
      () => this.text(),
      patienceMs,
    );
  }

  /** Ends it in good order. */
  stop() {
    this.#process.kill("SIGTERM");
    return this.ended();
  }

  ended() {
    return waitFor(
      `${this.name} ends`,
      () => this.#hasEnded,
      () => this.text(),
    );
  }

  close() {
    if (this.#process.pid === undefined) return;
    try {
      process.kill(-this.#process.pid, "SIGKILL");
    } catch {
      // All of them have ended by themselves.
    }
  }

  get #hasEnded() {
    return this.#process.exitCode !== null || this.#process.signalCode !== null || this.#process.pid === undefined;
  }
}

/** A folder for a background program, which owns it and all that `write` puts there. */
export function ownFolder(folder, write) {
  mkdirSync(folder, { recursive: true });
  write(folder);
  if (!isRoot) return folder;
  const inside = readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`);
  for (const path of [folder, ...inside]) chownSync(path, NOBODY, NOBODY);
  return folder;
}
