// A network whose nodes are upgraded one at a time: real processes of this build and of a newer one, which writes one
// more version of TOPIC and one more type of event, POKE.
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SqliteReader } from "../../src/record/sqlite-reader.ts";
import { client, launchBuild, MAIN } from "../cli/program.ts";
import { configure, eventually, freePort, hears, type Site, site, started, WAIT_MS } from "../cli/sites.ts";
import { type Build, newerBuild } from "./newer-build.ts";

let newer: Build;
beforeAll(() => {
  newer = newerBuild();
});
afterAll(() => newer.remove());

/** The versions of the topics in a log, as this build reads the text. */
function topicsIn({ data }: Site): readonly number[] {
  const reader = new SqliteReader(data);
  try {
    const headers = reader
      .read(0, 10_000)
      .map(({ header }) => JSON.parse(header) as { type?: string; version: number });
    return headers.filter(({ type }) => type === "TOPIC").map(({ version }) => version);
  } finally {
    reader.close();
  }
}

const ask = async (main: string, ...args: readonly string[]) => (await launchBuild(main, ...args).ended).out;
const digest = ({ data }: Site, main = newer.main) => ask(main, "at", "now", "--digest", "--data", data);

/** All that somebody is told who tries to come in, until the connection is closed. */
async function turnedAway(port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  let told = "";
  socket.on("data", (text: string) => {
    told += text;
  });
  socket.write("NICK bob\r\nUSER bob 0 * :Bob\r\n");
  await once(socket, "close");
  return told;
}

/** A and C are linked through B alone. */
async function line(): Promise<readonly [Site, Site, Site]> {
  const [a, b, c] = [await site(), await site(), await site()];
  const [toA, toC] = [await freePort(), await freePort()];
  configure(a, { id: "1AA", listen: toA, peers: `{ name: irc.b, key: "${b.key}", connect: false }` });
  configure(c, { id: "3CC", listen: toC, peers: `{ name: irc.b, key: "${b.key}", connect: false }` });
  const peers = [
    `{ name: irc.a, key: "${a.key}", address: "127.0.0.1:${toA}" }`,
    `{ name: irc.c, key: "${c.key}", address: "127.0.0.1:${toC}" }`,
  ];
  configure(b, { id: "2BB", peers: peers.join(", ") });
  return [a, b, c];
}

describe("a network that is upgraded node by node", () => {
  it("speaks as its oldest node understands, goes on around a node that is too old, and loses nothing", {
    timeout: 6 * WAIT_MS,
  }, async () => {
    const [a, b, c] = await line();
    const [one, three] = [await started(a, newer.main), await started(c, newer.main)];
    let two = await started(b, MAIN);
    const alice = await client(one.port, "alice");
    const carol = await client(three.port, "carol");
    await hears(alice, "LINKS", / 364 alice irc\.3cc\.test /);
    await alice.say("JOIN #c");
    await hears(carol, "LIST", / 322 carol #c 1 :/);
    await carol.say("JOIN #c");

    // All three together: the topic is written as the old build reads it, and what it cannot read is not done.
    await alice.say("TOPIC #c :old words");
    await hears(carol, "TOPIC #c", / 332 carol #c :old words/);
    await eventually("the old node has it", () => topicsIn(b).length === 1);
    expect([a, b, c].map(topicsIn)).toEqual([[1], [1], [1]]);
    expect(await digest(a, MAIN), "the old build can still take the record over").toBe(await digest(a));
    expect(await alice.say("POKE :you")).toMatch(
      /NOTICE alice :\*\*\* POKE: Not carried out: a server .* too old .*: irc\.2bb\.test \(2BB\) \(NODE_TOO_OLD\)/,
    );

    // The old node leaves: from now on the newer version is written.
    two.running.child.kill("SIGTERM");
    expect((await two.running.ended).exit).toBe(0);
    await hears(alice, "POKE :now", /POKE POKED :done/);
    await alice.say("TOPIC #c :new words");
    await eventually("the newer version is written", () => topicsIn(a).length === 2);
    expect(topicsIn(a)).toEqual([1, 2]);

    // It comes back without having been upgraded: it says so, serves nobody, and passes on what the others say.
    two = await started(b, MAIN);
    await eventually("it says so", () => two.running.err().includes('"event":"upgrade-needed"'));
    expect(two.running.err()).toMatch(/upgrade this node: 1AA\.\w+-\d+ is POKE version 1/);
    expect(await turnedAway(two.port)).toMatch(/UPGRADE_NEEDED\)\r\nERROR :.*This server must be upgraded/);
    await hears(carol, "TOPIC #c", / 332 carol #c :new words/);
    expect(topicsIn(b)).toEqual([1, 2]);
    await hears(alice, "POKE :again", /NODE_TOO_OLD/);
    await hears(alice, "MAP", /irc\.3cc\.test/);
    let heard = "";
    carol.socket.on("data", (text: string) => {
      heard += text;
    });
    await alice.say("PRIVMSG #c :through the old one");
    await eventually("carol is told", () => heard.includes("PRIVMSG #c :through the old one"));

    // Started again as it is, it refuses; upgraded, it has everything.
    two.running.child.kill("SIGTERM");
    expect((await two.running.ended).exit).toBe(0);
    const refused = await launchBuild(MAIN, "start", "--config", b.file).ended;
    expect(refused.exit).toBe(3);
    expect(refused.err).toMatch(
      /LOG_NEWER: position \d+: POKE version 1 is not known to this build; upgrade this node/,
    );
    two = await started(b, newer.main);
    const back = await client(two.port, "bob");
    await hears(back, "TOPIC #c", / 332 bob #c :new words/);
    await back.say("JOIN #c");
    await hears(carol, "NAMES #c", /bob/);
    await carol.say("TOPIC #c :all of them");
    await hears(back, "TOPIC #c", / 332 bob #c :all of them/);
    await eventually(
      "one state",
      async () => (await digest(a)) === (await digest(b)) && (await digest(b)) === (await digest(c)),
    );
    expect([a, b, c].map(topicsIn)).toEqual([
      [1, 2, 2],
      [1, 2, 2],
      [1, 2, 2],
    ]);
    expect(await ask(newer.main, "check", "--data", b.data)).toMatch(/^ok: /);
  });
});
