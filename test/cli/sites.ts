// Nodes that are linked as an operator would do it: a data folder and a configuration file each, real processes.
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Client, folder, launchBuild, MAIN, type Running, rows, run } from "./program.ts";

export const WAIT_MS = 20_000;

export interface Site {
  readonly data: string;
  readonly file: string;
  readonly key: string;
}

export interface Start {
  readonly id: string;
  readonly listen?: number;
  /** Entries of links.peers. */
  readonly peers: string;
  /** More lines. */
  readonly more?: readonly string[];
}

export async function site(): Promise<Site> {
  const data = folder();
  const [printed] = rows((await run("id", "--data", data, "--json")).out);
  return { data, file: join(data, "hansard.yaml"), key: String(printed?.key) };
}

export function configure({ data, file }: Site, { id, listen, peers, more = ["network: Example"] }: Start): void {
  const lines = [
    ...more,
    `node: { id: ${id}, name: irc.${id.toLowerCase()}.test }`,
    `data: ${data}`,
    "listen: [{ host: 127.0.0.1, port: 0 }]",
    "links:",
    ...(listen === undefined ? [] : [`  listen: ["127.0.0.1:${listen}"]`]),
    `  peers: [${peers}]`,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
}

export interface Started {
  readonly running: Running;
  readonly port: number;
}

export async function started({ file }: Site, main = MAIN): Promise<Started> {
  const running = launchBuild(main, "start", "--config", file);
  const [, port] = await running.until(/^listening on 127\.0\.0\.1:(\d+)$/m);
  return { running, port: Number(port) };
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

export async function eventually(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const until = performance.now() + WAIT_MS;
  while (!(await holds())) {
    if (performance.now() > until) {
      throw new Error(`not in ${WAIT_MS} ms: ${typeof what === "string" ? what : what()}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

export async function hears(who: Client, ask: string, answer: RegExp): Promise<void> {
  let last = "";
  const isAnswered = async () => {
    last = await who.say(ask);
    return answer.test(last);
  };
  await eventually(() => `${ask} is answered with ${answer}, and not with ${last}`, isAnswered);
}
