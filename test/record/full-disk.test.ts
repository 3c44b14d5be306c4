// R7 on a file system that is really full: a small tmpfs as the data folder of a real process.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Network } from "../../projections/network.ts";
import { entries, replay } from "../../src/record/replay.ts";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { Client } from "../crash/client.ts";
import { Logged } from "../crash/logged.ts";
import { type NodeProcess, ROOT, startNode } from "../crash/node-process.ts";
import { nameOf } from "./rig.ts";

const BYTES = 1024 * 1024;
const PAGES_LEFT = 40;
const mayMount = process.env.HANSARD_NO_MOUNT !== "1";

let folder: string;
let node: NodeProcess;
let clients: Client[];

/** As root only. A machine that cannot mount says so with HANSARD_NO_MOUNT=1: the test is never passed over in silence. */
function mount(): void {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${BYTES}`, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    const why = (error as { stderr?: Buffer }).stderr?.toString() ?? String(error);
    throw new Error(
      `no tmpfs can be mounted here (${why.trim()}). Run as root, or set HANSARD_NO_MOUNT=1 to go without`,
    );
  }
}

async function register(nick: string): Promise<Client> {
  const client = new Client(nick, node.host, node.port);
  clients.push(client);
  await client.wait(/ 001 /);
  client.send("JOIN #c", "PING joined");
  await client.wait(/ PONG \S+ :joined$/);
  return client;
}

/** Takes what is free but for some pages: a few messages still go through. */
function fill(): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, "ballast"), Buffer.alloc((bavail - PAGES_LEFT) * bsize));
}

function free(): void {
  rmSync(join(folder, "ballast"));
}

beforeEach(async () => {
  if (!mayMount) return;
  execFileSync(process.execPath, [`${ROOT}scripts/build.js`]);
  folder = mkdtempSync(join(tmpdir(), "hansard-full-"));
  clients = [];
  mount();
  node = await startNode(ROOT, folder);
});
afterEach(async () => {
  if (!mayMount) return;
  for (const client of clients) client.destroy();
  await node?.stop();
  execFileSync("umount", ["-l", folder]);
  rmdirSync(folder);
});

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A PING of a turn that is dropped has no answer; the next one has. */
async function answers(client: Client): Promise<void> {
  let isAnswered = false;
  client.wait(/ PONG \S+ :still-there$/).then(
    () => {
      isAnswered = true;
    },
    () => undefined,
  );
  for (let tries = 0; !isAnswered && tries < 50; tries++) {
    client.send("PING still-there");
    await pause(100);
  }
  expect(isAnswered, "a PONG").toBe(true);
}

/** Sends until the node says that it cannot record; gives what was sent. */
async function sendUntilRefused(client: Client): Promise<readonly string[]> {
  const sent: string[] = [];
  let isRefused = false;
  client.wait(/PRIVMSG: Not carried out: .*RECORD_UNAVAILABLE/, 60_000).then(
    () => {
      isRefused = true;
    },
    () => undefined,
  );
  while (!isRefused && sent.length < 20_000) {
    const id = `full-${sent.length} ${"x".repeat(200)}`;
    sent.push(id);
    client.send(`PRIVMSG #c :${id}`);
    await pause(1);
  }
  expect(isRefused, `${sent.length} messages, and no refusal`).toBe(true);
  return sent;
}

async function sendUntilHeard(from: Client, to: Client): Promise<void> {
  const heard = () => to.deliveries.some((line) => line.endsWith("PRIVMSG #c :again"));
  for (let tries = 0; !heard() && tries < 100; tries++) {
    from.send("PRIVMSG #c :again");
    await pause(200);
  }
  expect(heard(), "a message after the space came back").toBe(true);
}

describe("R7 a full file system", () => {
  if (!mayMount) {
    test("is not tried here: HANSARD_NO_MOUNT=1", () => {
      console.warn("HANSARD_NO_MOUNT=1: the test on a full file system was left out");
    });
    return;
  }

  test("refuses events, answers PING, recovers when there is space, and lost nothing told", async () => {
    const alice = await register("alice");
    const bob = await register("bob");
    fill();
    const sent = await sendUntilRefused(alice);
    await answers(alice);
    // A checkpoint may have made a little room by now: then carol is let in, and is a user like the others.
    const carol = new Client("carol", node.host, node.port);
    clients.push(carol);
    await carol.wait(/^ERROR :.*record cannot be written|^:\S+ 001 /);
    const others = carol.observed.isWelcome ? ["carol"] : [];

    free();
    await sendUntilHeard(alice, bob);
    await answers(bob);

    const reader = new SqliteReader(folder);
    const stored = [...entries(reader)];
    expect(reader.integrity()).toEqual([]);
    const network = new Network();
    replay(reader, network);
    reader.close();
    expect(stored.map(nameOf)).toContain("RESUMED");
    const logged = new Logged(stored);
    const expected = (logged.byFirstNick.get("bob")?.lines ?? []).map((each) => each.line);
    expect(bob.deliveries.length).toBeGreaterThan(5);
    expect(bob.deliveries).toEqual(expected.slice(0, bob.deliveries.length));
    expect(bob.deliveries.length).toBeLessThan(sent.length + 100);
    const users = [...network.state.users.values()].map((user) => user.nick);
    expect(users.sort()).toEqual(["alice", "bob", ...others]);
  });
});
