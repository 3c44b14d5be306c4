// A real node as a process: started on a data folder, killed with signal 9, or stopped in good order.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const START_MS = 30_000;

export interface NodeProcess {
  readonly host: string;
  readonly port: number;
  /** From spawn to the line that says it listens, milliseconds. */
  readonly startedInMs: number;
  /** What it said on its error output so far. */
  readonly errors: () => string;
  /** kill -9; done when the process is gone. `onKill` is called at the moment of the signal. */
  kill(onKill: () => void): Promise<void>;
  stop(): Promise<void>;
}

/** `root`: a built tree. Rejects with what the node said if it does not come to listen. */
export async function startNode(root: string, data: string): Promise<NodeProcess> {
  const from = performance.now();
  const args = [`${root}dist/src/cli/main.js`, "start", "--port", "0", "--data", data, "--no-limits"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (bytes: Buffer) => {
    errors += bytes.toString();
  });
  const [host, port] = await listening(child, () => errors);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  return {
    host,
    port,
    startedInMs: performance.now() - from,
    errors: () => errors,
    kill: async (onKill) => {
      onKill();
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
  };
}

function listening(child: ChildProcess, errors: () => string): Promise<[host: string, port: number]> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill("SIGKILL");
      reject(new Error(`the node ${why}: ${errors() || "it said nothing"}`));
    };
    const timer = setTimeout(() => fail(`did not listen within ${START_MS} ms`), START_MS);
    child.once("exit", (code, signal) => fail(`ended (${code ?? signal}) before it listened`));
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      const found = /listening on (\S+):(\d+)/.exec(line);
      if (!found) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      resolve([found[1] as string, Number(found[2])]);
    });
  });
}
