// Three nodes, each in a network namespace of its own, everybody linked with everybody through cables that faults can
// reach: the stage on which faults.ts plays.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NodeProcess, until } from "../../load/node-process.ts";
import { isOne, vectorsOf } from "./agreement.ts";
import type { CableFigures, Mishap } from "./cable.ts";
import { Namespaces, type Weather } from "./namespaces.ts";

const CABLE = fileURLToPath(new URL("./cable-process.ts", import.meta.url));
const LETTERS = ["a", "b", "c"] as const;
const LINK_PORT = 7000;
const POLL_MS = 150;

/** "ab" is the cable between a and b; a calls. */
export const WAYS = ["ab", "ac", "bc"] as const;
export type Way = (typeof WAYS)[number];

interface RemoteCable {
  readonly child: ChildProcess;
  readonly port: number;
  figures: CableFigures;
}

export class Mesh {
  readonly nodes: readonly NodeProcess[];
  readonly namespaces = new Namespaces(LETTERS);
  readonly folder = mkdtempSync(join(tmpdir(), "hansard-faults-"));
  readonly #cables = new Map<Way, RemoteCable>();

  constructor(graceMs: number) {
    const { namespaces, folder } = this;
    this.nodes = LETTERS.map((letter, at) => {
      const id = `${at + 1}${letter.toUpperCase().repeat(2)}`;
      const host = namespaces.clientHost(letter);
      const within = namespaces.within(letter);
      return new NodeProcess({ ...{ id, folder, host, within, graceMs }, linkHost: "0.0.0.0", linkPort: LINK_PORT });
    });
  }

  async raise(weather: Weather): Promise<void> {
    await this.namespaces.make(weather);
    for (const node of this.nodes) await node.prepare();
    for (const way of WAYS) {
      const cable = await this.#lay(way);
      this.#cables.set(way, cable);
      const [caller, called] = this.#endsOf(way);
      caller.calls(called, `127.0.0.1:${cable.port}`);
    }
    for (const node of this.nodes) await node.start(6667);
    await this.linked();
  }

  suffer(ways: readonly Way[], mishap: Mishap): void {
    for (const way of ways) this.#cables.get(way)?.child.send(mishap);
  }

  figuresOf(way: Way): CableFigures {
    return (this.#cables.get(way) as RemoteCable).figures;
  }

  isLinked(way: Way): boolean {
    const [one, other] = this.#endsOf(way);
    return one.isLinkedWith(other) && other.isLinkedWith(one);
  }

  async linked(ms = 120_000): Promise<void> {
    await until("all are linked", () => WAYS.every((way) => this.isLinked(way)), ms);
  }

  /** All have the same events, twice in a row: nothing is under way. */
  async agreed(ms = 180_000): Promise<void> {
    let before = "";
    let looked = performance.now() - POLL_MS;
    await until(
      "all nodes have the same events",
      () => {
        if (performance.now() - looked < POLL_MS) return false;
        looked = performance.now();
        const vectors = vectorsOf(this.nodes);
        const isSame = isOne(vectors) && vectors[0] === before;
        before = vectors[0] ?? "";
        return isSame;
      },
      ms,
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  /** At once, whatever state it is in. */
  remove(): void {
    for (const node of this.nodes) node.signal("SIGKILL");
    for (const { child } of this.#cables.values()) child.kill("SIGKILL");
    this.namespaces.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #endsOf(way: Way): readonly [NodeProcess, NodeProcess] {
    const [one, other] = [...way].map((letter) => this.nodes[LETTERS.indexOf(letter as "a")]);
    return [one as NodeProcess, other as NodeProcess];
  }

  /** In the caller's namespace. */
  #lay(way: Way): Promise<RemoteCable> {
    const [from = "", to = ""] = way;
    const [command = "", ...within] = this.namespaces.within(from);
    const args = ["--import", "tsx", CABLE, this.namespaces.linkHost(to, from), String(LINK_PORT)];
    const child = spawn(command, [...within, process.execPath, ...args], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      detached: true,
    });
    return new Promise((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the cable ${way} ended with ${code}`)));
      child.once("message", (message: { port: number }) => {
        const cable = { child, port: message.port, figures: { bytes: 0, resets: 0 } };
        child.on("message", (figures: CableFigures) => {
          cable.figures = figures;
        });
        resolve(cable);
      });
    });
  }
}
