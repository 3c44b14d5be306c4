// The real node, started from its build as an operator would start it.
import { execFile, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { waitFor } from "./wait.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const main = `${root}dist/src/cli/main.js`;

const run = promisify(execFile);
const ANSWER_MS = 15_000;

/** Whether the build is there or could be made; the compiler says itself what is wrong. */
export function build() {
  return spawnSync(process.execPath, [`${root}scripts/build.js`], { stdio: "inherit" }).status === 0;
}

/** Runs a verb of the command line that answers and ends; gives its output. */
export async function hansard(...args) {
  try {
    const { stdout } = await run(process.execPath, [main, ...args], { timeout: ANSWER_MS, killSignal: "SIGKILL" });
    return stdout;
  } catch (error) {
    const how = error.killed ? `did not end within ${ANSWER_MS} ms` : `ended with ${error.code}`;
    throw new Error(`hansard ${args.join(" ")} ${how}\n${error.stdout}${error.stderr}`);
  }
}

export class ServedNode {
  port = 0;
  #process;
  #output = "";

  /** Starts a node on a port of the system's choice that records to `folder`. */
  async start(folder) {
    const args = [main, "start", "--port", "0", "--data", folder, "--no-limits"];
    this.#process = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.#output += text;
      });
    }
    const listening = () => /listening on \S+:(\d+)/.exec(this.#output);
    const [, port] = await waitFor("the node says where it listens", listening, () => this.#output, 20_000);
    this.port = Number(port);
  }

  get output() {
    return this.#output;
  }

  /** Ends the node in good order, as its supervisor would. */
  async stop() {
    this.#process.kill("SIGTERM");
    const ended = () => !this.#isRunning;
    await waitFor("the node ends", ended, () => this.#output);
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== 0) throw new Error(`the node ended with ${exitCode ?? signalCode}`);
  }

  kill() {
    if (this.#isRunning) this.#process.kill("SIGKILL");
  }

  get #isRunning() {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }
}
