// A lab as somebody plays with it: real nodes, real links, and other shells that cut, kill and ask.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freePorts } from "../support/free-ports.ts";
import { type Client, client, folder, launch, type Running, rows, run } from "./program.ts";

const WAIT_MS = 20_000;

interface LabUnderTest {
  readonly running: Running;
  readonly data: string;
  readonly base: number;
  /** Another shell: gives what it printed, as rows. */
  ask(...args: readonly string[]): Promise<readonly Record<string, unknown>[]>;
  /** Another shell: gives its exit code and what it complained of. */
  refused(...args: readonly string[]): Promise<string>;
}

async function labUp(data: string, ...args: readonly string[]): Promise<LabUnderTest> {
  const base = (await freePorts(10)) - 1;
  const running = launch("lab", "up", "--data", data, "--json", "--base-port", String(base), ...args);
  await running.until(/"kind":"link"[^\n]*\n$/);
  const ask = async (...words: readonly string[]) => {
    const { exit, out, err } = await run("lab", ...words, "--data", data, "--json");
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    return rows(out);
  };
  const refused = async (...words: readonly string[]) => {
    const { exit, out, err } = await run("lab", ...words, "--data", data);
    expect(out).toBe("");
    return `${exit} ${err}`;
  };
  return { running, data, base, ask, refused };
}

const states = (found: readonly Record<string, unknown>[]) =>
  Object.fromEntries(
    found.flatMap((row) => {
      if (row.kind === "link") return [[String((row.between as number[]).join("-")), row.state]];
      return row.kind === "node" ? [[String(row.number), row.isUp ? row.users : "down"]] : [];
    }),
  );

interface Listener extends Client {
  /** Waits for a line among all that was received; then forgets what came before it. */
  hears(pattern: RegExp): Promise<void>;
}

async function listener(port: number, nick: string): Promise<Listener> {
  const joined = await client(port, nick);
  let heard = "";
  joined.socket.on("data", (text: string) => {
    heard += text;
  });
  const hears = async (pattern: RegExp) => {
    const until = performance.now() + WAIT_MS;
    for (let found = pattern.exec(heard); ; found = pattern.exec(heard)) {
      if (found) heard = heard.slice(found.index + found[0].length);
      if (found) return;
      if (performance.now() > until) throw new Error(`${nick} did not hear ${pattern} but ${heard}`);
      await new Promise((done) => setTimeout(done, 25));
    }
  };
  await joined.say("JOIN #c");
  return { ...joined, hears };
}

