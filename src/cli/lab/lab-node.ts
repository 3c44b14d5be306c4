// A node of the lab: the process, and what it says of itself. It is started and ended here; who is linked with whom is
// read from its record.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { SqliteReader } from "../../record/sqlite-reader.ts";
import { LOG_FILE } from "../../record/sqlite-schema.ts";
import { Complaint } from "../errors.ts";
import { isLinkedWith } from "../link/linked-now.ts";
import { configurationFile } from "./configuration.ts";
import type { Site } from "./shape.ts";

/** A line of the node's log for its operator, or that it ended unasked. */
export interface Notice {
  readonly time: string;
  readonly node: string;
  readonly level: string;
  readonly event: string;
  readonly text: string;
}

const PLACE_FOR_LINKS = /^listening on \S+:(\d+) \(links\)$/;
const LAST_LINES = 20;
/** What a node may take to end in good order. */
const STOP_MS = 10_000;

export class LabNode {
  readonly site: Site;
  readonly #tell: (notice: Notice) => void;
  #child: ChildProcess | undefined;
  #isEnding = false;
  #linkPort: number | undefined;
  #lastLines: string[] = [];

  constructor(site: Site, tell: (notice: Notice) => void) {
    this.site = site;
    this.#tell = tell;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** By its record: its log tells the same thing of the same peer only once. Throws LogError. */
  isLinkedWith({ id }: Site): boolean {
    if (this.pid === undefined || !existsSync(join(this.site.data, LOG_FILE))) return false;
    const reader = new SqliteReader(this.site.data);
    try {
      return isLinkedWith(reader, this.site.id, id);
    } finally {
      reader.close();
    }
  }

  /** Where it takes links: another port at each start; undefined while it is down. */
  get linkPort(): number | undefined {
    return this.#linkPort;
  }

  /** Resolves when it serves. Throws Complaint LAB_NODE_FAILED. */
  async start(): Promise<void> {
    const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
    const args = [
      "--import",
      path("./leash.js"),
      path("../main.js"),
      "start",
      "--config",
      configurationFile(this.site),
    ];
    // A group of its own: Ctrl-C is for the lab, which ends its nodes one way only.
    const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
    this.#child = child;
    this.#isEnding = false;
    this.#lastLines = [];
    const serves = new Promise<boolean>((resolve) => {
      createInterface(child.stdout).on("line", (line) => {
        const [, port] = PLACE_FOR_LINKS.exec(line) ?? [];
        if (port === undefined) return;
        this.#linkPort = Number(port);
        resolve(true);
      });
      child.once("close", () => resolve(false));
      // The system has no process to give: no close follows.
      child.once("error", ({ message }) => {
        this.#lastLines.push(message);
        resolve(false);
      });
    });
    createInterface(child.stderr).on("line", (line) => this.#said(line));
    // What it is sent to its end goes nowhere, and that is no matter.
    child.stdin.on("error", () => undefined);
    child.once("close", (code, signal) => this.#ended(child, signal ?? `exit code ${code}`));
    if (await serves) return;
    const why = "did not start; what it said stands above";
    throw new Complaint("LAB_NODE_FAILED", `${this.site.name} ${why}`, this.#lastLines);
  }

  /** As a machine fails: nothing is said to anybody. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    const child = this.#child;
    const late = setTimeout(() => child?.kill("SIGKILL"), STOP_MS);
    await this.#end("SIGTERM");
    clearTimeout(late);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#isEnding = true;
    const closed = once(child, "close");
    child.kill(signal);
    await closed;
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const served = this.#linkPort !== undefined;
    this.#linkPort = undefined;
    if (this.#isEnding || !served) return;
    const text = `the node ended with ${how}; it can be started again (hansard lab start ${this.site.number})`;
    this.#tell({ time: new Date().toISOString(), node: this.site.name, level: "error", event: "ended", text });
  }

  #said(line: string): void {
    this.#lastLines = [...this.#lastLines.slice(1 - LAST_LINES), line];
    const said = logLine(line);
    if (said === undefined) return;
    this.#tell({ ...said, node: this.site.name });
  }
}

function logLine(line: string): Omit<Notice, "node"> | undefined {
  try {
    const { time, level, event, text } = JSON.parse(line) as Record<string, unknown>;
    return { time: String(time), level: String(level), event: String(event), text: String(text) };
  } catch {
    return undefined;
  }
}
