// A shell in which the commands of a guide are run as they stand.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Screen } from "./screen.ts";

/** These stay in the foreground. */
const STAYS = /^hansard (start|lab up)\b/;

export class Shell {
  readonly screen: Screen;
  readonly #bash: ChildProcess;
  #blocks = 0;
  #done: (mark: string) => void = () => undefined;

  constructor(name: string, folder: string, path: string) {
    this.screen = new Screen(name);
    const env = { ...process.env, PATH: path };
    this.#bash = spawn("bash", { cwd: folder, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
    for (const stream of [this.#bash.stdout, this.#bash.stderr]) {
      createInterface(stream as NonNullable<typeof stream>).on("line", (line) => {
        if (line.startsWith("done ")) this.#done(line);
        else this.screen.add(shown(line));
      });
    }
  }

  /** Until the commands are done, or the last of them runs in the foreground. */
  async run(lines: readonly string[]): Promise<void> {
    const mark = `done ${++this.#blocks}`;
    const stays = STAYS.test(lines.at(-1) ?? "");
    const done = new Promise<void>((resolve) => {
      this.#done = (line) => line === mark && resolve();
    });
    this.#bash.stdin?.write(`${lines.join("\n")}\n${stays ? "" : `echo ${mark}\n`}`);
    if (!stays) await done;
  }

  /** Ends it and what runs in it. */
  async end(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#bash;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const closed = new Promise((done) => this.#bash.once("close", done));
    this.#bash.stdin?.end();
    process.kill(-pid, "SIGTERM");
    await closed;
  }
}

/** A node's log as a terminal shows it. */
function shown(line: string): string {
  if (!line.startsWith('{"time":')) return line;
  const { time, level, text } = JSON.parse(line) as Record<string, string>;
  return `${time} ${level}: ${text}`;
}
