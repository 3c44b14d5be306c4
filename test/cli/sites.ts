// Places for real nodes that link: a folder, a key and a configuration file each.
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { folder, launch, type Running, rows, run } from "./program.ts";

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

export async function started({ file }: Site): Promise<{ readonly running: Running; readonly port: number }> {
  const running = launch("start", "--config", file);
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

export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const until = performance.now() + WAIT_MS;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`not in ${WAIT_MS} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
