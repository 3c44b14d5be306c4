// The real program: the verb that makes hashes, and REHASH and SIGHUP with a file that changes. Needs dist/.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { verifyPassword } from "../../src/config/password-hash.ts";
import { client, folder, run, serve } from "../cli/program.ts";

const MAIN = process.env.HANSARD_MAIN ?? fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

async function password(input: string): Promise<{ readonly out: string; readonly err: string; readonly exit: number }> {
  const child = spawn(process.execPath, [MAIN, "password"], { stdio: ["pipe", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  child.stdin.end(input);
  const [exit] = (await once(child, "close")) as [number];
  return { out, err, exit };
}

describe("hansard password", () => {
  it("prints the hash of the first line of its input", async () => {
    const { out, err, exit } = await password("correct-horse\nmore\n");
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$\S+\n$/);
    expect(await verifyPassword(out.trim(), "correct-horse")).toBe(true);
  });

  it("takes no empty password, none of several words and none that is too long", async () => {
    for (const input of ["", "\n", "two words\n", `${"x".repeat(301)}\n`]) {
      const { out, exit, err } = await password(input);
      expect([out, exit], input).toEqual(["", 2]);
      expect(err).not.toContain("two words");
    }
  });
});

const written = (hash: string, more = "") => `network: Before
operators:
  - name: alice
    password: "${hash}"
    class: all
operatorClasses:
  - name: all
    privileges: [rehash, addresses, notices]
${more}`;

describe("a node that serves", () => {
  it("lets an operator in, reads its file again on REHASH and SIGHUP, and keeps what it has when the file is wrong", async () => {
    const data = folder();
    const file = join(data, "h.yaml");
    const { out: hash } = await password("correct-horse\n");
    writeFileSync(file, written(hash.trim()));
    const node = await serve(data, "--config", file);
    const alice = await client(node.port, "alice");
    expect(await alice.say("OPER alice wrong-horse")).toContain(" 464 ");
    expect(await alice.say("OPER alice correct-horse")).toContain(" 381 ");
    expect(await alice.say("MODE alice +s")).toContain("+s");

    writeFileSync(file, written(hash.trim(), "limits:\n  nickBytes: 9\n").replace("Before", "After"));
    expect(await alice.say("REHASH")).toMatch(/ 382 alice .*h\.yaml :Rehashing[\s\S]*is in force/);
    expect(await alice.say("VERSION")).toMatch(/NETWORK=After NICKLEN=9/);

    writeFileSync(file, "limits:\n  nickByte: 9\n");
    const wrong = /h\.yaml:2: limits\.nickByte is not a key; did you mean nickBytes\?/;
    expect(await alice.say("REHASH")).toMatch(wrong);
    node.child.kill("SIGHUP");
    let told = "";
    while (!told.includes("was not put in force")) told += await alice.say();
    expect(await alice.say("VERSION")).toMatch(/NETWORK=After NICKLEN=9/);

    const { err, exit } = await node.stop();
    expect(exit).toBe(0);
    expect(err).toMatch(wrong);
    expect(err).not.toMatch(/horse|argon2id/);
    expect((await run("check", "--data", data)).out).toMatch(/^ok: .*N17/s);
    const { out: log } = await run("log", "--data", data);
    expect(log).toContain("alice became an operator as alice");
    expect(log).not.toMatch(/horse|argon2id/);
  });

  it("makes the key of its cloaks once, for itself alone", async () => {
    const data = folder();
    const file = join(data, "cloak.secret");
    await (await serve(data)).stop();
    const secret = readFileSync(file, "utf8");
    expect(secret).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await (await serve(data)).stop();
    expect(readFileSync(file, "utf8")).toBe(secret);
    writeFileSync(file, "");
    expect((await run("start", "--port", "0", "--data", data)).err).toMatch(/DATA_UNUSABLE: .*cloak\.secret/);
  });
});