describe("hansard lab", () => {
  it("is split, healed, crashed and ended, and goes on where it was", { timeout: 6 * WAIT_MS }, async () => {
    const data = join(folder(), "lab");
    const { running, base, ask } = await labUp(data, "--nodes", "3", "--topology", "ring", "--grace", "300");
    const shown = rows(running.out()).filter(({ kind }) => kind === "node");
    expect(shown.map(({ id, name, port }) => `${id} ${name} ${port}`)).toEqual([
      `1AA n1.lab ${base + 1}`,
      `2BB n2.lab ${base + 2}`,
      `3CC n3.lab ${base + 3}`,
    ]);
    const alice = await listener(base + 1, "alice");
    const bob = await listener(base + 2, "bob");
    const carol = await listener(base + 3, "carol");
    await alice.hears(/:carol!\S+ JOIN #c/);
    expect(await alice.say("OPER lab lab")).toMatch(/ 381 alice /);
    // One link of a ring is lost and nobody notices.
    expect(states(await ask("cut", "1", "3CC"))).toEqual({ "1-3": "cut" });
    await carol.say("PRIVMSG #c :the long way");
    await alice.hears(/^(?![\s\S]*QUIT)[\s\S]*:carol!\S+ PRIVMSG #c :the long way/);
    // The last way: both sides go on by themselves.
    expect(states(await ask("cut", "n3.lab"))).toEqual({ "1-3": "cut", "2-3": "cut" });
    await alice.hears(/:carol!\S+ QUIT /);
    await carol.hears(/:bob!\S+ QUIT /);
    await bob.say("PRIVMSG #c :here");
    await carol.say("PRIVMSG #c :there");
    await alice.hears(/:bob!\S+ PRIVMSG #c :here/);
    expect(states(await ask("status"))).toEqual({ 1: 1, 2: 1, 3: 1, "1-2": "there", "1-3": "cut", "2-3": "cut" });
    expect(states(await ask("heal"))).toEqual({ "1-2": "there", "1-3": "there", "2-3": "there" });
    await alice.hears(/^(?![\s\S]*PRIVMSG)[\s\S]*:carol!\S+ JOIN #c/);
    // A crash: its users are gone when the grace is over, and the others go on.
    expect(states(await ask("kill", "2"))).toEqual({ 2: "down" });
    await alice.hears(/:bob!\S+ QUIT /);
    expect(states(await ask("status"))).toEqual({
      1: 1,
      2: "down",
      3: 1,
      "1-2": "lost",
      "1-3": "there",
      "2-3": "lost",
    });
    expect(await ask("start", "2bb")).toMatchObject([{ kind: "node", number: 2, isUp: true, port: base + 2 }]);
    expect(states(await ask("status"))).toMatchObject({ "1-2": "there", "1-3": "there", "2-3": "there" });
    const key = (await run("id", "--data", `${data}/1`)).out;
    expect(await ask("down")).toHaveLength(3);
    expect((await running.ended).exit).toBe(0);
    for (const node of [1, 2, 3]) expect((await run("check", "--data", `${data}/${node}`)).out).toMatch(/^ok: /);
    expect((await run("log", "--data", `${data}/1`)).out).toMatch(/<carol> there\n/);
    // Again, without a word: the same shape, ports, keys and records.
    const again = launch("lab", "up", "--data", data);
    await again.until(/^a ring of 3 nodes[\s\S]*Ctrl-C/m);
    expect(again.out()).toContain(`/server 127.0.0.1 ${base + 3} `);
    expect((await run("id", "--data", `${data}/1`)).out).toBe(key);
    again.child.kill("SIGINT");
    expect((await again.ended).exit).toBe(0);
    expect((await run("check", "--data", `${data}/1`)).out).toMatch(/^ok: .* of 7 epochs/);
  });

  it("ends its nodes whatever ends it, and can be started on what is left", { timeout: 3 * WAIT_MS }, async () => {
    const data = folder();
    const { running } = await labUp(data, "--nodes", "2");
    const pids = rows(running.out()).flatMap(({ kind, pid }) => (kind === "node" ? [Number(pid)] : []));
    running.child.kill("SIGKILL");
    const isGone = (pid: number) => !existsSync(`/proc/${pid}`);
    for (const until = performance.now() + WAIT_MS; !pids.every(isGone); ) {
      expect(performance.now()).toBeLessThan(until);
      await new Promise((done) => setTimeout(done, 25));
    }
    const { running: next, ask } = await labUp(data);
    expect(states(await ask("status"))).toEqual({ 1: 0, 2: 0, "1-2": "there" });
    next.child.kill("SIGTERM");
    expect((await next.ended).exit).toBe(0);
  });
});

describe("hansard lab refuses, and says why:", () => {
  it("what does not fit a lab that runs", { timeout: 3 * WAIT_MS }, async () => {
    const lab = await labUp(folder(), "--nodes", "3", "--topology", "line");
    const { refused, ask, data, base } = lab;
    expect(await refused("cut", "1", "3")).toBe(
      "2 hansard: LAB_LINK_UNKNOWN: no link between n1.lab and n3.lab in this lab: 1 is linked with 2\n",
    );
    expect(await refused("heal", "2", "2")).toMatch(/^2 .* a node has no link with itself.*: 2 is linked with 1 and 3/);
    expect(await refused("cut", "1", "n4.lab")).toMatch(
      /^2 hansard: LAB_NODE_UNKNOWN: this lab has no node "n4\.lab"; did you mean n\d\.lab\?.*Its nodes: 1 \(1AA, n1\.lab\),/,
    );
    expect(await refused("kill", "4")).toMatch(/^2 .*no node "4"\. Its nodes: /);
    expect(await refused("start", "1")).toMatch(/^5 hansard: LAB_NODE_UP: n1\.lab is up: pid \d+, port \d+\n$/);
    await ask("kill", "3");
    expect(await refused("kill", "3CC")).toBe("5 hansard: LAB_NODE_DOWN: n3.lab is down already\n");
    expect(await refused("up")).toContain(`5 hansard: LAB_RUNNING: a lab runs in ${data}. `);
    const other = await run("lab", "up", "--data", folder(), "--base-port", String(base));
    expect(other).toMatchObject({ exit: 5, out: "" });
    expect(other.err).toMatch(/^hansard: PORT_IN_USE: 127\.0\.0\.1:\d+, the port of n1\.lab for .*--base-port\n$/);
    // A node that cannot start says so to whoever asked for it.
    writeFileSync(join(data, "3", "node.key"), "not a key\n");
    expect(await refused("start", "3")).toMatch(
      /^5 hansard: KEY_UNREADABLE: .*\n.*LAB_NODE_FAILED: n3\.lab did not start/,
    );
    lab.running.child.kill("SIGTERM");
    expect((await lab.running.ended).exit).toBe(0);
  });

  it("to be asked where no lab runs", async () => {
    const data = folder();
    for (const words of [["status"], ["cut", "1", "2"], ["down"]]) {
      const { exit, err } = await run("lab", ...words, "--data", data);
      expect(exit).toBe(5);
      expect(err).toContain(
        `hansard: LAB_NOT_RUNNING: no lab runs in ${data}. Start one: hansard lab up --data ${data}`,
      );
    }
  });

  it("to be more, or other, than it can be", async () => {
    const usage = async (...words: readonly string[]) => (await run("lab", "up", "--data", folder(), ...words)).err;
    expect(await usage("--nodes", "10")).toMatch(/USAGE: --nodes: expected a whole number from 2 to 9; found "10"/);
    expect(await usage("--topology", "rng")).toMatch(/USAGE: --topology: .* found "rng"; did you mean ring\?/);
    expect(await usage("--base-port", "65530")).toMatch(
      /USAGE: --base-port: expected a whole number from 1024 to 65526/,
    );
    expect((await run("lab", "upp")).err).toMatch(/USAGE: lab has no action "upp"; did you mean up\?/);
  });

  it("a folder that is a node's, or whose path no socket takes, or whose shape was spoilt", async () => {
    const base = folder();
    const refused = async (data: string) => (await run("lab", "up", "--data", data)).err;
    mkdirSync(join(base, "node"));
    writeFileSync(join(base, "node", "log.db"), "");
    expect(await refused(join(base, "node"))).toMatch(/DATA_UNUSABLE: \S+ holds the record of a node/);
    expect(await refused(join(base, "x".repeat(110)))).toMatch(/DATA_UNUSABLE: \S+ is too long for a socket/);
    mkdirSync(join(base, "spoilt"));
    writeFileSync(join(base, "spoilt", "lab.json"), "{}");
    expect(await refused(join(base, "spoilt"))).toMatch(/DATA_UNUSABLE: \S+lab\.json is not as it was written/);
  });
});
