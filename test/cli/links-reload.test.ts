// A change of links in the file of a running node, put in force by SIGHUP: peers and places for links.
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { client } from "./program.ts";
import { configure, eventually, freePort, type Site, site, started, WAIT_MS } from "./sites.ts";

const caller = (to: Site, port: number) => `{ name: irc.a, key: "${to.key}", address: "127.0.0.1:${port}" }`;
const waiting = (of: Site) => `{ name: irc.b, key: "${of.key}", connect: false }`;

it("takes peers and places as they are written, and loses nothing", { timeout: 4 * WAIT_MS }, async () => {
  const [a, b, first, second] = [await site(), await site(), await freePort(), await freePort()];
  configure(a, { id: "1AA", listen: first, peers: "" });
  configure(b, { id: "2BB", peers: caller(a, first) });
  const [one, two] = [await started(a), await started(b)];
  const alice = await client(one.port, "alice");
  const isLinked = async () => (await alice.say("LINKS")).match(/ 364 /g)?.length === 2;
  await eventually("b is refused", () => two.running.err().includes("UNKNOWN_KEY"));

  configure(a, { id: "1AA", listen: second, peers: waiting(b) });
  one.running.child.kill("SIGHUP");
  await eventually("the new place", () => one.running.err().includes(`listening on 127.0.0.1:${second} (links)`));
  await eventually("the old place is closed", () => two.running.err().includes("nothing listens at"));
  configure(b, { id: "2BB", peers: caller(a, second) });
  two.running.child.kill("SIGHUP");
  await eventually("linked at the new place", isLinked);
  expect(one.running.err()).not.toContain("reload-waits");

  configure(a, { id: "1AA", listen: second, peers: "" });
  one.running.child.kill("SIGHUP");
  await eventually("unlinked", () => two.running.err().includes("PEER_REMOVED"));
  expect(one.running.err()).toContain("unlinked from irc.b: PEER_REMOVED");
  await alice.say("JOIN #apart");
  configure(a, { id: "1AA", listen: second, peers: waiting(b) });
  one.running.child.kill("SIGHUP");
  const bob = await client(two.port, "bob");
  await eventually("what was said apart is there", async () => / 322 bob #apart 1 :/.test(await bob.say("LIST")));
});

it("changes nothing where a place is taken, or the key is the node's own", { timeout: 2 * WAIT_MS }, async () => {
  const [a, first, other] = [await site(), await freePort(), createServer()];
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
  const { port } = other.address() as { port: number };
  configure(a, { id: "1AA", listen: first, peers: "" });
  const { running } = await started(a);
  configure(a, { id: "1AA", listen: port, peers: "" });
  running.child.kill("SIGHUP");
  await eventually("refused", () => running.err().includes(`"reload-refused","text":"127.0.0.1:${port} is taken`));
  configure(a, { id: "1AA", listen: first, peers: waiting(a) });
  running.child.kill("SIGHUP");
  await eventually("refused", () => running.err().includes("irc.b has the key of this node itself"));
  other.close();
});
