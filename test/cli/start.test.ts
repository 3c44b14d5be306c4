import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { client, folder, launch, rows, run, serve } from "./program.ts";

describe("hansard start", () => {
  it("says where it listens, how to connect and what to try next", async () => {
    const data = folder();
    const node = await serve(data);
    await node.until(/stop {6}Ctrl-C\n/);
    expect(node.out()).toContain(`/server 127.0.0.1 ${node.port}`);
    for (const verb of ["log", "at", "check"]) expect(node.out()).toContain(`hansard ${verb}`);
  });

  it("prints how long it takes to serve on an empty folder, beside what an empty program takes", async () => {
    const times: number[] = [];
    const empty: number[] = [];
    for (let round = 0; round < 5; round++) {
      const from = performance.now();
      execFileSync(process.execPath, ["-e", "0"]);
      empty.push(performance.now() - from);
      const started = performance.now();
      const node = await serve(folder());
      times.push(performance.now() - started);
      await node.stop();
    }
    // Only printed: a busy machine takes any time, and a test must not judge the machine.
    console.log(`start to serving ${times.map(Math.round).join(" ")} ms, an empty program ${empty.map(Math.round)} ms`);
    expect(times).toHaveLength(5);
  });

  it("ends at once with exit code 0 on SIGTERM and SIGINT, with the epoch closed on record", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const data = folder();
      const node = await serve(data);
      const alice = await client(node.port, "alice");
      await alice.say("JOIN #c");
      const from = performance.now();
      const { exit } = await node.stop(signal);
      expect(exit).toBe(0);
      expect(performance.now() - from).toBeLessThan(2000);
      const events = rows((await run("log", "--data", data, "--json")).out);
      expect(events.at(-1)).toMatchObject({ type: "CLOSE", reason: "Server shutting down" });
    }
  });
});

describe("hansard start refuses, and says why:", () => {
  it("a second node on the same folder, until a kill -9 of the first", async () => {
    const data = folder();
    const node = await serve(data);
    const second = await run("start", "--port", "0", "--data", data);
    expect(second).toMatchObject({ exit: 3, out: "" });
    expect(second.err).toContain("hansard: LOG_IN_USE: another node runs on");
    await node.stop("SIGKILL");
    expect((await (await serve(data)).stop()).exit).toBe(0);
  });

  it("a port that is taken, and leaves nothing on record", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => taken.once("listening", done));
    const { port } = taken.address() as { port: number };
    const data = folder();
    const refused = await run("start", "--port", String(port), "--data", data);
    taken.close();
    expect(refused).toMatchObject({ exit: 5, out: "" });
    expect(refused.err).toContain(`hansard: PORT_IN_USE: 127.0.0.1:${port} is taken`);
    expect((await run("log", "--data", data)).err).toContain("LOG_MISSING");
  });

  it("a host that does not resolve or is not this machine's", async () => {
    for (const host of ["no-such-host.invalid", "192.0.2.7"]) {
      const refused = await run("start", "--host", host, "--port", "0", "--data", folder());
      expect(refused.exit).toBe(5);
      expect(refused.err).toContain(`hansard: HOST_UNKNOWN: `);
      expect(refused.err).toContain(host);
    }
  });

  it("a data folder that is a file, or cannot be made", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "mine");
    for (const data of [file, join(file, "below")]) {
      const refused = await run("start", "--port", "0", "--data", data);
      expect(refused).toMatchObject({ exit: 5, out: "" });
      expect(refused.err).toContain("hansard: DATA_UNUSABLE: ");
    }
  });

  it("to switch limits off but on loopback", async () => {
    const refused = await run("start", "--host", "0.0.0.0", "--no-limits", "--port", "0", "--data", folder());
    expect(refused.exit).toBe(2);
    expect(refused.err).toContain("--no-limits is for loopback addresses only");
    const node = await serve(folder(), "--no-limits");
    const alice = await client(node.port, "alice");
    const from = performance.now();
    await alice.say(...Array.from({ length: 500 }, () => "PRIVMSG alice :hello"));
    expect(performance.now() - from).toBeLessThan(5000);
  });

  it("a configuration file with mistakes, and takes one without", async () => {
    const base = folder();
    const file = join(base, "hansard.yaml");
    const data = join(base, "data");
    writeFileSync(file, `data: ${data}\nlisten:\n  - port: 0\nlimits:\n  nickByte: 20\nrecord:\n  private: yes\n`);
    const refused = await run("start", "--config", file);
    expect(refused).toMatchObject({ exit: 4, out: "" });
    expect(refused.err.split("\n")).toEqual([
      `${file}:5: limits.nickByte is not a key; did you mean nickBytes?`,
      `${file}:7: record.private: expected one of body, digest, none; found "yes"`,
      `hansard: CONFIG_INVALID: 2 mistakes in ${file}; nothing was started`,
      "",
    ]);
    writeFileSync(file, `data: ${data}\nlisten:\n  - port: 0\nnetwork: Elsewhere\npassword: sesame\n`);
    const node = launch("start", "--config", file);
    await node.until(/^listening on /m);
    node.child.kill("SIGTERM");
    const { exit, err, out } = await node.ended;
    expect(exit).toBe(0);
    const recorded = await run("log", "--data", data, "--json", "--notes");
    expect(recorded.out).toContain("Elsewhere");
    expect(err + out + recorded.out).not.toContain("sesame");
    expect((await run("start", "--config", join(base, "none.yaml"))).exit).toBe(4);
  });
});

describe("hansard", () => {
  it("names the nearest verb, and what there is with --help", async () => {
    const wrong = await run("strat");
    expect(wrong.exit).toBe(2);
    expect(wrong.err).toBe('hansard: USAGE: "strat": no such verb; did you mean start? (see hansard --help)\n');
    const { out, exit } = await run("--help");
    expect(exit).toBe(0);
    for (const verb of ["start", "init", "log", "at", "check", "backup"]) {
      expect(out).toMatch(new RegExp(`^ {2}${verb} `, "m"));
      expect((await run(verb, "--help")).out).toContain(`Usage: hansard ${verb}`);
    }
  });

  it("init writes a file that start takes, and never over another", async () => {
    const base = folder();
    mkdirSync(join(base, "etc"));
    const file = join(base, "etc", "hansard.yaml");
    expect((await run("init", file)).exit).toBe(0);
    const node = await serve(join(base, "data"), "--config", file);
    expect((await node.stop()).exit).toBe(0);
    const again = await run("init", file);
    expect(again.exit).toBe(5);
    expect(again.err).toContain("FILE_EXISTS");
  });
});
