// How other shells ask a lab: over a socket in its folder, one line of JSON each way. It does not know what is asked.
import { chmodSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join, relative } from "node:path";
import { Complaint, type ErrorCode } from "../errors.ts";
import type { Row } from "./rows.ts";

export interface Request {
  readonly ask: string;
  /** As they were written on the command line. */
  readonly nodes: readonly string[];
}

type Answer =
  | { readonly rows: readonly Row[] }
  | { readonly code: ErrorCode; readonly message: string; readonly lines: readonly string[] };

export interface Control {
  /** Takes no more requests; what was asked is still answered. */
  close(): void;
  /** Resolves when everybody has their answer. */
  answered(): Promise<unknown>;
}

const SOCKET = "lab.sock";
/** sun_path has 108 bytes on Linux, with the zero at its end. */
const MOST_PATH_BYTES = 107;
const MOST_LINE = 4096;
/** Longer than the longest that is asked for takes. */
const PATIENCE_MS = 60_000;

/** The caller holds the lock of the folder: a socket that is there was left by a lab that was killed. */
export function takeRequests(folder: string, answer: (request: Request) => Promise<readonly Row[]>): Promise<Control> {
  const path = socketPath(folder);
  rmSync(path, { force: true });
  const pending = new Set<Promise<void>>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    onLine(socket, MOST_LINE, (line) => {
      const done = answered(line, answer)
        .then((text) => new Promise<void>((sent) => socket.once("close", sent).end(text)))
        .finally(() => pending.delete(done));
      pending.add(done);
    });
  });
  const control = { close: () => void server.close(), answered: () => Promise.all(pending) };
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve(control);
    });
  });
}

/** Throws Complaint LAB_NOT_RUNNING, and what the lab complains of. */
export function request(folder: string, asked: Request): Promise<readonly Row[]> {
  const path = socketPath(folder);
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const gone = (why: string) => {
      socket.destroy();
      reject(new Complaint("LAB_NOT_RUNNING", `${why}. Start one: hansard lab up --data ${folder}`));
    };
    socket.once("error", () => gone(`no lab runs in ${folder}`));
    socket.once("end", () => gone(`the lab in ${folder} ended before it answered`));
    socket.setTimeout(PATIENCE_MS, () => gone(`the lab in ${folder} does not answer; it may be stopped (Ctrl-Z)`));
    onLine(socket, Number.POSITIVE_INFINITY, (line) => {
      socket.destroy();
      const answer = JSON.parse(line) as Answer;
      if ("rows" in answer) resolve(answer.rows);
      else reject(new Complaint(answer.code, answer.message, answer.lines));
    });
    socket.write(`${JSON.stringify(asked)}\n`);
  });
}

/** The shorter of the path itself and the one from here. Throws Complaint DATA_UNUSABLE. */
export function socketPath(folder: string): string {
  const long = join(folder, SOCKET);
  const near = relative("", long);
  const path = near.length < long.length ? near : long;
  if (Buffer.byteLength(path) <= MOST_PATH_BYTES) return path;
  const what = `${path} is too long for a socket, which takes ${MOST_PATH_BYTES} bytes`;
  throw new Complaint("DATA_UNUSABLE", `${what}. Name a shorter folder with --data, or run this from nearer to it`);
}

/** The first line, once; a longer one than may be ends the connection. */
function onLine(socket: Socket, most: number, take: (line: string) => void): void {
  let text = "";
  const more = (chunk: string) => {
    text += chunk;
    const end = text.indexOf("\n");
    if (end < 0 && text.length > most) socket.destroy();
    if (end < 0) return;
    socket.off("data", more);
    socket.resume();
    take(text.slice(0, end));
  };
  socket.setEncoding("utf8").on("data", more);
}

async function answered(line: string, answer: (request: Request) => Promise<readonly Row[]>): Promise<string> {
  const said = async (): Promise<Answer> => ({ rows: await answer(requestFrom(line)) });
  return `${JSON.stringify(await said().catch(refusalOf))}\n`;
}

function requestFrom(line: string): Request {
  const { ask, nodes } = JSON.parse(line) as Partial<Request>;
  const isNames = Array.isArray(nodes) && nodes.every((each) => typeof each === "string");
  if (typeof ask === "string" && isNames) return { ask, nodes };
  throw new Complaint("USAGE", "a request has ask and nodes");
}

function refusalOf(error: unknown): Answer {
  if (error instanceof Complaint) return { code: error.code, message: error.message, lines: error.lines };
  return { code: "INTERNAL", message: String(error), lines: [] };
}
