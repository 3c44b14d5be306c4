import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type Client, client, folder, launch, rows, run, type Served, serve } from "./program.ts";

let data: string;
let node: Served;
let alice: Client;
let bob: Client;

beforeEach(async () => {
  data = folder();
  node = await serve(data);
  alice = await client(node.port, "alice");
  bob = await client(node.port, "bob");
  await alice.say("JOIN #C", "TOPIC #c :news", "PRIVMSG #c :hello");
  await bob.say("JOIN #c", "NICK robert", "PRIVMSG alice :for you");
});

const json = async (...args: readonly string[]) => rows((await run(...args, "--data", data, "--json")).out);

describe("hansard log, while the node runs", () => {
  it("prints lines with the nicks of each moment", async () => {
    const { out, exit } = await run("log", "--data", data);
    expect(exit).toBe(0);
    expect(out).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} #c <alice> hello$/m);
    expect(out).toMatch(/ alice!~alice@127\.0\.0\.1 joined #C$/m);
    expect(out).toMatch(/ bob is now known as robert$/m);
    expect(out).toMatch(/ private PRIVMSG for 1HS \(its text was not kept\)$/m);
    expect(out).not.toContain("for you");
  });

  it("prints JSON with position, id, at, type, actor and the body's fields", async () => {
    const events = await json("log", "--type", "PRIVMSG,JOIN", "--channel", "#C");
    expect(events).toHaveLength(3);
    for (const event of events) {
      expect(event).toMatchObject({
        position: expect.any(Number),
        id: expect.stringMatching(/^1HS\.[a-z0-9]{6}-\d+$/),
        at: expect.any(Number),
        type: expect.stringMatching(/^(PRIVMSG|JOIN)$/),
        actor: expect.stringMatching(/^1HS\.[a-z0-9]{6}\.\d+$/),
        channel: "#c",
      });
    }
    expect((await json("log")).every((event) => event.type !== "NOTE")).toBe(true);
    expect((await json("log", "--notes")).filter((event) => event.type === "NOTE")).toMatchObject([
      { note: "STARTED" },
    ]);
  });

  it("keeps to --nick, --since, --until and --limit", async () => {
    const all = await json("log");
    const half = all[4] as { position: number; time: string };
    expect(await json("log", "--since", `@${half.position}`)).toEqual(all.slice(4));
    expect(await json("log", "--until", half.time)).toEqual(all.slice(0, 5));
    expect(await json("log", "--since", half.time, "--limit", "2")).toEqual(all.slice(4, 6));
    expect(await json("log", "--limit", "2")).toEqual(all.slice(-2));
    expect(await json("log", "--nick", "alice", "--limit", "2")).toMatchObject([{ type: "TOPIC" }, { text: "hello" }]);
    expect(await json("log", "--order", "total")).toEqual(all);
    expect(await json("log", "--since", "1h")).toEqual(all);
    expect(await json("log", "--until", "1h")).toEqual([]);
  });

  it("follows what is recorded from now on, and ends on SIGINT with exit code 0", async () => {
    const following = launch("log", "--data", data, "--follow", "--limit", "1");
    await following.until(/its text was not kept/);
    await alice.say("PRIVMSG #c :one more");
    await following.until(/#c <alice> one more\n/);
    following.child.kill("SIGINT");
    expect((await following.ended).exit).toBe(0);
  });

  it("says which forms of a moment there are, and which types of event", async () => {
    const wrong = await run("log", "--data", data, "--since", "yesterday");
    expect(wrong.exit).toBe(2);
    expect(wrong.err).toMatch(/"yesterday" is no moment\. Write .*2026-11-23T20:01.*@123.*10m/);
    expect((await run("log", "--data", data, "--type", "JION")).err).toContain("did you mean JOIN?");
    expect((await run("log", "--data", folder())).err).toContain("hansard: LOG_MISSING: ");
  });
});

describe("hansard at, while the node runs", () => {
  it("shows channels and users as they were", async () => {
    const [before] = (await json("log", "--type", "NICK")) as [{ position: number; time: string }];
    const then = await json("at", String(before.position - 1));
    expect(then[0]).toMatchObject({ kind: "moment", position: before.position - 1, users: 2, channels: 1 });
    expect(then[1]).toMatchObject({
      kind: "channel",
      name: "#C",
      topic: { text: "news" },
      members: [
        { nick: "alice", status: "o" },
        { nick: "bob", status: "" },
      ],
    });
    const [, , user] = await json("at", before.time, "--nick", "robert");
    expect(user).toMatchObject({ kind: "user", nick: "robert", channels: ["#c"] });
    const { out } = await run("at", "now", "--data", data);
    expect(out).toMatch(/^#C {2}\+ /m);
    expect(out).toContain("  @alice robert\n");
  });

  it("gives one digest for one state, by position and by time, and another for another", async () => {
    const all = (await json("log")) as { position: number; time: string }[];
    const { position, time } = all.at(-1) as { position: number; time: string };
    const digest = async (when: string) => (await run("at", when, "--data", data, "--digest")).out;
    expect(await digest(`@${position}`)).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await digest(time)).toBe(await digest(String(position)));
    expect(await digest("@1")).not.toBe(await digest(`@${position}`));
  });

  it("refuses a position that is not recorded yet", async () => {
    const beyond = await run("at", "@999999", "--data", data);
    expect(beyond.exit).toBe(2);
    expect(beyond.err).toContain("position 999999 is beyond the log's last");
  });
});

describe("hansard check and backup, while the node runs", () => {
  it("find nothing wrong, and count", async () => {
    const { out, exit } = await run("check", "--data", data);
    expect(exit).toBe(0);
    expect(out).toMatch(/^ok: \d+ positions, \d+ events and 1 notes, of 1 epochs\n/);
    expect(await json("check")).toMatchObject([{ ok: true, notes: 1, users: 2, finding: null, file: [] }]);
  });

  it("copies into a file that a node can go on from, and never over another", async () => {
    const base = folder();
    const file = join(base, "copy.db");
    const copied = await json("backup", file);
    const restored = join(base, "restored");
    expect((await run("backup", file, "--data", data)).err).toContain("FILE_EXISTS");
    mkdirSync(restored);
    renameSync(file, join(restored, "log.db"));
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect((await run("check", "--data", restored)).exit).toBe(0);
    const last = (await json("log", "--limit", "1", "--notes")) as { position: number }[];
    expect(copied).toEqual([{ file, positions: last[0]?.position }]);
    expect((await (await serve(restored)).stop()).exit).toBe(0);
  });
});
