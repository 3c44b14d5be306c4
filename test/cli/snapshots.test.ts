// Snapshots as an operator meets them: a start goes on from one, and does without where there is none that can be read.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { client, folder, run, type Served, serve } from "./program.ts";

const names = (data: string) => {
  try {
    return readdirSync(join(data, "snapshots")).filter((name) => name.endsWith(".json.gz"));
  } catch {
    return [];
  }
};

/** A node that makes a snapshot each 1000 entries. */
function configured(data: string): Promise<Served> {
  const file = join(data, "hansard.yaml");
  writeFileSync(file, `data: ${data}\nrecord:\n  snapshotEvents: 1000\n`);
  return serve(data, "--config", file, "--no-limits");
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 50));
}

it("a start goes on from a snapshot to the state that the whole log gives, and from the log alone without", async () => {
  const data = folder();
  const first = await configured(data);
  const alice = await client(first.port, "alice");
  await alice.say("JOIN #c", "TOPIC #c :before the snapshot");
  for (let n = 0; n < 1100; n++) alice.socket.write(`PRIVMSG #c :${n}\r\n`);
  await alice.say("MODE #c +k sesame");
  await until(() => names(data).length > 0);
  await alice.say("MODE #c +b *!*@after");
  await first.stop("SIGKILL");
  for (const isSpoilt of [false, true]) {
    if (isSpoilt) spoilAll(data);
    const again = await configured(data);
    const bob = await client(again.port, "bob");
    // The epoch that was killed has ended, and its channel with its members.
    expect(await bob.say("JOIN #c")).toContain(" 353 bob = #c :@bob");
    expect(await bob.say("WHOWAS alice")).toContain(" 314 bob alice ");
    const { err } = await again.stop();
    expect(err.includes("snapshot-unsound")).toBe(isSpoilt);
    const { exit, out } = await run("check", "--data", data);
    if (isSpoilt)
      expect({ exit, out }).toEqual({ exit: 1, out: expect.stringMatching(/^LOG_CORRUPT: .*\d+\.json\.gz cannot/) });
    else expect(out).toMatch(/^ok: [\s\S]*; snapshots: 1\n/);
  }
});

it("R1 a snapshot that is not what the log gives is found by check", async () => {
  const data = folder();
  const node = await configured(data);
  const alice = await client(node.port, "alice");
  await alice.say("JOIN #c", "TOPIC #c :before the snapshot");
  for (let n = 0; n < 1100; n++) alice.socket.write(`PRIVMSG #c :${n}\r\n`);
  await until(() => names(data).length > 0);
  await node.stop("SIGKILL");
  const file = join(data, "snapshots", names(data)[0] as string);
  const text = gunzipSync(readFileSync(file)).toString();
  writeFileSync(file, gzipSync(text.replace("before the snapshot", "another topic")));
  const { exit, out } = await run("check", "--data", data);
  expect({ exit, out }).toEqual({
    exit: 1,
    out: expect.stringMatching(/^R1: the log: the snapshot of position \d+ is not what the log gives\n/),
  });
});

function spoilAll(data: string): void {
  for (const name of names(data)) writeFileSync(join(data, "snapshots", name), "torn");
}
