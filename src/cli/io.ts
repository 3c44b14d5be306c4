// What a verb needs of the world: where it writes, what time it is, and when it is asked to stop.
import type { Micros } from "../../events/names.ts";

export interface Io {
  /** Standard output. Resolves when the text is on its way; wait for it between pages. */
  out(text: string): Promise<void>;
  /** Standard error: for people, never part of an answer. */
  err(text: string): void;
  /** Whether a person reads standard error. */
  readonly isTerminal: boolean;
  now(): Micros;
  /** Waits; ends early, with false, when a signal asks the program to stop. */
  pause(ms: number): Promise<boolean>;
  /** Resolves with the signal's name when the program is asked to stop. */
  readonly stopped: Promise<string>;
  /** From now on SIGHUP does this and stops nothing; before `stopped` is asked for. */
  onHangup(task: () => void): void;
}

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/**
 * The process as an Io. A reader that went away (`| head`) ends the program without a word. Signals keep their usual
 * effect, an end at once, until a verb asks for `stopped` or pauses.
 */
export function processIo(now: () => Micros): Io {
  let isStopped = false;
  let stopped: Promise<string> | undefined;
  let signals: readonly NodeJS.Signals[] = SIGNALS;
  const listen = () =>
    new Promise<string>((resolve) => {
      for (const signal of signals) {
        process.once(signal, () => {
          isStopped = true;
          resolve(signal);
        });
      }
    });
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  return {
    out: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    now,
    get stopped() {
      stopped ??= listen();
      return stopped;
    },
    onHangup(task) {
      signals = SIGNALS.filter((signal) => signal !== "SIGHUP");
      process.on("SIGHUP", task);
    },
    async pause(ms) {
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([this.stopped, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
      clearTimeout(timer);
      return !isStopped;
    },
  };
}
