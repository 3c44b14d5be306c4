// hansard canary as an operator runs it: against this build, against one that folds one thing differently, and against
// what is no build at all.
import { spawn } from "node:child_process";
import { hash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { OtherBuild } from "../../src/cli/canary/other-build.ts";
import { type Build, newerBuild, patchedBuild } from "../upgrade/newer-build.ts";
import { bytesOf, client, folder, launchBuild, MAIN, rows, run, serve } from "./program.ts";

/** Lifts a ban only for whoever set it: one rule of the fold that is not this build's. */
const PATCH = fileURLToPath(new URL("../mutants/C7.patch", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

let other: Build;
let newer: Build;
beforeAll(() => {
  other = patchedBuild(PATCH);
  newer = newerBuild();
});
afterAll(() => {
  other.remove();
  newer.remove();
});

let data: string;
beforeEach(() => {
  data = folder();
});

/** Two who set bans in a channel, and lift their own ones, and each other's. */
async function recorded(lifts: boolean): Promise<void> {
  const node = await serve(data);
  const alice = await client(node.port, "alice");
  const bob = await client(node.port, "bob");
  await alice.say("JOIN #c", "MODE #c +b *!*@one");
  await bob.say("JOIN #c", "PRIVMSG #c :hello");
  await alice.say("MODE #c +o bob", "MODE #c -b *!*@one", "MODE #c +b *!*@two");
  if (lifts) await bob.say("MODE #c -b *!*@two");
  await bob.say("TOPIC #c :the end");
  await node.stop();
}

const canary = (against: string, ...args: readonly string[]) =>
  run("canary", "--data", data, "--against", against, ...args);

describe("hansard canary", () => {
  it("finds nothing against the same build, however that is named, and where a rule differs that nothing met", async () => {
    await recorded(false);
    const before = bytesOf(data);
    const ours = [MAIN, dirname(dirname(dirname(MAIN))), ROOT];
    for (const against of [...ours, other.main]) {
      const { exit, out, err } = await canary(against);
      expect({ exit, err }).toEqual({ exit: 0, err: "" });
      expect(out).toMatch(
        /^same: this build \(hansard-\S+\) and the one in \S+ \(hansard-\S+\) have the same rows after each/,
      );
    }
    const [answer] = rows((await canary(MAIN, "--json")).out);
    expect(answer).toEqual({
      ok: true,
      here: expect.stringMatching(/^hansard-/),
      there: expect.stringMatching(/^hansard-/),
      events: expect.any(Number),
      position: expect.any(Number),
    });
    expect(bytesOf(data)).toEqual(before);
  });

  it("finds the first event that another build folds differently, with the rows in both, and changes nothing", async () => {
    await recorded(true);
    const before = bytesOf(data);
    const { exit, out } = await canary(other.main);
    expect(exit).toBe(1);
    expect(out).toMatch(
      /^differs: position \d+, event 1HS\.\w+-\d+, MODE\n {2}channels #c\n {4}before .*\*!\*@two.*\n/,
    );
    expect(out).toMatch(/\n {4}here, hansard-\S+ +\{(?:(?!@two).)*\}\n {4}there, hansard-\S+ +\{.*\*!\*@two.*\}\n$/);
    const [found] = rows((await canary(other.main, "--json")).out) as [{ position: number; event: string }];
    const mask = { mask: "*!*@two", by: expect.any(String), at: expect.any(Number) };
    expect(found).toMatchObject({
      ok: false,
      type: "MODE",
      rows: [
        {
          table: "channels",
          key: "#c",
          before: { lists: { b: [mask] } },
          here: { lists: {} },
          there: { lists: { b: [mask] } },
        },
      ],
    });
    const [logged] = rows(
      (await run("log", "--data", data, "--json", "--since", `@${found.position}`, "--limit", "1")).out,
    );
    expect(logged).toMatchObject({ id: found.event, type: "MODE" });
    expect((await canary(other.main, "--until", String(found.position - 1))).exit).toBe(0);
    expect(bytesOf(data)).toEqual(before);
  });

  it("compares what is recorded when it begins, while the node runs", async () => {
    const node = await serve(data);
    const alice = await client(node.port, "alice");
    await alice.say("JOIN #c");
    for (let n = 0; n < 3000; n++) alice.socket.write(`PRIVMSG #c :${n}\r\n`);
    expect((await canary(MAIN)).exit).toBe(0);
    await node.stop();
  });

  it("says that it could not compare where a build meets an event that it does not know", async () => {
    const running = launchBuild(newer.main, "start", "--port", "0", "--data", data);
    const [, port] = await running.until(/^listening on 127\.0\.0\.1:(\d+)$/m);
    const alice = await client(Number(port), "alice");
    await alice.say("JOIN #c", "POKE :you");
    running.child.kill("SIGTERM");
    await running.ended;
    const { exit, err } = await canary(newer.main);
    expect(exit).toBe(2);
    expect(err).toMatch(
      /^hansard: FOLD_STOPPED: this build \(hansard-\S+\) cannot go on after \d+ events .*: POKE version 1/,
    );
    const asked = ["canary", "--data", data, "--against", MAIN];
    const turned = await launchBuild(newer.main, ...asked).ended;
    expect(turned.exit).toBe(2);
    expect(turned.err).toMatch(
      /^hansard: FOLD_STOPPED: the build in \S+ \(hansard-\S+\) cannot go on after \d+ events /,
    );
    const position = Number(/position (\d+): POKE/.exec(err)?.[1]);
    expect((await canary(newer.main, "--until", String(position - 1))).exit).toBe(0);
  });
});

describe("docs/reference/canary.md", () => {
  it("has the protocol as it is spoken", async () => {
    await recorded(false);
    const asked = spawn(process.execPath, [MAIN, "canary", "--answer", "--data", data]);
    asked.stdin.end('{"fold":3}\n{"show":true}\n{"fold":1000}\n{"fold":1000}\n');
    const lines = rows(await text(asked.stdout)) as Record<string, unknown>[];
    const [hello, first, ...rest] = lines;
    expect(hello).toEqual({ canary: 1, software: expect.stringMatching(/^hansard-/) });
    const steps = rest.slice(0, 3);
    const digest = hash("sha256", steps.map((step) => `${JSON.stringify(step)}\n`).join(""));
    expect(first).toEqual({ events: 3, position: steps.at(-1)?.position, digest });
    expect(rest[3]).toEqual({ shown: 3 });
    expect(rest[5]).toEqual({ events: 0, position: rest[4]?.position, digest: hash("sha256", "") });
    const page = readFileSync(new URL("../../docs/reference/canary.md", import.meta.url), "utf8");
    for (const line of lines) {
      for (const key of Object.keys(line)) expect(page).toContain(`"${key}":`);
    }
    for (const code of ["BUILD_UNUSABLE", "FOLD_STOPPED"]) expect(page).toContain(`\`${code}\``);
  });

  it("is answered with an error where the question is none", async () => {
    await recorded(false);
    const asked = spawn(process.execPath, [MAIN, "canary", "--answer", "--data", data]);
    asked.stdin.end('{"fold":0}\n');
    expect(await text(asked.stderr)).toMatch(
      /^hansard: USAGE: canary --answer: not a question of protocol 1: {"fold":0}/,
    );
  });
});

describe("what cannot be compared with is said to be so:", () => {
  beforeEach(() => recorded(false));

  /** A program of a few lines that stands for a build. */
  function program(source: string): string {
    const file = join(folder(), "build.mjs");
    writeFileSync(file, source);
    return file;
  }

  const unusable = async (against: string) => {
    const { exit, out, err } = await canary(against);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    return err;
  };

  it("no folder, one without a build, and one where a program cannot be run", async () => {
    expect(await unusable("/nowhere/at/all")).toMatch(
      /^hansard: BUILD_UNUSABLE: \/nowhere\/at\/all does not exist\. Name/,
    );
    expect(await unusable(folder())).toMatch(/BUILD_UNUSABLE: \S+ holds no built hansard\. Name/);
    const unbuilt = folder();
    writeFileSync(join(unbuilt, "package.json"), '{"name":"hansard","bin":{"hansard":"dist/src/cli/main.js"}}');
    mkdirSync(join(unbuilt, "dist"));
    expect(await unusable(unbuilt)).toMatch(/holds no built hansard/);
    const notes = join(folder(), "notes.txt");
    writeFileSync(notes, "no program");
    chmodSync(notes, 0o644);
    expect(await unusable(notes)).toMatch(/BUILD_UNUSABLE: the build in \S+ cannot be run: .*EACCES/);
  });

  it("a build from before there was a canary, with what it said", async () => {
    const old = `process.stderr.write('hansard: USAGE: "canary": no such verb\\n'); process.exitCode = 2;`;
    expect(await unusable(program(old))).toMatch(/ended with exit code 2: hansard: USAGE: "canary": no such verb\n/);
  });

  it("another protocol, and answers that are none", async () => {
    const hello = (line: string) => `process.stdout.write(${JSON.stringify(`${line}\n`)}); setInterval(() => 0, 1000);`;
    expect(await unusable(program(hello('{"canary":2,"software":"x"}')))).toMatch(
      /speaks canary protocol 2, and this build 1/,
    );
    expect(await unusable(program(hello("good day")))).toMatch(/does not answer as the protocol has it: good day/);
    const mute = 'process.stdin.on("data", () => console.log("{}"));';
    expect(await unusable(program(`${hello('{"canary":1,"software":"x"}')}${mute}`))).toMatch(/as the protocol has it/);
  });

  it("one that does not answer", async () => {
    const path = program("setInterval(() => 0, 1000);");
    const silent = new OtherBuild(path, { command: process.execPath, args: [path] }, [], 300);
    await expect(silent.begin()).rejects.toThrow(/has not answered for 0\.3 s/);
    silent.end();
  });

  it("and a command line without the other build", async () => {
    expect((await run("canary", "--data", data)).err).toMatch(/^hansard: USAGE: canary needs --against BUILD/);
    expect((await canary(MAIN, "--until", "soon")).err).toMatch(/^hansard: USAGE: --until: expected a whole number/);
    expect((await run("canary", "--data", folder(), "--against", MAIN)).exit).toBe(3);
  });
});
