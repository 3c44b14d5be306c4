// The real node, started from its build as an operator would start it.
import { execFile, spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
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
  /** The ports on 127.0.0.1: without TLS, with TLS, and WebSocket over TLS. */
  ports = { plain: 0, tls: 0, websocket: 0 };
  data;
  #process;
  #output = "";

  /** Starts a node in the folder, on ports of the system's choice; `more` are further keys of its configuration. */
  async start(folder, certificate, more = {}) {
    this.data = `${folder}/data`;
    const place = { host: "127.0.0.1", port: 0 };
    const tls = certificate.files;
    const listen = [place, { ...place, tls }, { ...place, tls, websocket: true }];
    const file = `${folder}/hansard.yaml`;
    // Every JSON text is YAML.
    writeFileSync(file, JSON.stringify({ data: this.data, listen, ...more }, null, 2));
    const args = [main, "start", "--config", file, "--no-limits"];
    this.#process = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        this.#output += text;
      });
    }
    // Of this start alone, and without the place for other nodes.
    const before = this.#output.length;
    const named = () =>
      [...this.#output.slice(before).matchAll(/^listening on [^\s:]+:(\d+)(?! \(links\))\b.*$/gm)].map(([, port]) =>
        Number(port),
      );
    const listening = () => this.isRunning === false || named().length >= listen.length;
    await waitFor("the node says where it listens", listening, () => this.#output, 20_000);
    if (!this.isRunning) throw new Error(`the node ended at its start\n${this.#output}`);
    const [plain, secure, websocket] = named();
    this.ports = { plain, tls: secure, websocket };
  }

  get output() {
    return this.#output;
  }

  /** Ends the node in good order, as its supervisor would. */
  async stop() {
    this.#process.kill("SIGTERM");
    await waitFor(
      "the node ends",
      () => !this.isRunning,
      () => this.#output,
    );
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== 0) throw new Error(`the node ended with ${exitCode ?? signalCode}`);
  }

  kill() {
    if (this.isRunning) this.#process.kill("SIGKILL");
  }

  get isRunning() {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }
}
