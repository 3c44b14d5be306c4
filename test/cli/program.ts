// The real program as a process, built into dist/ (`npm test` builds first). HANSARD_MAIN names another build.
import { type ChildProcess, spawn } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";

export const MAIN = process.env.HANSARD_MAIN ?? fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<Ended>;
  /** Waits for text on standard output. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

const children = new Set<ChildProcess>();
const folders: string[] = [];

afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the test. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "hansard-cli-"));
  folders.push(made);
  return made;
}

export function launch(...args: readonly string[]): Running {
  return launchBuild(MAIN, ...args);
}

/** `main`: the program of another build. */
export function launchBuild(main: string, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    child.emit("more");
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const ended = once(child, "close").then(([exit]) => {
    children.delete(child);
    child.emit("more");
    return { exit: exit as number | null, out, err };
  });
  const until = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(out);
      if (found) return found;
      if (!children.has(child)) throw new Error(`ended without ${pattern}: ${out}${err}`);
      await once(child, "more");
    }
  };
  return { child, out: () => out, err: () => err, ended, until };
}

export function run(...args: readonly string[]): Promise<Ended> {
  return launch(...args).ended;
}

export interface Served extends Running {
  readonly port: number;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** A node on a free port that serves. */
export async function serve(data: string, ...args: readonly string[]): Promise<Served> {
  const running = launch("start", "--port", "0", "--data", data, ...args);
  const [, port] = await running.until(/^listening on 127\.0\.0\.1:(\d+)$/m);
  const stop = (signal: NodeJS.Signals = "SIGTERM") => {
    running.child.kill(signal);
    return running.ended;
  };
  return { ...running, port: Number(port), stop };
}

export interface Client {
  readonly socket: Socket;
  /** Sends lines, then a PING, and waits for its answer: what was sent is done. Gives all that was received since. */
  say(...lines: readonly string[]): Promise<string>;
}

export async function client(port: number, nick: string, password?: string): Promise<Client> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  socket.on("error", () => undefined);
  let received = "";
  let count = 0;
  const say = async (...lines: readonly string[]) => {
    received = "";
    const token = `sync${++count}`;
    socket.write([...lines, `PING ${token}`, ""].join("\r\n"));
    while (!received.includes(token)) {
      const [text] = (await once(socket, "data")) as [string];
      received += text;
    }
    return received;
  };
  await once(socket, "connect");
  await say(...(password === undefined ? [] : [`PASS ${password}`]), `NICK ${nick}`, `USER ${nick} 0 * :Real ${nick}`);
  return { socket, say };
}

/** Lines of JSON. */
export function rows(text: string): readonly Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A digest of each file of the log: the same before and after means untouched. An empty write-ahead log is none. */
export function bytesOf(data: string): Readonly<Record<string, string>> {
  const files = ["log.db", "log.db-wal"].filter((file) => statSync(join(data, file), { throwIfNoEntry: false })?.size);
  return Object.fromEntries(files.map((file) => [file, hash("sha256", readFileSync(join(data, file)))]));
}
