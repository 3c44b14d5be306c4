// Two real processes, linked as docs/guides/linking.md says: by what `hansard id` prints.
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { client, run } from "./program.ts";
import { configure, eventually, freePort, hears, type Site, site, started, WAIT_MS } from "./sites.ts";

describe("two processes", () => {
  it("link, carry what is said, and come to one record and one digest", { timeout: 4 * WAIT_MS }, async () => {
    const [a, b] = [await site(), await site()];
    const place = await freePort();
    configure(a, { id: "1AA", listen: place, peers: `{ name: irc.b, key: "${b.key}", connect: false }` });
    configure(b, { id: "2BB", peers: `{ name: irc.a, key: "${a.key}", address: "127.0.0.1:${place}" }` });
    const [one, two] = [await started(a), await started(b)];
    await one.running.until(new RegExp(`^listening on 127\\.0\\.0\\.1:${place} \\(links\\)$`, "m"));
    const alice = await client(one.port, "alice");
    const bob = await client(two.port, "bob");
    await hears(alice, "MAP", /006 alice :`- irc\.2bb\.test \(2BB\) 1 users/);
    expect(one.running.err()).toContain('"event":"linked"');
    expect(two.running.err()).toContain('"event":"linked"');
    await alice.say("JOIN #c");
    await hears(bob, "LIST", / 322 bob #c 1 :/);
    await bob.say("JOIN #c");
    await hears(alice, "NAMES #c", /@alice bob|bob @alice/);
    expect(await alice.say("WHOIS bob")).toMatch(/ 312 alice bob irc\.2bb\.test :hansard/);
    expect(await alice.say("VERSION irc.2bb.test")).toMatch(/ 351 alice hansard\S* irc\.2bb\.test :node 2BB/);
    let heard = "";
    alice.socket.on("data", (text: string) => {
      heard += text;
    });
    await bob.say("PRIVMSG alice :across");
    await eventually("alice is told", () => /^:bob!\S+ PRIVMSG alice :across\r$/m.test(heard));
    const total = async ({ data }: Site) => (await run("log", "--order", "total", "--data", data)).out;
    const digest = async ({ data }: Site) => (await run("at", "now", "--digest", "--data", data)).out;
    await eventually("one record", async () => (await total(a)) === (await total(b)));
    expect(await total(a)).toMatch(/ bob!~bob@\S+ joined #c\n[\s\S]* private PRIVMSG for 1AA, 2BB /);
    expect(await digest(a)).toBe(await digest(b));
    for (const { running } of [two, one]) {
      running.child.kill("SIGTERM");
      expect((await running.ended).exit).toBe(0);
    }
    // Both have the seals of both origins, each signed with its node's own key.
    const sound = /^ok: .* of 2 epochs\n.*\n {4}seals: [1-9]\d*, over [1-9]\d* of the events; /;
    for (const { data } of [a, b]) expect((await run("check", "--data", data)).out).toMatch(sound);
  });

  it("refuse each other over a key that is not configured, and say why on both sides", {
    timeout: 3 * WAIT_MS,
  }, async () => {
    const [a, b, c] = [await site(), await site(), await site()];
    const place = await freePort();
    configure(a, { id: "1AA", listen: place, peers: `{ name: irc.c, key: "${c.key}", connect: false }` });
    configure(b, { id: "2BB", peers: `{ name: irc.a, key: "${a.key}", address: "127.0.0.1:${place}" }` });
    const [one, two] = [await started(a), await started(b)];
    for (const { running } of [one, two]) {
      await eventually("the refusal is told", () => /"link-(refused|unlinked)".*UNKNOWN_KEY/.test(running.err()));
    }
    const bob = await client(two.port, "bob");
    expect((await bob.say("LINKS")).match(/ 364 /g)).toHaveLength(1);
  });

  it("do not start with the node's own key under a peer, or where its place for links is taken", async () => {
    const a = await site();
    configure(a, { id: "1AA", peers: `{ name: irc.b, key: "${a.key}", address: "127.0.0.1:1" }` });
    const own = await run("start", "--config", a.file);
    expect(own.exit).toBe(4);
    expect(own.err).toContain("CONFIG_INVALID: links.peers: irc.b has the key of this node itself");
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    configure(a, { id: "1AA", listen: port, peers: "" });
    const taken = await run("start", "--config", a.file);
    server.close();
    expect(taken.exit).toBe(5);
    expect(taken.err).toContain(`PORT_IN_USE: 127.0.0.1:${port} is taken`);
  });
});
