// Network namespaces, one for each node, with a wire between each two of them and one to this machine for clients: made
// and taken away with iproute2. Delay and loss are netem's where the kernel has it, and else those of wire.py.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const WIRE = fileURLToPath(new URL("./wire.py", import.meta.url));

export interface Weather {
  readonly delayMs: number;
  /** 0 to 1, of packets. */
  readonly loss: number;
  readonly seed: number;
}

export class Namespaces {
  /** What makes delay and loss, in words. */
  weatherBy = "";
  readonly #letters: readonly string[];
  readonly #prefix = `hs${process.pid % 100_000}`;
  readonly #made: string[] = [];
  /** Devices of this machine itself. */
  readonly #outer: string[] = [];
  readonly #wires: ChildProcess[] = [];

  constructor(letters: readonly string[]) {
    this.#letters = letters;
  }

  /** Throws an Error with what `ip` said. */
  async make(weather: Weather): Promise<void> {
    sweep();
    const between = this.#name("wire");
    for (const name of [...this.#letters.map((letter) => this.#name(letter)), between]) {
      ip("netns", "add", name);
      this.#made.push(name);
      ip("-n", name, "link", "set", "lo", "up");
    }
    for (const [at, letter] of this.#letters.entries()) {
      const [outer, inner] = [`${this.#prefix}${letter}`, "clients"];
      ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", this.#name(letter));
      this.#outer.push(outer);
      this.#up([], outer, `198.18.${at}.1/30`);
      this.#up(["-n", this.#name(letter)], inner, `198.18.${at}.2/30`);
    }
    for (const [one, other] of this.#pairs()) {
      for (const [letter, towards] of [
        [one, other],
        [other, one],
      ] as const) {
        const [near, far] = [`to-${towards}`, `${letter}-${towards}`];
        ip("-n", this.#name(letter), "link", "add", near, "type", "veth", "peer", "name", far, "netns", between);
        this.#up(["-n", this.#name(letter)], near, `${this.linkHost(letter, towards)}/30`);
        this.#up(["-n", between], far);
        this.#in(letter, "python3", WIRE, "--plain", near, near);
      }
      await this.#join(one, other, weather);
    }
  }

  /** Runs the rest of its arguments in the namespace of a node. */
  within(letter: string): readonly string[] {
    return ["ip", "netns", "exec", this.#name(letter)];
  }

  /** Where clients on this machine reach the node. */
  clientHost(letter: string): string {
    return `198.18.${this.#letters.indexOf(letter)}.2`;
  }

  /** Where a node is on its wire to another. */
  linkHost(letter: string, towards: string): string {
    const number = this.#pairs().findIndex((pair) => pair.includes(letter) && pair.includes(towards));
    return `198.19.${number}.${letter < towards ? 1 : 2}`;
  }

  /** At once, and also from a handler of `exit`. */
  remove(): void {
    for (const wire of this.#wires.splice(0)) wire.kill("SIGKILL");
    for (const device of this.#outer.splice(0)) spawnSync("ip", ["link", "del", device]);
    // The other interfaces go with the namespaces that they are in.
    for (const name of this.#made.splice(0)) spawnSync("ip", ["netns", "del", name]);
  }

  #pairs(): readonly (readonly [string, string])[] {
    return this.#letters.flatMap((one, at) => this.#letters.slice(at + 1).map((other) => [one, other] as const));
  }

  #name(letter: string): string {
    return `${this.#prefix}-${letter}`;
  }

  #up(where: readonly string[], device: string, address?: string): void {
    if (address !== undefined) ip(...where, "addr", "add", address, "dev", device);
    ip(...where, "link", "set", device, "up");
  }

  #in(letter: string, ...command: readonly string[]): void {
    run("ip", ["netns", "exec", this.#name(letter), ...command]);
  }

  /** Ties the two ends of a wire together. */
  async #join(one: string, other: string, { delayMs, loss, seed }: Weather): Promise<void> {
    const between = this.#name("wire");
    const [left, right] = [`${one}-${other}`, `${other}-${one}`];
    const netem = ["netem", "delay", `${delayMs}ms`, "loss", `${loss * 100}%`];
    const tries = [left, right].map((device) => {
      const args = ["-n", between, "qdisc", "add", "dev", device, "root", ...netem];
      return { said: spawnSync("tc", args, { encoding: "utf8" }), args };
    });
    const refused = tries.find(({ said }) => said.status !== 0);
    if (refused === undefined) {
      this.weatherBy = `tc ${netem.join(" ")}`;
      const bridge = `${one}${other}`;
      ip("-n", between, "link", "add", bridge, "type", "bridge");
      for (const device of [left, right]) ip("-n", between, "link", "set", device, "master", bridge);
      this.#up(["-n", between], bridge);
      return;
    }
    const why = (refused.said.stderr || String(refused.said.error)).trim();
    this.weatherBy = `wire.py, packet by packet, for "tc ${refused.args.slice(2).join(" ")}" said: ${why}`;
    const args = ["netns", "exec", between, "python3", WIRE, left, right];
    const asked = ["--delay-ms", `${delayMs}`, "--loss", `${loss}`, "--seed", `${seed}`];
    const wire = spawn("ip", [...args, ...asked], { stdio: ["ignore", "pipe", "inherit"] });
    this.#wires.push(wire);
    await new Promise((done, failed) => {
      wire.stdout.once("data", done);
      wire.once("exit", (code) => failed(new Error(`wire.py ended with ${code}`)));
    });
  }
}

/**
 * Takes away what a run left that was killed and could not clean up: its number is in the names, and no process has it.
 * Throws an Error while another run is under way, for it has the same addresses.
 */
function sweep(): void {
  const stale = (text: string, name: RegExp) =>
    [...text.matchAll(name)].map(([all, pid]) => {
      if (existsSync(`/proc/${pid}`)) throw new Error(`process ${pid} is at it already (${all}): wait for its end`);
      return all;
    });
  const listed = (...args: readonly string[]) => spawnSync("ip", args, { encoding: "utf8" }).stdout ?? "";
  for (const name of stale(listed("netns", "list"), /^hs(\d+)-\w+/gm)) {
    for (const [pid] of listed("netns", "pids", name).matchAll(/\d+/g)) process.kill(Number(pid), "SIGKILL");
    spawnSync("ip", ["netns", "del", name]);
  }
  for (const name of stale(listed("link", "show"), /\bhs(\d+)[a-z](?=@)/g)) spawnSync("ip", ["link", "del", name]);
}

const ip = (...args: readonly string[]) => run("ip", args);

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr || error}`);
}
