// The other build as a process of its own, asked over the line protocol. It must not be trusted to answer, or to end.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Folding } from "../../audit/canary/compare.ts";
import type { Block, Step } from "../../audit/canary/fold.ts";
import { Complaint } from "../errors.ts";
import type { Program } from "./find-build.ts";
import { type Hello, PROTOCOL, type Question, type Told } from "./protocol.ts";

/** A block of 1000 events takes some 20 ms; this is for a machine that is busy with something else. */
const ANSWER_MS = 60_000;
/** Of one line; a step is as long as the rows that its event wrote. */
const MOST_CHARACTERS = 64 * 1024 * 1024;
const MOST_ERROR_CHARACTERS = 10_000;

type Waiting = { readonly resolve: (line: string) => void; readonly reject: (error: Complaint) => void };

export class OtherBuild implements Folding {
  /** Its name and version, once it has spoken. */
  software = "";
  readonly #path: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answerMs: number;
  readonly #lines: string[] = [];
  #rest = "";
  #errors = "";
  #waiting: Waiting | undefined;
  #failure: Complaint | undefined;

  /** `path`: how it was named. `args`: its data and how far it is to fold. */
  constructor(path: string, { command, args: first }: Program, args: readonly string[], answerMs = ANSWER_MS) {
    this.#path = path;
    this.#answerMs = answerMs;
    this.#child = spawn(command, [...first, "canary", "--answer", ...args], { stdio: "pipe" });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(0, MOST_ERROR_CHARACTERS);
    });
    // It may be gone by the time that it is asked.
    this.#child.stdin.on("error", () => undefined);
    this.#child.on("error", (error) => this.#fail(`cannot be run: ${error.message}`));
    this.#child.on("close", (code) => this.#fail(`ended with exit code ${code}${this.#said()}`));
  }

  /** Throws Complaint where it is no build that knows this protocol. */
  async begin(): Promise<void> {
    const { canary, software } = await this.#read<Hello>();
    if (canary !== PROTOCOL) throw this.#complaint(`speaks canary protocol ${canary}, and this build ${PROTOCOL}`);
    this.software = String(software);
  }

  async fold(count: number): Promise<Block> {
    this.#ask({ fold: count });
    const block = await this.#read<Block>();
    if (Number.isSafeInteger(block.events) && typeof block.digest === "string") return block;
    throw this.#complaint("does not answer as the protocol has it");
  }

  async steps(): Promise<readonly Step[]> {
    this.#ask({ show: true });
    const steps: Step[] = [];
    for (;;) {
      const told = await this.#read<Told>();
      if ("shown" in told) return steps;
      steps.push(told);
    }
  }

  end(): void {
    this.#failure ??= this.#complaint("was ended");
    this.#child.kill("SIGKILL");
  }

  #ask(question: Question): void {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
  }

  async #read<T extends object>(): Promise<T> {
    const line = await this.#next();
    try {
      const read: unknown = JSON.parse(line);
      if (typeof read === "object" && read !== null) return read as T;
    } catch {
      // The same answer as for JSON that is no object.
    }
    throw this.#complaint(`does not answer as the protocol has it: ${line.slice(0, 100)}`);
  }

  #next(): Promise<string> {
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const late = () => this.#fail(`has not answered for ${this.#answerMs / 1000} s`);
      const timer = setTimeout(late, this.#answerMs);
      const settle =
        <V>(then: (value: V) => void) =>
        (value: V) => {
          clearTimeout(timer);
          this.#waiting = undefined;
          then(value);
        };
      this.#waiting = { resolve: settle(resolve), reject: settle(reject) };
    });
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > MOST_CHARACTERS) this.#fail("answers with a line that does not end");
    this.#lines.push(...lines);
    if (this.#waiting && this.#lines.length > 0) this.#waiting.resolve(this.#lines.shift() as string);
  }

  #fail(what: string): void {
    this.#failure ??= this.#complaint(what);
    this.#waiting?.reject(this.#failure);
  }

  #complaint(what: string): Complaint {
    return new Complaint("BUILD_UNUSABLE", `the build in ${this.#path} ${what}`);
  }

  /** A build from before this verb says that there is no such verb. */
  #said(): string {
    const [first = ""] = this.#errors.trim().split("\n");
    return first === "" ? "" : `: ${first}`;
  }
}
